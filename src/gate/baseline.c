/* Fingerprints out of JSON reports, to be looked up. */
#include "gate/baseline.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"

bool why_baseline_init(struct why_baseline *baseline)
{
    *baseline = (struct why_baseline){ .arena = why_arena_create(WHY_ARENA_BYTES) };
    return baseline->arena != NULL;
}

void why_baseline_deinit(struct why_baseline *baseline)
{
    why_arena_destroy(baseline->arena);
    *baseline = (struct why_baseline){ .arena = NULL };
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A crash for which no fingerprint could be made has null. False: it is none. */
static bool add_crash(struct why_baseline *baseline, const json_t *crash)
{
    const json_t *print = json_object_get(crash, "fingerprint");
    const char **items;

    if (!json_is_string(print))
        return json_is_null(print);
    items = why_arena_extend(baseline->arena, baseline->items, baseline->count, sizeof(*items));
    if (!items)
        return true; /* latched in the arena */
    items[baseline->count++] = why_arena_printf(baseline->arena, "%s", json_string_value(print));
    baseline->items = items;
    return true;
}

/* A whole report, or the crash that a line of JSON Lines is; false: neither. */
static bool add_value(struct why_baseline *baseline, const json_t *value)
{
    const json_t *crashes = json_object_get(value, "crashes");
    bool sound = json_is_array(crashes);

    if (!crashes)
        return add_crash(baseline, value);
    for (size_t i = 0; i < json_array_size(crashes); i++)
        sound = add_crash(baseline, json_array_get(crashes, i)) && sound;
    return sound;
}

static bool is_blank(why_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(" \t\r\n", text.ptr[i]) || text.ptr[i] == '\0')
            return false;
    return true;
}

static enum why_status read_value(struct why_baseline *baseline, why_span *rest,
                                  struct why_error *err)
{
    json_error_t wrong;
    json_t *value = json_loadb(rest->ptr, rest->len, JSON_DISABLE_EOF_CHECK, &wrong);
    bool sound;

    if (!value && json_error_code(&wrong) == json_error_out_of_memory)
        return why_oom(err);
    if (!value)
        return why_fail(err, WHY_E_USAGE, "no JSON: %s", wrong.text);
    *rest = why_span_skip(*rest, (size_t)wrong.position);
    sound = add_value(baseline, value);
    json_decref(value);
    if (sound)
        return WHY_OK;
    return why_fail(
        err, WHY_E_USAGE,
        "no report of espwhy: it has neither crashes nor a crash, or one without a fingerprint");
}

enum why_status why_baseline_read(struct why_baseline *baseline, const char *bytes, size_t len,
                                  struct why_error *err)
{
    why_span rest = { bytes, len };
    enum why_status status = WHY_OK;

    while (status == WHY_OK && !is_blank(rest))
        status = read_value(baseline, &rest, err);
    if (why_arena_failed(baseline->arena))
        return why_oom(err);
    if (baseline->count > 0)
        qsort(baseline->items, baseline->count, sizeof(*baseline->items), compare);
    return status;
}

bool why_baseline_has(const struct why_baseline *baseline, const char *fingerprint)
{
    return fingerprint && baseline->count > 0 &&
           bsearch(&fingerprint, baseline->items, baseline->count, sizeof(*baseline->items),
                   compare) != NULL;
}
