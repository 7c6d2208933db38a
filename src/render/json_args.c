/* Arguments of a frame as another tool printed them, taken apart: GDB's `name=value`, addr2line's
 * types. */
#include <string.h>

#include "base/span.h"
#include "render/json_parts.h"

/* Bytes of a quoted text, both quotes counted; a backslash keeps the character behind it. */
static size_t measure_quoted(why_span text)
{
    size_t i = 1;

    while (i < text.len && text.ptr[i] != text.ptr[0])
        i += text.ptr[i] == '\\' ? 2 : 1;
    return i < text.len ? i + 1 : text.len;
}

/* Bytes up to the comma that ends the first argument: commas in brackets or in quotes belong to it.
 */
static size_t measure_arg(why_span args)
{
    int depth = 0;
    size_t i = 0;

    while (i < args.len && (args.ptr[i] != ',' || depth > 0)) {
        char c = args.ptr[i];

        if (strchr("([{<", c))
            depth++;
        else if (strchr(")]}>", c))
            depth--;
        i += strchr("\"'", c) ? measure_quoted(why_span_skip(args, i)) : 1;
    }
    return i;
}

static json_t *text_of(struct why_json *json, why_span text)
{
    json_t *value = json_stringn(text.ptr, text.len);

    if (!value)
        json->failed = true;
    return value;
}

static json_t *arg_of(struct why_json *json, why_span arg)
{
    json_t *object = why_json_object(json);
    why_span name;
    why_span value = arg;

    if (!why_span_take_until(&value, "=", &name) || why_span_is_empty(name)) {
        why_json_set(json, object, "type", text_of(json, arg));
        return object;
    }
    why_json_set(json, object, "name", text_of(json, name));
    if (why_span_equals(value, "<optimized out>")) {
        why_json_set(json, object, "value", json_null());
        why_json_set(json, object, "reason", why_json_text(json, "optimized out"));
    } else {
        why_json_set(json, object, "value", text_of(json, value));
    }
    return object;
}

json_t *why_json_of_args(struct why_json *json, const char *args)
{
    json_t *array = why_json_array(json);
    why_span rest = why_span_of(args);

    while (!why_span_is_empty(rest)) {
        size_t len = measure_arg(rest);
        why_span arg = why_span_trim(why_span_head(rest, len));

        if (!why_span_is_empty(arg))
            why_json_push(json, array, arg_of(json, arg));
        rest = why_span_skip(rest, len + 1);
    }
    return array;
}
