/* The core dump as JSON: what it says of itself, and its tasks. */
#include "render/json_parts.h"

static json_t *lines_of(struct why_json *json, const struct why_core_dump *dump)
{
    json_t *array;

    if (dump->first_line == 0)
        return json_null();
    array = why_json_array(json);
    why_json_push(json, array, why_json_count(json, dump->first_line));
    why_json_push(json, array, why_json_count(json, dump->last_line));
    return array;
}

static json_t *truth_of(struct why_value value)
{
    return value.known ? why_json_bool(value.value != 0) : json_null();
}

json_t *why_json_of_dump(struct why_json *json, const struct why_core_dump *dump)
{
    json_t *object;

    if (!dump)
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "name", why_json_text(json, dump->name));
    why_json_set(json, object, "format", why_json_text(json, dump->format));
    why_json_set(json, object, "checksum", why_json_text(json, why_checksum_name(dump->checksum)));
    why_json_set(json, object, "chip_revision", why_json_number(json, dump->chip_revision));
    why_json_set(json, object, "elf_sha256", why_json_text(json, dump->elf_sha256));
    why_json_set(json, object, "reason", why_json_text(json, dump->reason));
    why_json_set(json, object, "in_isr", truth_of(dump->in_isr));
    why_json_set(json, object, "size", why_json_count(json, dump->size));
    why_json_set(json, object, "held", why_json_count(json, dump->held));
    why_json_set(json, object, "lines", lines_of(json, dump));
    return object;
}

static json_t *stack_of(struct why_json *json, const struct why_task *task)
{
    const struct why_value below = { .known = true, .value = task->stack_below };
    json_t *object = why_json_object(json);

    why_json_set(json, object, "lo", why_json_hex(json, task->stack_lo));
    why_json_set(json, object, "hi", why_json_hex(json, task->stack_hi));
    why_json_set(json, object, "used", why_json_number(json, task->stack_used));
    why_json_set(json, object, "free", why_json_number(json, task->stack_free));
    why_json_set(json, object, "below", why_json_number(json, below));
    why_json_set(json, object, "saved", why_json_bool(!task->fake_stack));
    return object;
}

static json_t *task_of(struct why_json *json, const struct why_task *task)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "name", why_json_text(json, task->name));
    why_json_set(json, object, "tcb", why_json_hex(json, task->tcb));
    why_json_set(json, object, "state", why_json_text(json, why_task_state_name(task->state)));
    why_json_set(json, object, "priority", why_json_number(json, task->priority));
    why_json_set(json, object, "base_priority", why_json_number(json, task->base_priority));
    why_json_set(json, object, "core", why_json_number(json, task->core));
    why_json_set(json, object, "crashed", why_json_bool(task->crashed));
    why_json_set(json, object, "context", why_json_text(json, why_context_name(task->context)));
    why_json_set(json, object, "stack", stack_of(json, task));
    why_json_set(json, object, "registers",
                 why_json_of_registers(json, task->registers, task->register_count));
    why_json_set(json, object, "backtrace", why_json_of_backtrace(json, &task->backtrace));
    return object;
}

json_t *why_json_of_tasks(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->task_count; i++)
        why_json_push(json, array, task_of(json, &crash->tasks[i]));
    return array;
}
