/* Settings: topics, patches, and the checks that give up. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "esp_system/esp_err.h"
#include "esp_system/libc.h"
#include "main/scenes.h"

#define MAX_ZONES 4
#define ROM_ADDRESS 0x40002340u

struct settings {
    const char *topic;
    unsigned zone_count;
    uint32_t magic;
};

static struct settings settings = { "greenhouse/zone", 9, 0xc0ffee };
static volatile unsigned applied;

/* A string literal is constant, whatever the type says. */
static __attribute__((noinline)) void upper_case(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A'); /* LAB write-const */
}

static __attribute__((noinline)) void normalise_topic(struct settings *config)
{
    upper_case((char *)config->topic);
    applied++;
}

static __attribute__((noinline)) void store_word(volatile uint32_t *where, uint32_t value)
{
    *where = value; /* LAB write-code write-rom */
    applied++;
}

static __attribute__((noinline)) void apply_patch(uintptr_t target, uint32_t value)
{
    ESP_LOGI("config", "patch %x", (unsigned)value);
    store_word((volatile uint32_t *)target, value);
    applied++;
}

static __attribute__((noinline)) void check_zones(const struct settings *config)
{
    assert(config->zone_count <= MAX_ZONES && config->topic != NULL); /* LAB assert */
    applied = config->zone_count;
}

static __attribute__((noinline)) void check_magic(const struct settings *config)
{
    if (config->magic != 0x5e771465)
        abort(); /* LAB abort */
    applied = config->magic;
}

static __attribute__((noinline)) esp_err_t nvs_open(const char *name, unsigned *handle)
{
    *handle = 0;
    return name[0] ? ESP_ERR_NOT_FOUND : ESP_OK;
}

static __attribute__((noinline)) void load_settings(const char *space)
{
    unsigned handle;

    ESP_ERROR_CHECK(nvs_open(space, &handle)); /* LAB esp-error-check */
    applied = handle;
}

void scene_write_const(void)
{
    normalise_topic(&settings);
    applied = 0;
}

void scene_write_code(void)
{
    apply_patch((uintptr_t)&scene_write_const & ~(uintptr_t)3, 0x01020304);
    applied = 0;
}

void scene_write_rom(void)
{
    apply_patch(ROM_ADDRESS, 0x01020304);
    applied = 0;
}

void scene_abort(void)
{
    check_magic(&settings);
    applied = 0;
}

void scene_assert(void)
{
    check_zones(&settings);
    applied = 0;
}

void scene_esp_error_check(void)
{
    load_settings("storage");
    applied = 0;
}
