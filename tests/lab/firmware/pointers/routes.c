/* Routes of the water: pointers that are handed from function to function. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "heap/heap.h"
#include "pointers/scenes.h"

struct sink {
    uint32_t id;
    int32_t level;
};

struct output {
    uint32_t pin;
    struct sink *sink;
};

struct branch {
    struct branch *left;
    struct branch *right;
    int16_t load;
};

struct stop {
    uint32_t length;
    const struct stop *next;
};

struct order {
    uint32_t zone;
    void (*done)(struct order *order);
};

struct output g_outputs[3]; /* nothing is connected */

static volatile int32_t used;

static inline __attribute__((always_inline)) int32_t level_of(const struct sink *sink)
{
    return sink->level; /* LAB inlined-null */
}

static __attribute__((noipa)) int32_t report_level(const struct output *output)
{
    int32_t level = level_of(output->sink);

    used = level;
    return level + 1;
}

static __attribute__((noipa)) int32_t drain_sink(struct sink *sink, int32_t amount)
{
    int32_t rest = sink->level - amount; /* LAB through-three */

    used = rest;
    return rest + 1;
}

static __attribute__((noipa)) int32_t drain_route(struct sink *target)
{
    int32_t rest = drain_sink(target, 4);

    used = rest;
    return rest + 1;
}

static __attribute__((noipa)) int32_t water_zone(unsigned zone, struct sink *drain)
{
    int32_t rest = drain_route(drain);

    used = rest + (int32_t)zone;
    return rest;
}

static __attribute__((noipa)) int32_t store_level(struct sink *sink, int32_t level)
{
    sink->level = level; /* LAB tail-call */
    used = level;
    return level + 1;
}

/* With optimization the call is a jump: this function leaves no frame. Its own first argument is no
 * pointer, and zero. */
static __attribute__((noipa)) int32_t fill_zone(unsigned zone, struct sink *drain)
{
    used = (int32_t)zone;
    return store_level(drain, 5);
}

static __attribute__((noipa)) int32_t load_of(const struct branch *branch)
{
    int32_t load = branch->load; /* LAB tree-null */

    if (load > 0)
        load += load_of(branch->left);
    used = load;
    return load + 1;
}

static __attribute__((noipa)) void empty_output(struct output *output)
{
    struct sink *sink = output->sink;

    ESP_LOGI("routes", "output %u", (unsigned)output->pin);
    sink->level = 0; /* LAB kept-null */
    used = 0;
}

/* Counts on more stops than there are. */
static __attribute__((noipa)) uint32_t length_of(const struct stop *stop, unsigned number)
{
    while (number-- > 0)
        stop = stop->next;
    used = (int32_t)stop->length; /* LAB reassigned-null */
    return number;
}

static __attribute__((noipa)) void close_order(struct order *order)
{
    used = 1;
    heap_caps_free(order);
}

static __attribute__((noipa)) void finish_order(struct order *order)
{
    close_order(order);
    order->done(order); /* LAB freed-call */
    used = 2;
}

static __attribute__((noipa)) void count_order(struct order *order)
{
    used = (int32_t)order->zone;
}

void scene_inlined_null(void)
{
    used = report_level(&g_outputs[0]);
}

void scene_through_three(void)
{
    used = water_zone(2, g_outputs[1].sink);
}

void scene_tail_call(void)
{
    used = fill_zone(0, g_outputs[2].sink);
}

void scene_tree_null(void)
{
    static struct branch branches[4] = {
        { .left = &branches[1], .load = 1 },
        { .left = &branches[2], .load = 2 },
        { .left = &branches[3], .load = 3 },
        { .left = NULL, .load = 4 },
    };

    used = load_of(branches);
}

void scene_reassigned_null(void)
{
    static const struct stop stops[2] = {
        { .length = 12, .next = &stops[1] },
        { .length = 15, .next = NULL },
    };

    used = (int32_t)length_of(stops, 2);
}

void scene_freed_call(void)
{
    struct order *order = heap_caps_malloc(sizeof(*order), MALLOC_CAP_DEFAULT);

    *order = (struct order){ .zone = 3, .done = count_order };
    finish_order(order);
    used = 0;
}

void scene_kept_null(void)
{
    empty_output(&g_outputs[1]);
    used = 0;
}
