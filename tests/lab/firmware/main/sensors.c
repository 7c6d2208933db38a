/* Sensors of the greenhouse: probes, their calibration, averages over a zone. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "main/scenes.h"

#define SAMPLES 4

struct calibration {
    int16_t offset;
    int16_t gain;
};

typedef enum { PROBE_AIR, PROBE_SOIL = 3, PROBE_WATER = 7 } probe_kind_t;

typedef struct probe {
    const char *name;
    probe_kind_t kind;
    int32_t samples[SAMPLES];
    struct calibration calibration;
    uint8_t enabled : 1, channel : 3;
} probe_t;

struct zone {
    uint8_t id;
    probe_t *probes[2];
};

static probe_t air_probe = { "air", PROBE_AIR, { 213, 214, 214, 215 }, { -5, 100 }, 1, 2 };
static struct zone north_zone = { .id = 2, .probes = { &air_probe, NULL } };
static volatile int32_t last_average;

static inline __attribute__((always_inline)) int32_t corrected_sample(const probe_t *probe,
                                                                      unsigned i)
{
    return probe->samples[i] + probe->calibration.offset; /* LAB null-read old-form */
}

static __attribute__((noinline)) int32_t average_of(const probe_t *probe)
{
    int32_t sum = 0;

    for (unsigned i = 0; i < SAMPLES; i++)
        sum += corrected_sample(probe, i);
    return sum / SAMPLES;
}

static __attribute__((noinline)) void report_zone(const struct zone *zone)
{
    int32_t total = 0;

    for (unsigned i = 0; i < 2; i++)
        total += average_of(zone->probes[i]);
    last_average = total / 2;
    ESP_LOGI("sensors", "zone %u: %d", zone->id, (int)last_average);
}

static __attribute__((noinline)) void calibrate_probe(probe_t *probe, int16_t gain)
{
    last_average = gain;
    probe->calibration.gain = gain; /* LAB null-write reboot-loop */
    last_average = 0;
}

static __attribute__((noinline)) void calibrate_zone(struct zone *zone, unsigned which, int percent)
{
    calibrate_probe(zone->probes[which], (int16_t)(percent * 2));
    ESP_LOGI("sensors", "probe %u of zone %u calibrated", which, zone->id);
}

void scene_null_read(void)
{
    report_zone(&north_zone);
    ESP_LOGI("sensors", "reported");
}

void scene_null_write(void)
{
    calibrate_zone(&north_zone, 1, 49);
    ESP_LOGI("sensors", "calibrated");
}

/* Never called: the linker drops it, its debug information stays with addresses of zero. */
int32_t sensors_highest(const struct zone *zone)
{
    int32_t first = average_of(zone->probes[0]), second = average_of(zone->probes[1]);

    return first > second ? first : second;
}
