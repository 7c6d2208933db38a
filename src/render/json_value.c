/* Small steps to a JSON value. */
#include "render/json_value.h"

#include <inttypes.h>
#include <stdio.h>

#include "render/commands.h"

static json_t *made(struct why_json *json, json_t *value)
{
    if (!value)
        json->failed = true;
    return value;
}

json_t *why_json_object(struct why_json *json)
{
    return made(json, json_object());
}

json_t *why_json_array(struct why_json *json)
{
    return made(json, json_array());
}

json_t *why_json_text(struct why_json *json, const char *text)
{
    return text ? made(json, json_string(text)) : json_null();
}

json_t *why_json_take(struct why_json *json, struct why_strbuf *text)
{
    json_t *value = why_json_text(json, text->text);

    json->failed = json->failed || text->failed;
    why_strbuf_deinit(text);
    return value;
}

json_t *why_json_count(struct why_json *json, uint64_t number)
{
    return made(json, json_integer((json_int_t)number));
}

json_t *why_json_ordinal(struct why_json *json, uint32_t number)
{
    return number > 0 ? why_json_count(json, number) : json_null();
}

json_t *why_json_number(struct why_json *json, struct why_value value)
{
    return value.known ? why_json_count(json, value.value) : json_null();
}

json_t *why_json_hex(struct why_json *json, struct why_value value)
{
    char text[sizeof("0x00000000")];

    if (!value.known)
        return json_null();
    if (snprintf(text, sizeof(text), "0x%08" PRIx32, value.value) < 0)
        return made(json, NULL);
    return why_json_text(json, text);
}

json_t *why_json_bool(bool truth)
{
    return json_boolean(truth);
}

void why_json_set(struct why_json *json, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        json->failed = true;
}

void why_json_push(struct why_json *json, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        json->failed = true;
}

static int append(const char *text, size_t len, void *out)
{
    struct why_strbuf *target = out;

    why_strbuf_add(target, text, len);
    return target->failed ? -1 : 0;
}

/* Not by json_dumps(): jansson 2.14 does not notice when its own buffer cannot grow at a key. */
void why_json_write(struct why_strbuf *out, const struct why_json *json, json_t *value)
{
    const size_t from = out->len;

    if (!value || json->failed || json_dump_callback(value, append, out, JSON_COMPACT) != 0)
        out->failed = true;
    why_commands_disarm(out, from, WHY_NOTATION_JSON);
    json_decref(value);
}
