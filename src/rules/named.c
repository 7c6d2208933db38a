/* Which pointer a fault went through, and what to call it. */
#include "rules/named.h"

#include <string.h>

#include "base/span.h"
#include "rules/address.h"
#include "rules/frames.h"

/* ---- what may be said ------------------------------------------------------------------------ */

bool why_is_name(const struct why_expression *pointer)
{
    return pointer && pointer->text && pointer->kind != WHY_EXPRESSION_CONSTANT;
}

bool why_is_result(const struct why_expression *pointer)
{
    return pointer->kind == WHY_EXPRESSION_RESULT && pointer->callee;
}

static const char *function_of(const struct why_facts *facts, size_t index, size_t level)
{
    const struct why_backtrace *backtrace = facts->core ? &facts->core->backtrace : NULL;

    if (!backtrace || index >= backtrace->frame_count ||
        level >= backtrace->frames[index].function_count)
        return NULL;
    return backtrace->frames[index].functions[level].name;
}

static bool is_believable(const struct why_facts *facts)
{
    return facts->arch && !why_crash_elf_mismatch(facts->crash);
}

static struct why_named name_access(const struct why_facts *facts, const struct why_access *access)
{
    return (struct why_named){ .access = access,
                               .pointer = &access->pointer,
                               .value = access->pointer.value,
                               .function = function_of(facts, access->frame, access->level) };
}

/* Where the caller no longer holds what it passed, the called function still may; and one that
 * walks on from its argument faults at NULL only when that was NULL. */
static struct why_value argument_value(const struct why_facts *facts,
                                       const struct why_argument *argument)
{
    const struct why_access *access = facts->crash->access;

    if (argument->value.value.known)
        return argument->value.value;
    if (access && !access->call && argument->name && access->pointer.text &&
        access->pointer.kind == WHY_EXPRESSION_PARAMETER &&
        strcmp(access->pointer.text, argument->name) == 0)
        return access->pointer.value;
    if (facts->fault_address.known && facts->fault_address.value == 0)
        return facts->fault_address;
    return argument->value.value;
}

/* What a library function did to its argument is the caller's fault: the caller's words count. */
static struct why_named name_argument(const struct why_facts *facts,
                                      const struct why_argument *argument)
{
    return (struct why_named){ .argument = argument,
                               .pointer = &argument->value,
                               .value = argument_value(facts, argument),
                               .function = function_of(facts, argument->frame, 0) };
}

struct why_named why_named_of(const struct why_facts *facts, const struct why_accessed *accessed)
{
    const struct why_crash *crash = facts->crash;

    if (!is_believable(facts) || accessed->fit == WHY_FIT_NONE || accessed->fit == WHY_FIT_OTHER)
        return (struct why_named){ .access = NULL };
    if (crash->argument)
        return name_argument(facts, crash->argument);
    if (!crash->access || crash->access->call)
        return (struct why_named){ .access = NULL };
    return name_access(facts, crash->access);
}

/* A call of RISC-V leads to an even address, whatever the lowest bit of the pointer. */
struct why_named why_named_call(const struct why_facts *facts)
{
    const struct why_access *access = facts->crash->access;
    struct why_named named;

    if (!is_believable(facts) || !access || !access->call || !facts->pc.known)
        return (struct why_named){ .access = NULL };
    named = name_access(facts, access);
    if (named.value.known && (named.value.value ^ facts->pc.value) > 1)
        return (struct why_named){ .access = NULL };
    named.value = facts->pc;
    return named;
}

bool why_named_is_null(const struct why_named *named)
{
    return named->value.known && named->value.value == 0;
}

bool why_named_wraps(const struct why_named *named, uint32_t address)
{
    return named->access && named->value.known && !why_is_near_null(named->value.value) &&
           why_is_near_null(address);
}

const char *why_named_access(const struct why_named *named, const char *access)
{
    return named->access && named->access->bit_store && access ? "write" : access;
}

/* GCC and Clang call the hidden member so. */
bool why_named_is_virtual(const struct why_named *named)
{
    return named->access && named->access->call && named->pointer->text &&
           strstr(named->pointer->text, "_vptr");
}

