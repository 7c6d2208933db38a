/* Records of all shapes: bit fields, unions, members of members, constants. */
#include <stddef.h>
#include <stdint.h>

#include "pointers/scenes.h"

struct lamp {
    uint32_t serial;
    uint16_t level;
    uint8_t enabled : 1, mode : 3, channel : 4;
};

struct message {
    uint16_t topic;
    union {
        uint32_t number;
        float ratio;
        uint8_t bytes[4];
    } body;
};

struct limits {
    int32_t low;
    int32_t high;
};

struct device {
    uint32_t id;
    struct {
        uint16_t version;
        struct limits limits;
    } config;
};

struct panel {
    uint32_t id;
    struct lamp lamps[6];
};

struct job {
    void (*run)(struct job *job);
    uint16_t runs;
};

const struct limits default_limits = { 5, 35 };

static volatile unsigned shown;

static __attribute__((noipa)) unsigned mode_of(const struct lamp *lamp)
{
    unsigned mode = lamp->mode; /* LAB bitfield-read */

    shown = mode;
    return mode + 1;
}

static __attribute__((noipa)) void set_mode(struct lamp *lamp, unsigned mode)
{
    lamp->mode = mode & 7; /* LAB bitfield-write */
    shown = mode;
}

static __attribute__((noipa)) uint32_t number_in(const struct message *message)
{
    uint32_t number = message->body.number; /* LAB union-read */

    shown = number;
    return number + 1;
}

static __attribute__((noipa)) void set_byte(struct message *message, uint8_t byte)
{
    message->body.bytes[2] = byte; /* LAB union-write */
    shown = byte;
}

static __attribute__((noipa)) int32_t highest_of(const struct device *device)
{
    int32_t high = device->config.limits.high; /* LAB nested-null */

    shown = (unsigned)high;
    return high + 1;
}

static __attribute__((noipa)) void dim_lamp(struct panel *panel, uint16_t level)
{
    panel->lamps[3].level = level; /* LAB element-null */
    shown = level;
}

static __attribute__((noipa)) void widen_limits(struct limits *limits, int32_t high)
{
    limits->high = high; /* LAB const-object */
    shown = (unsigned)high;
}

static __attribute__((noipa)) void reset_limits(int32_t high)
{
    ((struct limits *)&default_limits)->high = high; /* LAB const-direct */
    shown = (unsigned)high;
}

/* Tasks and timers hand over what they were given as a pointer to anything. */
static __attribute__((noipa)) void timer_expired(void *argument)
{
    struct job *job = argument;

    shown = 1;
    job->runs = 1; /* LAB context-null */
    shown = 0;
}

void scene_bitfield_read(void)
{
    shown = mode_of(NULL);
}

void scene_bitfield_write(void)
{
    set_mode(NULL, 5);
    shown = 0;
}

void scene_union_read(void)
{
    shown = number_in(NULL);
}

void scene_union_write(void)
{
    set_byte(NULL, 0x41);
    shown = 0;
}

void scene_nested_null(void)
{
    shown = (unsigned)highest_of(NULL);
}

void scene_element_null(void)
{
    dim_lamp(NULL, 40);
    shown = 0;
}

void scene_const_object(void)
{
    widen_limits((struct limits *)&default_limits, 90);
    shown = 0;
}

void scene_const_direct(void)
{
    reset_limits(90);
    shown = 0;
}

void scene_context_null(void)
{
    timer_expired(NULL);
    shown = 0;
}
