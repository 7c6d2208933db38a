/* Parameters and locals of the frames. */
#include "firmware/variables.h"

#include "base/arena.h"
#include "match/elf.h"
#include "unwind/walk.h"
#include "values/frame.h"
#include "values/values.h"

static uint32_t word_of(const struct why_local *local)
{
    uint32_t word = 0;

    for (uint32_t i = 0; i < local->byte_count; i++)
        word |= (uint32_t)local->bytes[i] << (8 * i);
    return word;
}

static struct why_variable describe(struct why_firmware *firmware, const struct why_local *local,
                                    const struct why_target *target, struct why_arena *arena)
{
    struct why_variable variable = {
        .name = local->name,
        .type = why_type_name(firmware, local->type, arena),
        .reason = local->reason,
        .parameter = local->parameter,
    };

    if (local->known != WHY_KNOWN)
        return variable;
    variable.value =
        why_type_format(firmware, local->type, local->bytes, local->byte_count, target, arena);
    if (!variable.value)
        variable.reason = "of a type that cannot be written down";
    if (local->byte_count <= sizeof(uint32_t))
        variable.word = (struct why_value){ .known = true, .value = word_of(local) };
    return variable;
}

/* Without registers, locals would be a list of what is not known. */
static bool is_wanted(const struct why_local *local, const struct why_target *target)
{
    return local->parameter || target->registers;
}

static bool fill_function(const struct why_frame_view *view, size_t level,
                          struct why_function *function, struct why_arena *arena)
{
    const struct why_local *locals;
    struct why_variable *variables;
    size_t count;

    if (why_firmware_locals(view->firmware, view->address, level, &view->target, &locals, &count,
                            arena) != WHY_OK)
        return false;
    if (count == 0)
        return true;
    variables = why_arena_alloc(arena, count * sizeof(*variables));
    if (!variables)
        return false;
    for (size_t i = 0; i < count; i++)
        if (is_wanted(&locals[i], &view->target))
            variables[function->variable_count++] =
                describe(view->firmware, &locals[i], &view->target, arena);
    function->variables = variables;
    return true;
}

/* Names may be of a log or a symbol table: those have no variables. */
static bool has_debug_names(const struct why_frame *frame)
{
    for (size_t i = 0; i < frame->function_count; i++)
        if (frame->functions[i].origin != WHY_ORIGIN_DWARF)
            return false;
    return frame->function_count > 0;
}

static bool fill_frame(const struct why_stack *stack, size_t index)
{
    struct why_frame *frame = &stack->backtrace->frames[index];
    struct why_arena *arena = stack->walk->crash->arena;
    struct why_function *functions;
    struct why_frame_view view;

    if (!has_debug_names(frame) || !why_frame_view_of(stack, index, &view))
        return true;
    functions = why_arena_alloc(arena, frame->function_count * sizeof(*functions));
    if (!functions)
        return false;
    for (size_t i = 0; i < frame->function_count; i++) {
        functions[i] = frame->functions[i];
        if (!fill_function(&view, i, &functions[i], arena))
            return false;
    }
    frame->functions = functions;
    return true;
}

static bool fill_backtrace(struct why_crash *crash, const struct why_image *image,
                           struct why_backtrace *backtrace, const struct why_core *core)
{
    const struct why_walk walk = why_walk_of(crash, image, backtrace);
    const struct why_stack stack = why_stack_of(&walk, backtrace, core);
    bool done = true;

    for (size_t i = 0; i < backtrace->frame_count && done; i++)
        done = fill_frame(&stack, i);
    return done && !why_arena_failed(crash->arena);
}

enum why_status why_settle_variables(struct why_crash *crash, const struct why_image *image,
                                     struct why_error *err)
{
    bool done = true;

    if (!crash->arch)
        return WHY_OK;
    for (size_t i = 0; i < crash->core_count && done; i++)
        done = fill_backtrace(crash, image, &crash->cores[i].backtrace, &crash->cores[i]);
    for (size_t i = 0; i < crash->task_count && done; i++)
        done = fill_backtrace(crash, image, &crash->tasks[i].backtrace, NULL);
    return done ? WHY_OK : why_oom(err);
}