/* True when the access lies where the expression says, at this address. */
static bool is_accessed_at(const struct why_named *named, struct why_value address)
{
    const struct why_access *access = named->access;

    return access && access->offset.known && address.known && named->value.known &&
           !why_named_wraps(named, address.value) &&
           address.value - named->value.value - access->offset.value <
               (access->bytes ? access->bytes : 1);
}

bool why_named_proves_null(const struct why_facts *facts, const struct why_named *named)
{
    return named->access && named->pointer->proven && why_is_name(named->pointer) &&
           why_named_is_null(named) && is_accessed_at(named, facts->fault_address);
}

/* ---- words ----------------------------------------------------------------------------------- */

/* "s = NULL", "argument 2 = 0x74656e2d" */
static const char *passed_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_argument *argument = named->argument;
    const char *name = argument->name
                           ? argument->name
                           : why_arena_printf(arena, "argument %u", (unsigned)argument->number);

    if (!named->value.known)
        return name;
    if (named->value.value == 0)
        return why_arena_printf(arena, "%s = NULL", name);
    return why_arena_printf(arena, "%s = 0x%08x", name, (unsigned)named->value.value);
}

/* "strlen(s = NULL), called with `name` from show_name()" */
static const char *call_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;
    const char *passed = "";

    if (why_is_name(pointer))
        passed = why_arena_printf(arena, " with `%s`", pointer->text);
    return why_arena_printf(arena, "%s(%s), called%s%s%s", named->argument->function,
                            passed_words(named, arena), passed, named->function ? " from " : "",
                            named->function ? why_call_name(named->function, arena) : "");
}

static const char *verb_of(const char *access)
{
    if (!access)
        return "access";
    if (access[0] == 'c')
        return "call";
    return access[0] == 'r' ? "read" : "store";
}

const char *why_named_words(const struct why_named *named, struct why_arena *arena)
{
    if (named->argument)
        return call_words(named, arena);
    if (!why_is_name(named->pointer))
        return NULL;
    if (why_is_result(named->pointer))
        return why_arena_printf(arena, "what %s returned",
                                why_call_name(named->pointer->callee, arena));
    return why_arena_printf(arena, "`%s`", named->pointer->text);
}

/* The source line at the place is that of the function whose words they are. */
bool why_named_is_at(const struct why_place *place, const struct why_named *named)
{
    size_t frame = named->argument ? named->argument->frame : 0;

    if (!named->argument && named->access)
        frame = named->access->frame;
    return named->function && place->frame.known && place->frame.value == frame &&
           place->function && strcmp(place->function, named->function) == 0;
}

/* " in strlen()", where the place is in another function. */
static const char *owner_words(const struct why_finding *finding, const struct why_named *named,
                               struct why_arena *arena)
{
    if (!named->function || !finding->place.function || why_named_is_at(&finding->place, named))
        return "";
    return why_arena_printf(arena, " in %s", why_call_name(named->function, arena));
}

/* "`a` or `b`" of "a or b" */
static const char *quote_several(const char *members, struct why_arena *arena)
{
    const char *joint = strstr(members, " or ");

    if (!joint)
        return why_arena_printf(arena, "`%s`", members);
    return why_arena_printf(arena, "`%.*s` or %s", (int)(joint - members), members,
                            quote_several(joint + 4, arena));
}

/* " to bit field `lamp->mode`", where the instruction only shows a load. */
static const char *bit_field_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_access *access = named->access;

    return access && access->bit_store && access->target
               ? why_arena_printf(arena, " to bit field %s", quote_several(access->target, arena))
               : "";
}

/* ", which find_driver() returned", of a variable. */
static const char *origin_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;

    return pointer->callee ? why_arena_printf(arena, ", which %s returned",
                                              why_call_name(pointer->callee, arena))
                           : "";
}

const char *why_null_summary(const struct why_finding *finding, const struct why_named *named,
                             struct why_arena *arena)
{
    const char *verb = verb_of(finding->pointer.access);
    const char *kind = named->access && named->access->call ? "function pointer" : "pointer";
    const char *words = why_named_words(named, arena);

