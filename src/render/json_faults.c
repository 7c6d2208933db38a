/* The faults of a run as JSON. */
#include "render/json_parts.h"
#include "render/log_name.h"

json_t *why_json_log_name(struct why_json *json, const char *name)
{
    struct why_strbuf clean;

    why_strbuf_init(&clean);
    why_log_name_add(&clean, name);
    return why_json_take(json, &clean);
}

static const char *known_text(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

static json_t *crash_of(struct why_json *json, const struct why_fault_crash *crash)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "id", why_json_count(json, crash->id));
    why_json_set(json, object, "log",
                 crash->log_name ? why_json_log_name(json, crash->log_name) : json_null());
    why_json_set(json, object, "line", why_json_ordinal(json, crash->line));
    why_json_set(json, object, "boot", why_json_ordinal(json, crash->boot));
    return object;
}

static json_t *place_of(struct why_json *json, const struct why_fault *fault)
{
    json_t *object;

    if (!fault->address.known && fault->function[0] == '\0' && fault->file[0] == '\0')
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "address", why_json_hex(json, fault->address));
    why_json_set(json, object, "function", why_json_text(json, known_text(fault->function)));
    why_json_set(json, object, "file", why_json_text(json, known_text(fault->file)));
    why_json_set(json, object, "line", why_json_ordinal(json, fault->line));
    return object;
}

static json_t *range_of(struct why_json *json, struct why_value least, struct why_value most)
{
    json_t *range;

    if (!least.known)
        return json_null();
    range = why_json_array(json);
    why_json_push(json, range, why_json_number(json, least));
    why_json_push(json, range, why_json_number(json, most));
    return range;
}

static json_t *fault_of(struct why_json *json, const struct why_fault *fault)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "class", why_json_text(json, fault->rule->id));
    why_json_set(json, object, "variant", why_json_text(json, known_text(fault->variant)));
    why_json_set(json, object, "fingerprint", why_json_text(json, known_text(fault->fingerprint)));
    why_json_set(json, object, "fingerprint_weak", why_json_bool(fault->fingerprint_weak));
    why_json_set(json, object, "count", why_json_count(json, fault->count));
    why_json_set(json, object, "first", crash_of(json, &fault->first));
    why_json_set(json, object, "last", crash_of(json, &fault->last));
    why_json_set(json, object, "where", place_of(json, fault));
    why_json_set(json, object, "uptime_ms",
                 range_of(json, fault->uptime_min_ms, fault->uptime_max_ms));
    why_json_set(json, object, "between_ms",
                 range_of(json, fault->between_min_ms, fault->between_max_ms));
    return object;
}

json_t *why_json_of_faults(struct why_json *json, const struct why_run *run)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < run->fault_count; i++)
        why_json_push(json, array, fault_of(json, &run->faults[i]));
    return array;
}
