/* The menu: texts and pictures that library functions are asked to handle. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/libc.h"
#include "pointers/scenes.h"

struct item {
    const char *title;
    const char *key;
    uint8_t *icon;
};

static const uint8_t arrow[16] = { 0x18, 0x3c, 0x7e, 0xff };
static uint8_t picture[16];
static char name[24];
static volatile unsigned drawn;

static __attribute__((noipa)) unsigned title_width(const struct item *item)
{
    unsigned width = 8 * (unsigned)strlen(item->title); /* LAB strlen-null */

    drawn = width;
    return width + 2;
}

static __attribute__((noipa)) int is_key(const struct item *item, const char *wanted)
{
    int order = strcmp(item->key, wanted); /* LAB strcmp-left-null strcmp-right-null */

    drawn = (unsigned)order;
    return order + 2;
}

static __attribute__((noipa)) void load_icon(struct item *item, const uint8_t *from)
{
    memcpy(item->icon, from, sizeof(arrow)); /* LAB memcpy-to-null memcpy-from-null */
    drawn = 1;
}

static __attribute__((noipa)) void take_name(const struct item *item)
{
    strcpy(name, item->title); /* LAB strcpy-null */
    drawn = 1;
}

static __attribute__((noipa)) void draw_item(const struct item *item, const char *wanted)
{
    int found = is_key(item, wanted);

    drawn = (unsigned)found;
}

void scene_strlen_null(void)
{
    static const struct item item = { .key = "zone" };

    drawn = title_width(&item);
}

void scene_strcmp_left_null(void)
{
    static const struct item item = { .title = "Zone" };

    draw_item(&item, "zone");
    drawn = 0;
}

void scene_strcmp_right_null(void)
{
    static const struct item item = { .title = "Zone", .key = "zone" };

    draw_item(&item, NULL);
    drawn = 0;
}

void scene_memcpy_to_null(void)
{
    static struct item item = { .title = "Zone" };

    load_icon(&item, arrow);
    drawn = 0;
}

void scene_memcpy_from_null(void)
{
    static struct item item = { .title = "Zone", .icon = picture };

    load_icon(&item, NULL);
    drawn = 0;
}

void scene_strcpy_null(void)
{
    static struct item item = { .key = "zone" };

    take_name(&item);
    drawn = 0;
}
