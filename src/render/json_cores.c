/* Cores as JSON: registers, backtraces, frames, functions. */
#include "render/json_parts.h"

static json_t *variable_of(struct why_json *json, const struct why_variable *variable)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "name", why_json_text(json, variable->name));
    if (variable->type)
        why_json_set(json, object, "type", why_json_text(json, variable->type));
    why_json_set(json, object, "value", why_json_text(json, variable->value));
    if (!variable->value)
        why_json_set(json, object, "reason", why_json_text(json, variable->reason));
    return object;
}

/* Nothing where there are none: not every name comes with its variables. */
static void set_variables(struct why_json *json, json_t *object, const char *key,
                          const struct why_function *function, bool parameters)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < function->variable_count; i++)
        if (function->variables[i].parameter == parameters)
            why_json_push(json, array, variable_of(json, &function->variables[i]));
    if (json_array_size(array) > 0)
        why_json_set(json, object, key, array);
    else
        json_decref(array);
}

static json_t *function_of(struct why_json *json, const struct why_function *function)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "name", why_json_text(json, function->name));
    why_json_set(json, object, "file", why_json_text(json, function->file));
    why_json_set(json, object, "line", why_json_ordinal(json, function->line));
    if (function->column > 0)
        why_json_set(json, object, "column", why_json_ordinal(json, function->column));
    why_json_set(json, object, "inlined", why_json_bool(function->inlined));
    why_json_set(json, object, "origin", why_json_text(json, why_origin_name(function->origin)));
    if (function->args)
        why_json_set(json, object, "args", why_json_of_args(json, function->args));
    else
        set_variables(json, object, "args", function, true);
    set_variables(json, object, "locals", function, false);
    return object;
}

static json_t *chain_of(struct why_json *json, const struct why_function *functions, size_t count)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < count; i++)
        why_json_push(json, array, function_of(json, &functions[i]));
    return array;
}

static json_t *frame_of(struct why_json *json, const struct why_frame *frame)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "pc", why_json_hex(json, frame->pc));
    why_json_set(json, object, "lookup", why_json_hex(json, frame->lookup));
    why_json_set(json, object, "sp", why_json_hex(json, frame->sp));
    if (frame->cfa.known)
        why_json_set(json, object, "cfa", why_json_hex(json, frame->cfa));
    why_json_set(json, object, "trust",
                 frame->trust == WHY_TRUST_UNKNOWN
                     ? json_null()
                     : why_json_text(json, why_trust_name(frame->trust)));
    why_json_set(json, object, "region",
                 why_json_text(json, frame->region ? frame->region->name : NULL));
    why_json_set(json, object, "functions",
                 chain_of(json, frame->functions, frame->function_count));
    return object;
}

json_t *why_json_of_backtrace(struct why_json *json, const struct why_backtrace *backtrace)
{
    json_t *object;
    json_t *frames;

    if (backtrace->frame_count == 0 && backtrace->source == WHY_BACKTRACE_NONE)
        return json_null();
    object = why_json_object(json);
    frames = why_json_array(json);
    for (size_t i = 0; i < backtrace->frame_count; i++)
        why_json_push(json, frames, frame_of(json, &backtrace->frames[i]));
    why_json_set(json, object, "source",
                 why_json_text(json, why_backtrace_source_name(backtrace->source)));
    why_json_set(json, object, "corrupted", why_json_bool(backtrace->corrupted));
    why_json_set(json, object, "continues", why_json_bool(backtrace->continues));
    why_json_set(json, object, "ended", why_json_text(json, backtrace->ended));
    why_json_set(json, object, "line", why_json_ordinal(json, backtrace->line_no));
    why_json_set(json, object, "frames", frames);
    return object;
}

json_t *why_json_of_registers(struct why_json *json, const struct why_register *registers,
                              size_t count)
{
    json_t *object = why_json_object(json);

    for (size_t i = 0; i < count; i++)
        why_json_set(json, object, registers[i].name, why_json_hex(json, registers[i].value));
    return object;
}

static json_t *core_of(struct why_json *json, const struct why_core *core)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "core", why_json_number(json, core->number));
    why_json_set(json, object, "line", why_json_ordinal(json, core->line_no));
    why_json_set(json, object, "in_isr", why_json_bool(core->in_isr));
    why_json_set(json, object, "trapped", why_json_bool(!core->not_an_exception));
    why_json_set(json, object, "registers",
                 why_json_of_registers(json, core->registers, core->register_count));
    why_json_set(json, object, "backtrace", why_json_of_backtrace(json, &core->backtrace));
    return object;
}

json_t *why_json_of_cores(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->core_count; i++)
        why_json_push(json, array, core_of(json, &crash->cores[i]));
    return array;
}

json_t *why_json_of_names(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->name_count; i++) {
        const struct why_named_address *named = &crash->names[i];
        struct why_value address = { .known = true, .value = named->address };
        json_t *object = why_json_object(json);

        why_json_set(json, object, "address", why_json_hex(json, address));
        why_json_set(json, object, "functions",
                     chain_of(json, named->functions, named->function_count));
        why_json_set(json, object, "log_line", why_json_ordinal(json, named->line_no));
        why_json_push(json, array, object);
    }
    return array;
}