    if (!words || !named->value.known || !why_is_near_null(named->value.value))
        return NULL;
    if (named->argument)
        return why_named_is_null(named) ? words : NULL;
    if (!why_named_is_null(named))
        return why_arena_printf(arena, "%s through %s, which is %s", verb, words,
                                why_null_words(named->value.value, arena));
    if (why_is_result(named->pointer))
        return why_arena_printf(arena, "%s through the NULL %s that %s returned", verb, kind,
                                why_call_name(named->pointer->callee, arena));
    return why_arena_printf(arena, "%s%s through NULL %s %s%s%s%s", verb,
                            bit_field_words(named, arena), kind, words,
                            owner_words(finding, named, arena), origin_words(named, arena),
                            *bit_field_words(named, arena) ? " (its container is read first)" : "");
}

/* Where the last "->" of an expression stands that is in no brackets; NULL: nowhere. */
static const char *last_arrow(const char *text)
{
    const char *found = NULL;
    int depth = 0;

    for (const char *at = text; *at != '\0'; at++) {
        depth += (*at == '[') - (*at == ']');
        if (depth == 0 && at[0] == '-' && at[1] == '>')
            found = at;
    }
    return found;
}

const char *why_pointer_in(const char *expression, struct why_arena *arena)
{
    const char *arrow;

    if (!expression || strpbrk(expression, "(&"))
        return NULL;
    if (expression[0] == '*')
        return expression + 1;
    arrow = last_arrow(expression);
    return arrow ? why_arena_printf(arena, "%.*s", (int)(arrow - expression), expression) : NULL;
}

const char *why_named_parent(const struct why_named *named, struct why_arena *arena)
{
    const struct why_expression *pointer = named->pointer;

    return pointer && pointer->kind == WHY_EXPRESSION_LOADED ? why_pointer_in(pointer->text, arena)
                                                             : NULL;
}

const char *why_named_read_from(const struct why_named *named)
{
    const struct why_expression *pointer = named->pointer;

    if (!pointer)
        return NULL;
    if (pointer->kind == WHY_EXPRESSION_LOADED)
        return pointer->text;
    return pointer->kind == WHY_EXPRESSION_VARIABLE && pointer->came_from_count > 0 &&
                   pointer->came_from[0].kind == WHY_CAME_FROM_MEMORY
               ? pointer->came_from[0].expression
               : NULL;
}

/* What a pointer of this type points at: "struct node" of "const struct node *const". */
static const char *pointee_words(const char *type, struct why_arena *arena)
{
    why_span pointee = why_span_of(type ? type : "");
    size_t star = pointee.len;

    if (!type)
        return "";
    (void)why_span_take_text(&pointee, "const ");
    while (star > 0 && type[star - 1] != '*')
        star--;
    if (star == 0 || (type[star] != '\0' && strcmp(&type[star], "const") != 0))
        return "";
    pointee.len -= strlen(&type[star]) + 1;
    pointee = why_span_trim(pointee);
    return why_arena_printf(arena, " in %.*s", (int)pointee.len, pointee.ptr);
}

/* Of an element, its array; of a member, its struct. */
static const char *whole_words(const struct why_access *access, struct why_arena *arena)
{
    if (access->member[0] == '[')
        return access->pointer.text ? why_arena_printf(arena, " of `%s`", access->pointer.text)
                                    : "";
    return pointee_words(access->pointer.type, arena);
}

const char *why_member_words(const struct why_named *named, struct why_value address,
                             struct why_arena *arena)
{
    const struct why_access *access = named->access;
    const char *what;

    if (!is_accessed_at(named, address) || !access->member)
        return "";
    what = why_arena_printf(arena, "%s %s%s", access->member[0] == '[' ? "element" : "member",
                            quote_several(access->member, arena), whole_words(access, arena));
    if (why_named_is_null(named))
        return why_arena_printf(arena, ", the offset of %s", what);
    return why_arena_printf(arena, ", where %s lies", what);
}

const char *why_target_words(const struct why_named *named, struct why_value address,
                             struct why_arena *arena)
{
    if (!is_accessed_at(named, address) || !named->access->target)
        return NULL;
    return why_arena_printf(arena, "`%s`", named->access->target);
}

const char *why_end_words(const struct why_named *named, struct why_arena *arena)
{
    const struct why_access *access = named->access;

    if (!access || !access->past_end.known)
        return "";
    if (access->past_end.value == 0)
        return ", right past its end,";
    return why_arena_printf(arena, ", %u byte%s past its end,", (unsigned)access->past_end.value,
                            access->past_end.value == 1 ? "" : "s");
}
