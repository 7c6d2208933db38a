/* Readings: arrays of samples, lists of them, where they are received. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "heap/heap.h"
#include "pointers/scenes.h"

#define HISTORY_SAMPLES 2000

struct sensor {
    uint16_t id;
    int32_t value;
    struct sensor *next;
};

struct history {
    uint32_t count;
    int16_t samples[HISTORY_SAMPLES];
};

struct sample {
    uint8_t kind;
    struct sample *next;
    int32_t value;
};

struct sensor g_sensors[4];
uint8_t rx_buf[64];

static volatile int32_t last_value;

static __attribute__((noipa)) int32_t value_behind(void)
{
    int32_t value = g_sensors[2].next->value; /* LAB global-member-null */

    last_value = value;
    return value + 1;
}

static __attribute__((noipa)) int32_t sample_of(const int16_t *samples)
{
    int32_t value = samples[1200]; /* LAB array-null */

    last_value = value;
    return value + 1;
}

static __attribute__((noipa)) int32_t sample_of_history(const struct history *history)
{
    int32_t value = history->samples[1200]; /* LAB member-array-null */

    last_value = value;
    return value + 1;
}

static __attribute__((noipa)) int32_t sample_at(const struct history *history, unsigned index)
{
    int32_t value = history->samples[index]; /* LAB index-null */

    last_value = value;
    return value + 1;
}

/* Trusts the place that the sender gave. */
static __attribute__((noipa)) void receive_byte(unsigned at, uint8_t byte)
{
    rx_buf[at] = byte; /* LAB index-wild */
    last_value = byte;
}

static __attribute__((noipa)) void read_value(unsigned id, int32_t *out)
{
    last_value = (int32_t)id;
    *out = g_sensors[id].value; /* LAB out-null */
    last_value = 0;
}

static __attribute__((noipa)) struct sample *add_sample(struct sample *next, int32_t value)
{
    struct sample *sample = heap_caps_malloc(sizeof(*sample), MALLOC_CAP_DEFAULT);

    *sample = (struct sample){ .kind = 2, .next = next, .value = value };
    return sample;
}

/* The order is wrong: what comes next is read from the freed sample. */
static __attribute__((noipa)) void free_samples(struct sample *head)
{
    struct sample *second = head->next;

    heap_caps_free(head);
    heap_caps_free(second);
    last_value = 0;
}

static __attribute__((noipa)) int32_t sum_of(const struct sample *head)
{
    int32_t sum = 0;

    for (const struct sample *node = head; node; node = node->next)
        if (node->kind == 0xfe) /* LAB list-freed */
            sum += node->value;
    last_value = sum;
    return sum;
}

void scene_global_member_null(void)
{
    last_value = value_behind();
}

void scene_array_null(void)
{
    last_value = sample_of(NULL);
}

void scene_member_array_null(void)
{
    last_value = sample_of_history(NULL);
}

void scene_index_null(void)
{
    last_value = sample_at(NULL, 1200);
}

void scene_index_wild(void)
{
    receive_byte(0x4000000, 0x7e);
    last_value = 0;
}

void scene_out_null(void)
{
    read_value(1, NULL);
    last_value = 0;
}

void scene_list_freed(void)
{
    struct sample *head = add_sample(add_sample(NULL, 20), 21);

    free_samples(head);
    ESP_LOGI("readings", "sum %d", (int)sum_of(head));
}
