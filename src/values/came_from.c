/* A value's way to where it was used, as long as it stays the same value: through the callers that
 * passed it on, to where it was set. */
#include <string.h>

#include "base/arena.h"
#include "firmware/type_virtual.h"
#include "isa/convention.h"
#include "values/culprit.h"
#include "values/origin.h"
#include "values/terms.h"

#define CALLERS 16u /* that a value is followed through */
#define PARAMETERS 8u

/* Where the way has got to. */
struct trail {
    const struct why_stack *stack;
    struct why_arena *arena;
    const char *name; /* of the parameter or variable, in the function of this level */
    size_t level;
    bool parameter;
    const struct why_term *term; /* that its value is in this frame; NULL: not known */
    const struct why_term *base; /* the same, where no register has it: see climb_base(). NULL: one
                                    has, or it is not known */
    int number; /* of the register that has it in this frame; WHY_ISA_NO_REGISTER: not known */
    struct why_value value;
    const char *callee; /* that returned it to the function where the way begins; NULL: none */
    struct why_came_from steps[CALLERS];
    size_t count;
};

static const struct why_function *function_at(const struct why_stack *stack, size_t frame,
                                              size_t level)
{
    const struct why_frame *at = &stack->backtrace->frames[frame];

    return level < at->function_count ? &at->functions[level] : NULL;
}

static void add_step(struct trail *trail, size_t frame, size_t level, const char *expression)
{
    const struct why_function *function = function_at(trail->stack, frame, level);

    if (trail->count == CALLERS || !function)
        return;
    trail->steps[trail->count++] = (struct why_came_from){
        .frame = frame,
        .function = function->name,
        .file = function->file,
        .line = function->line,
        .parameter = trail->name,
        .expression = expression,
        .value = trail->value,
    };
}

/* Inlined functions pass without a call: the variable of the outer one is where the inner one's is.
 */
static bool climb_inlined(struct trail *trail, const struct why_spot *spot)
{
    const struct why_local *inner = why_spot_named(spot, spot->at, trail->level, trail->name);
    struct why_wanted wanted = { .where = WHY_WANTED_REGISTER, .level = trail->level + 1 };
    struct why_found_local outer;

    if (!inner || !inner->parameter || inner->holder != WHY_HELD_IN_REGISTER)
        return false;
    wanted.place = inner->place;
    if (!why_spot_variable(spot, spot->at, &wanted, &outer) || outer.level != wanted.level)
        return false;
    add_step(trail, spot->index, outer.level, outer.local->name);
    trail->name = outer.local->name;
    trail->level = outer.level;
    trail->parameter = outer.local->parameter;
    return true;
}

/* To the outermost function that has a name for it. */
static void climb_inlines(struct trail *trail, const struct why_spot *spot)
{
    const size_t levels = why_spot_levels(spot, spot->at);

    while (trail->parameter && trail->level + 1 < levels && climb_inlined(trail, spot))
        continue;
}

/* Which argument word a parameter of the function is. */
static bool find_word(const struct why_spot *spot, const char *name, unsigned *word)
{
    struct why_parameter parameters[PARAMETERS];
    const size_t count =
        why_word_parameters(spot->view.firmware, spot->start, parameters, PARAMETERS, spot->arena);

    for (size_t i = 0; spot->whole && i < count; i++) {
        if (!parameters[i].name || strcmp(parameters[i].name, name) != 0)
            continue;
        *word = (unsigned)i;
        return true;
    }
    return false;
}

/* A parameter that was assigned to is not what the caller passed. */
static bool is_as_passed(const struct why_spot *spot, const struct trail *trail, unsigned word)
{
    const size_t levels = why_spot_levels(spot, spot->at);
    const int number = why_parameter_register(spot->stack->walk->isa.arch, word);
    const struct why_local *now =
        levels > 0 ? why_spot_named(spot, spot->at, levels - 1, trail->name) : NULL;
    const struct why_term *term = trail->term;

    if (!spot->followed || number < 0)
        return false;
    if (term && term->kind == WHY_TERM_ENTRY && term->number == (uint8_t)number)
        return true;
    if (!now || now->holder != WHY_HELD_IN_REGISTER || now->place >= WHY_ARCH_REGISTERS)
        return !now || now->holder == WHY_HELD_NOWHERE;
    term = spot->flow.registers[now->place];
    return term->kind == WHY_TERM_ENTRY && term->number == (uint8_t)number;
}

/* What the caller passed must be what the callee has: else its words are about something else. */
static bool is_same_value(const struct trail *trail, const struct why_spot *caller,
                          const struct why_insn *call, unsigned word)
{
    const int number = why_call_argument(call, word);
    struct why_value passed = { .known = false };

    if (number >= 0 && number < (int)WHY_ARCH_REGISTERS && caller->followed)
        passed = why_spot_value(caller, caller->flow.registers[number]);
    return !passed.known || !trail->value.known || passed.value == trail->value.value;
}

/* A pointer to an object passed as one to its base class, which lies behind the object's start: the
 * trail goes on with the object.
 * @return false when that is not what the code does. */
