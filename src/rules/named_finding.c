/* What a finding says of the pointer: its name, how that is known, where it came from. */
#include <string.h>

#include "base/span.h"
#include "model/diagnosis.h"
#include "rules/frames.h"
#include "rules/named.h"

static const char *state_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;

    if (!why_is_name(pointer) || !named->value.known)
        return NULL;
    if (named->value.value != 0)
        return why_arena_printf(arena, "%s is 0x%08x", pointer->text, (unsigned)named->value.value);
    if (why_is_result(pointer))
        return why_arena_printf(arena, "%s returned NULL", why_call_name(pointer->callee, arena));
    return why_arena_printf(arena, "%s is NULL", pointer->text);
}

void why_set_named(struct why_finding *out, const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;

    if (!pointer)
        return;
    out->pointer.expression = pointer->text;
    out->pointer.variable = pointer->variable;
    out->pointer.type = pointer->type;
    if (named->access) {
        out->pointer.member = named->access->member;
        out->pointer.target = named->access->target;
        if (!out->pointer.member_offset.known)
            out->pointer.member_offset = named->access->offset;
    }
    if (why_named_is_at(&out->place, named))
        out->pointer.state = state_words(named, arena);
    out->came_from = pointer->came_from;
    out->came_from_count = pointer->came_from_count;
}

/* " (store_test_t *)" */
static const char *type_words(const struct why_expression *pointer, struct why_arena *arena)
{
    return pointer->type ? why_arena_printf(arena, " (%s)", pointer->type) : "";
}

/* "parameter `store_test` (store_test_t *)" */
static const char *kind_words(const struct why_expression *pointer, struct why_arena *arena)
{
    const char *noun = pointer->kind == WHY_EXPRESSION_PARAMETER  ? "parameter "
                       : pointer->kind == WHY_EXPRESSION_VARIABLE ? "variable "
                       : pointer->kind == WHY_EXPRESSION_ADDRESS  ? "the address "
                                                                  : "";

    if (why_is_result(pointer))
        return why_arena_printf(arena, "what %s returned%s", why_call_name(pointer->callee, arena),
                                type_words(pointer, arena));
    return why_arena_printf(arena, "%s`%s`%s", noun, pointer->text, type_words(pointer, arena));
}

/* Debug information names what a register holds; the code only shows how it got there. */
static const char *held_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;
    const char *holder = pointer->register_name;
    const char *by = pointer->proven ? "" : "by the code, ";

    if (!holder && named->access->call)
        return why_arena_printf(arena, "%sthe call went through %s", by,
                                kind_words(pointer, arena));
    if (!holder && pointer->kind == WHY_EXPRESSION_ADDRESS)
        return why_arena_printf(arena, "%sthe address starts from `%s`%s", by, pointer->text,
                                type_words(pointer, arena));
    if (!holder)
        return why_arena_printf(arena, "%sthe address starts from %s", by,
                                kind_words(pointer, arena));
    if (!pointer->proven && pointer->kind == WHY_EXPRESSION_LOADED)
        return why_arena_printf(arena, "%s%s was read from %s", by, holder,
                                kind_words(pointer, arena));
    return why_arena_printf(arena, "%s%s holds %s", by, holder, kind_words(pointer, arena));
}

/* A pointer that another one was read through without a fault. */
static const char *parent_words(const struct why_named *named, struct why_arena *arena)
{
    const char *parent = why_named_is_null(named) ? why_named_parent(named, arena) : NULL;

    return parent ? why_arena_printf(arena, "; `%s` is not NULL", parent) : "";
}

static const char *owner_words(const struct why_finding *finding, const struct why_named *named,
                               struct why_arena *arena)
{
    if (named->function && !why_named_is_at(&finding->place, named))
        return why_arena_printf(arena, " in %s", why_call_name(named->function, arena));
    return named->pointer->proven && !named->access->call ? " here" : "";
}

static void add_argument(struct why_finding *out, const struct why_named *named,
                         struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;

    if (!why_is_name(pointer))
        return;
    why_finding_add_address(
        out, arena, named->value, "%s%s passed %s to %s%s", pointer->proven ? "" : "by the code, ",
        named->function ? why_call_name(named->function, arena) : "the caller",
        kind_words(pointer, arena), why_call_name(named->argument->function, arena),
        parent_words(named, arena));
}

static const char *method_words(const struct why_access *access, struct why_arena *arena)
{
    return access->method ? why_call_name(access->method, arena) : "one of them";
}

static const char *or_base(const struct why_access *access)
{
    return access->method ? "" : ", or a virtual base to be found";
}

/* GCC and Clang call the hidden member so. It is read to call a virtual function, and seldom to
 * find a virtual base. */
static void add_virtual(struct why_finding *out, const struct why_named *named,
                        struct why_arena *arena)
{
    const struct why_access *access = named->access;

