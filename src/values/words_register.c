/* What a register holds: by debug information where it tells, else by the code. */
#include "base/arena.h"
#include "values/origin.h"
#include "values/words_load.h"

static bool fits(const struct why_spot *spot, const struct why_phrase *phrase, struct why_use use)
{
    struct why_part part;

    return use.bytes == 0 || (why_phrase_part(spot->view.firmware, phrase, use.offset, use.bytes,
                                              &part, spot->arena) &&
                              why_part_fits(&part));
}

/* Where a pointer can only be NULL, compilers use the number instead of the register. */
static bool find_constant(const struct why_spot *spot, const struct why_term *term,
                          struct why_use use, struct why_phrase *out)
{
    const struct why_wanted wanted = {
        .where = WHY_WANTED_VALUE,
        .place = term->constant,
        .offset = use.offset,
        .bytes = use.bytes,
    };

    return term->kind == WHY_TERM_CONSTANT && term->constant == 0 && use.bytes > 0 &&
           why_words_variable(spot, spot->at, &wanted, out);
}

static bool find_variable(const struct why_spot *spot, int number, struct why_use use,
                          struct why_phrase *out)
{
    const struct why_wanted wanted = {
        .where = WHY_WANTED_REGISTER,
        .place = (uint32_t)number,
        .offset = use.offset,
        .bytes = use.bytes,
    };

    return why_words_variable(spot, spot->at, &wanted, out);
}

/* The code's words, kept with what was added to them. */
static struct why_phrase by_code(const struct why_spot *spot, int number)
{
    const struct why_term *term = spot->flow.registers[number];

    if (!spot->followed)
        return why_phrase_unknown("the code of the function could not be followed");
    if (why_spot_contradicts(spot, term, why_spot_register(spot, number)))
        return why_phrase_unknown("memory has another value by now");
    return why_words_part(spot, term, WHY_WORDS_DEPTH);
}

/* A parameter of the function whose code has put something else there. What the function stored on
 * its stack, and constants, may still be what it was called with. */
static bool is_set_anew(const struct why_spot *spot, int number, const struct why_phrase *named)
{
    struct why_ways ways;
    const struct why_term *term = why_only_way(spot, number, &ways);

    if (!spot->followed || named->level + 1 != why_spot_levels(spot, spot->at))
        return false;
    if (!term)
        return true;
    return term->kind != WHY_TERM_ENTRY && term->kind != WHY_TERM_CONSTANT &&
           (term->kind != WHY_TERM_LOAD || term->a->kind != WHY_TERM_STACK);
}

struct why_phrase why_words_register(const struct why_spot *spot, int number, struct why_use use)
{
    struct why_phrase code;
    struct why_phrase named;

    if (number < 0 || number >= (int)WHY_ARCH_REGISTERS)
        return why_phrase_unknown("it is in no general register");
    code = by_code(spot, number);
    if (!find_variable(spot, number, use, &named) &&
        !(spot->followed && find_constant(spot, spot->flow.registers[number], use, &named)))
        return code;
    named.proven = true;
    if (named.kind == WHY_EXPRESSION_PARAMETER && is_set_anew(spot, number, &named))
        named.kind = WHY_EXPRESSION_VARIABLE;
    if (code.kind == WHY_EXPRESSION_RESULT && !code.displaced)
        named.callee = code.callee;
    if (!fits(spot, &named, use) && code.kind != WHY_EXPRESSION_UNKNOWN && fits(spot, &code, use))
        return code;
    return named;
}

struct why_expression why_words_expression(const struct why_spot *spot,
                                           const struct why_phrase *phrase, int number,
                                           struct why_value value)
{
    const struct why_arch *arch = spot->stack->walk->crash->arch;
    const bool known = phrase->kind != WHY_EXPRESSION_UNKNOWN && phrase->text;

    return (struct why_expression){
        .register_name =
            number >= 0 && number < (int)WHY_ARCH_REGISTERS ? arch->numbered[number] : NULL,
        .value = value,
        .kind = known ? phrase->kind : WHY_EXPRESSION_UNKNOWN,
        .text = known ? phrase->text : NULL,
        .reason = known ? NULL : phrase->reason,
        .type = known ? why_phrase_type(spot->view.firmware, phrase, spot->arena) : NULL,
        .variable = known ? phrase->variable : NULL,
        .callee = phrase->callee,
        .proven = known && phrase->proven,
    };
}