static bool climb_base(struct trail *trail, const struct why_spot *caller,
                       const struct why_insn *call, unsigned word)
{
    const int number = why_call_argument(call, word);
    const struct why_term *term =
        number >= 0 && caller->followed ? caller->flow.registers[number] : NULL;
    struct why_phrase object;
    const char *base;

    if (!term || term->kind != WHY_TERM_ADD || !trail->value.known)
        return false;
    object = why_words_term(caller, term->a);
    base = object.text && !object.displaced
               ? why_type_base(caller->view.firmware, object.pointee, term->constant, trail->arena)
               : NULL;
    if (!base || !is_same_value(trail, caller, call, word))
        return false;
    add_step(trail, caller->index, object.level,
             why_arena_printf(trail->arena, "static_cast<%s *>(%s)", base, object.text));
    trail->value.value -= term->constant;
    trail->name = object.text;
    trail->level = object.level;
    trail->parameter = object.kind == WHY_EXPRESSION_PARAMETER;
    trail->base = term->a;
    return trail->parameter;
}

/* One call upwards: from the function of `callee` to the one that called it.
 * @return true when the caller has the value in a variable. */
static bool climb_call(struct trail *trail, const struct why_spot *callee, struct why_spot *caller)
{
    struct why_insn call;
    struct why_phrase phrase;
    unsigned word;

    if (!find_word(callee, trail->name, &word) || !is_as_passed(callee, trail, word) ||
        !why_calling_spot(trail->stack, callee->index + 1, caller, &call) ||
        why_frame_is_searched(trail->stack, callee->index) ||
        why_frame_is_searched(trail->stack, caller->index) ||
        (call.direct && call.target != callee->start))
        return false;
    phrase = why_words_argument(caller, &call, word);
    if (phrase.kind == WHY_EXPRESSION_UNKNOWN || !phrase.text || phrase.displaced)
        return climb_base(trail, caller, &call, word);
    if (!is_same_value(trail, caller, &call, word))
        return false;
    add_step(trail, caller->index, phrase.level, phrase.text);
    trail->name = phrase.text;
    trail->level = phrase.level;
    trail->parameter = phrase.kind == WHY_EXPRESSION_PARAMETER;
    trail->number = why_call_argument(&call, word);
    return trail->parameter || phrase.kind == WHY_EXPRESSION_VARIABLE;
}

/* A variable that was only set from a parameter is one by another name. */
static bool take_parameter(struct trail *trail, const struct why_spot *spot)
{
    const size_t levels = why_spot_levels(spot, spot->at);
    struct why_parameter parameter;

    if (levels == 0 || !why_words_entered(spot, trail->term->number, &parameter))
        return false;
    trail->name = parameter.name;
    trail->level = levels - 1;
    trail->parameter = true;
    return true;
}

/* What the variable was set from, inside of the function or by the one around it. */
static void add_origin(struct trail *trail, const struct why_spot *spot,
                       const struct why_term *term)
{
    struct why_set_from origin;

    if (trail->count == CALLERS || !why_find_origin(spot, term, trail->name, trail->value, &origin))
        return;
    if (trail->parameter && origin.level == trail->level + 1) {
        add_step(trail, spot->index, origin.level, origin.step.expression);
        return;
    }
    origin.step.parameter = trail->name;
    origin.step.value = trail->value;
    if (trail->count == 0)
        trail->callee = origin.callee;
    trail->steps[trail->count++] = origin.step;
}

/* @return true when the function was called with the value, in the parameter that `trail` names. */
static bool climb_function(struct trail *trail, const struct why_spot *spot, const char **ways)
{
    struct why_ways several;
    const struct why_term *term = trail->base;
    bool named;

    several.count = 0;
    if (!term)
        term = why_only_way(spot, trail->number, &several);
    trail->base = NULL;
    trail->term = term;
    if (several.count > 0 && trail->count == 0)
        *ways = why_words_ways(spot, &several);
    climb_inlines(trail, spot);
    named = trail->parameter && trail->level + 1 == why_spot_levels(spot, spot->at);
    if (!term || term->kind == WHY_TERM_ADD || term->kind == WHY_TERM_INDEX)
        return term && named; /* something was added to the parameter */
    if (term->kind == WHY_TERM_ENTRY)
        return named || take_parameter(trail, spot);
    add_origin(trail, spot, term);
    return false;
}

static void climb(struct trail *trail, const struct why_spot *spot, const char **ways)
{
    struct why_spot spots[2];
    const struct why_spot *callee = spot;

    for (unsigned i = 0; i < CALLERS; i++) {
        struct why_spot *caller = &spots[i % 2];

        if (!climb_function(trail, callee, ways) || !climb_call(trail, callee, caller))
            return;
        callee = caller;
    }
}

void why_came_from(const struct why_spot *spot, size_t level, int number,
                   struct why_expression *out)
{
    struct trail trail = {
        .stack = spot->stack,
        .arena = spot->arena,
        .name = out->text,
        .level = level,
        .parameter = out->kind == WHY_EXPRESSION_PARAMETER,
        .number = number,
        .value = out->value,
    };
    struct why_came_from *steps;

    if (!out->text || (!trail.parameter && out->kind != WHY_EXPRESSION_VARIABLE))
        return;
    climb(&trail, spot, &out->ways);
    steps = why_arena_alloc(spot->arena, (trail.count + 1) * sizeof(*steps));
    if (!steps)
        return;
    memcpy(steps, trail.steps, trail.count * sizeof(*steps));
    if (trail.callee)
        out->callee = trail.callee;
    out->came_from = steps;
    out->came_from_count = trail.count;
}