    if (access->store || access->call)
        return;
    if (access->member && strncmp(access->member, "_vptr", 5) == 0)
        why_finding_add_line(out, arena, 0,
                             "`%s` leads to the table of virtual functions: %s was to be called on "
                             "%s%s",
                             access->member, method_words(access, arena),
                             why_named_words(named, arena), or_base(access));
    else if (strstr(access->pointer.text, "_vptr"))
        why_finding_add_line(out, arena, 0,
                             "`%s` should lead to the table of virtual functions: %s was to be "
                             "called%s",
                             access->pointer.text, method_words(access, arena), or_base(access));
}

void why_add_named(struct why_finding *out, const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;
    const char *text;

    if (!pointer)
        return;
    if (named->argument) {
        add_argument(out, named, arena);
        return;
    }
    if (pointer->text && !why_is_name(pointer))
        text = why_arena_printf(
            arena, "the code itself holds %s there: the compiler knew the value", pointer->text);
    else if (pointer->text)
        text = why_arena_printf(arena, "%s%s%s", held_words(named, arena),
                                owner_words(out, named, arena), parent_words(named, arena));
    else if (pointer->reason && pointer->register_name)
        text = why_arena_printf(arena, "which pointer %s holds is not known: %s",
                                pointer->register_name, pointer->reason);
    else
        return;
    why_finding_add_register(out, arena, pointer->register_name, pointer->value, "%s", text);
    if (pointer->text)
        add_virtual(out, named, arena);
    if (named->access->bit_store)
        why_finding_add_line(
            out, arena, 0,
            "that load is the first half of a store to `%s`: a bit field is written "
            "by reading its container and storing it again",
            named->access->member);
    if (pointer->ways)
        why_finding_add_line(out, arena, 0, "`%s` was set from %s; which of them, nothing tells",
                             pointer->text, pointer->ways);
}

/* ---- where it came from ---------------------------------------------------------------------- */

/* A step says more than which value was passed on. */
static bool is_telling(const char *expression)
{
    return expression && strcmp(expression, "NULL") != 0 &&
           (unsigned char)(expression[0] - '0') > 9;
}

/* A variable that the code has set. */
static bool add_set_step(struct why_finding *out, const struct why_came_from *set,
                         struct why_arena *arena)
{
    const char *function = why_call_name(set->function, arena);

    if (!function)
        return false;
    if (set->kind == WHY_CAME_FROM_RESULT)
        why_finding_add_next(out, arena, "check what %s returns before %s uses it", set->expression,
                             function);
    else if (set->kind == WHY_CAME_FROM_MEMORY)
        why_finding_add_next(out, arena, "find out who should have set `%s` before %s reads it",
                             set->expression, function);
    else
        why_finding_add_next(out, arena, "find the way through %s on which `%s` stays %s", function,
                             set->parameter, set->expression);
    return true;
}

static bool add_caller_step(struct why_finding *out, const struct why_expression *pointer,
                            struct why_arena *arena)
{
    const struct why_came_from *last = &pointer->came_from[pointer->came_from_count - 1];
    const char *function = why_call_name(last->function, arena);

    if (last->kind != WHY_CAME_FROM_CALL)
        return add_set_step(out, last, arena);
    if (!last->function || (!is_telling(last->expression) && !last->parameter))
        return false;
    if (is_telling(last->expression))
        why_finding_add_next(out, arena, "find out why `%s` is NULL in %s", last->expression,
                             function);
    else if (last->file && last->line > 0)
        why_finding_add_next(out, arena, "find out why %s passes NULL for `%s`, %s:%u", function,
                             last->parameter, why_base_name(last->file), (unsigned)last->line);
    else
        why_finding_add_next(out, arena, "find out why %s passes NULL for `%s`", function,
                             last->parameter);
    return true;
}

bool why_add_null_step(struct why_finding *out, const struct why_named *named,
                       struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;
    const char *function = why_call_name(named->function, arena);

    if (!why_is_name(pointer) || !why_named_is_null(named))
        return false;
    if (pointer->came_from_count > 0 && add_caller_step(out, pointer, arena))
        return true;
    if (why_is_result(pointer))
        why_finding_add_next(out, arena, "check what %s returns before it is used",
                             why_call_name(pointer->callee, arena));
    else if (pointer->kind == WHY_EXPRESSION_PARAMETER)
        why_finding_add_next(out, arena, "find out which caller of %s passes NULL for `%s`",
                             function, pointer->text);
    else if (pointer->kind == WHY_EXPRESSION_LOADED)
        why_finding_add_next(out, arena, "find out who should have set `%s` before %s uses it",
                             pointer->text, function);
    else
        why_finding_add_next(out, arena, "find out why `%s` is NULL in %s", pointer->text,
                             function);
    return true;
}
