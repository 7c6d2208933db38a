/* What the failing instruction accessed, and an argument that led there, as JSON. */
#include "render/json_parts.h"

/* What both have in common. */
static void set_expression(struct why_json *json, json_t *object,
                           const struct why_expression *expression)
{
    why_json_set(json, object, "expression", why_json_text(json, expression->text));
    why_json_set(json, object, "kind",
                 why_json_text(json, why_expression_kind_name(expression->kind)));
    why_json_set(json, object, "type", why_json_text(json, expression->type));
    why_json_set(json, object, "variable", why_json_text(json, expression->variable));
    why_json_set(json, object, "callee", why_json_text(json, expression->callee));
    why_json_set(json, object, "register", why_json_text(json, expression->register_name));
    why_json_set(json, object, "value", why_json_hex(json, expression->value));
    why_json_set(json, object, "proven", why_json_bool(expression->proven));
    why_json_set(json, object, "reason", why_json_text(json, expression->reason));
    why_json_set(json, object, "came_from",
                 why_json_of_came_from(json, expression->came_from, expression->came_from_count));
}

json_t *why_json_of_access(struct why_json *json, const struct why_access *access)
{
    json_t *object;

    if (!access)
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "frame", why_json_count(json, access->frame));
    why_json_set(json, object, "level", why_json_count(json, access->level));
    set_expression(json, object, &access->pointer);
    why_json_set(json, object, "member", why_json_text(json, access->member));
    why_json_set(json, object, "target", why_json_text(json, access->target));
    why_json_set(json, object, "method", why_json_text(json, access->method));
    why_json_set(json, object, "offset", why_json_number(json, access->offset));
    why_json_set(json, object, "past_end", why_json_number(json, access->past_end));
    why_json_set(json, object, "bytes",
                 access->bytes ? why_json_count(json, access->bytes) : json_null());
    why_json_set(json, object, "store", why_json_bool(access->store));
    why_json_set(json, object, "bit_field_store", why_json_bool(access->bit_store));
    why_json_set(json, object, "call", why_json_bool(access->call));
    return object;
}

json_t *why_json_of_argument(struct why_json *json, const struct why_argument *argument)
{
    json_t *object;

    if (!argument)
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "frame", why_json_count(json, argument->frame));
    why_json_set(json, object, "function", why_json_text(json, argument->function));
    why_json_set(json, object, "name", why_json_text(json, argument->name));
    why_json_set(json, object, "number", why_json_ordinal(json, argument->number));
    set_expression(json, object, &argument->value);
    return object;
}
