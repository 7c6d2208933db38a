/* Arguments of a frame as another tool printed them, taken apart: GDB's `name=value`, addr2line's
 * types. */
#include <string.h>

#include "base/span.h"
#include "render/json_parts.h"

/* Bytes up to the comma that ends the first argument: commas in brackets or in quotes belong to it.
 */
static size_t measure_arg(why_span args)
{
    char quote = '\0';
    int depth = 0;
    size_t i;

    for (i = 0; i < args.len; i++) {
        char c = args.ptr[i];

        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
            i += c == '\\' ? 1 : 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (strchr("([{<", c)) {
            depth++;
        } else if (strchr(")]}>", c)) {
            depth--;
        } else if (c == ',' && depth <= 0) {
            break;
        }
    }
    return i < args.len ? i : args.len;
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
