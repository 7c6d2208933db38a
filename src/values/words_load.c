/* What was read through pointers, from arrays, and from the stack. */
#include "values/words_load.h"

#include <string.h>

#include "base/arena.h"

/* ---- the stack ------------------------------------------------------------------------------- */

struct why_phrase why_words_stack(const struct why_spot *spot, const struct why_term *term)
{
    const struct why_wanted wanted = {
        .where = WHY_WANTED_MEMORY,
        .place = why_spot_stack(spot, term->constant),
    };
    struct why_found_local found;
    struct why_phrase phrase;

    if (!spot->whole ||
        !why_spot_variable(spot, term->address ? term->address : spot->at, &wanted, &found))
        return why_phrase_unknown("it is an address on the stack that no variable has");
    phrase =
        why_phrase_address(spot->view.firmware, found.local->name, found.local->type, spot->arena);
    phrase.variable = found.local->name;
    phrase.level = found.level;
    phrase.displaced = wanted.place - found.local->place;
    return phrase;
}

/* ---- elements -------------------------------------------------------------------------------- */

/* Where a path has its first element of an array: it is told for element 0 and for element 1. */
static const char *find_element(const char *zero, const char *one)
{
    const char *at = zero;

    while (*zero && *zero == *one) {
        zero++;
        one++;
    }
    if (zero == at || zero[-1] != '[' || *zero != '0' || *one != '1' ||
        strcmp(zero + 1, one + 1) != 0)
        return NULL;
    return zero;
}

/* An index in place of the 0. */
static const char *put_index(const char *zero, const char *one, const char *index,
                             struct why_arena *arena)
{
    const char *at = find_element(zero, one);

    return at ? why_arena_printf(arena, "%.*s%s%s", (int)(at - zero), zero, index, at + 1) : NULL;
}

/* The member or element at an offset, with an index that the code has added. */
static bool index_target(const struct why_spot *spot, const struct why_phrase *base,
                         uint32_t element, uint32_t bytes, const char *index, struct why_part *out)
{
    struct why_part next;

    if (!why_phrase_part(spot->view.firmware, base, 0, bytes, out, spot->arena) ||
        !why_phrase_part(spot->view.firmware, base, (int32_t)element, bytes, &next, spot->arena) ||
        out->count != 1 || next.count != 1)
        return false;
    out->target = put_index(out->target, next.target, index, spot->arena);
    out->member = put_index(out->member, next.member, index, spot->arena);
    return out->target && out->member;
}

/* A pointer that is used as an array: p[i], p[i].next. */
static bool index_pointer(const struct why_spot *spot, const struct why_phrase *base,
                          uint32_t element, uint32_t bytes, const char *index, struct why_part *out)
{
    struct why_phrase indexed = *base;

    if (base->object || why_type_of(spot->view.firmware, base->pointee).size != element)
        return false;
    indexed.object = why_arena_printf(spot->arena, "%s[%s]", base->text, index);
    return base->displaced < element && *base->text != '*' && *base->text != '&' &&
           why_phrase_part(spot->view.firmware, &indexed, 0, bytes, out, spot->arena) &&
           out->count == 1;
}

bool why_words_index(const struct why_spot *spot, const struct why_term *term,
                     const struct why_phrase *base, uint32_t bytes, struct why_part *out,
                     unsigned depth)
{
    const struct why_phrase index = why_words_part(spot, term->b, depth - 1);
    const uint32_t element = (uint32_t)1 << term->shift;

    if (base->kind == WHY_EXPRESSION_UNKNOWN || index.kind == WHY_EXPRESSION_UNKNOWN ||
        index.displaced || !index.text)
        return false;
    return index_pointer(spot, base, element, bytes, index.text, out) ||
           index_target(spot, base, element, bytes, index.text, out);
}

struct why_phrase why_words_element(const struct why_spot *spot, const struct why_term *term,
                                    unsigned depth)
{
    const struct why_phrase base = why_words_part(spot, term->a, depth - 1);
    struct why_part part;
    struct why_phrase phrase;

    if (!why_words_index(spot, term, &base, 0, &part, depth))
        return why_phrase_unknown("it is an element whose number is not known");
    phrase = why_phrase_address(spot->view.firmware, part.target, part.type, spot->arena);
    phrase.variable = base.variable;
    phrase.level = base.level;
    return phrase;
}

/* ---- loads ----------------------------------------------------------------------------------- */

static struct why_phrase loaded(const struct why_spot *spot, const struct why_phrase *base,
                                const struct why_part *part)
{
    struct why_phrase phrase =
        why_phrase_value(spot->view.firmware, WHY_EXPRESSION_LOADED, part->target, part->type);

    phrase.variable = base->variable;
    phrase.level = base->level;
    return phrase;
}

/* The variable that debug information names at the load itself knows its type best. */
static bool load_by_variable(const struct why_spot *spot, const struct why_term *term,
                             struct why_phrase *out)
{
    struct why_insn insn;
    struct why_wanted wanted = { .where = WHY_WANTED_REGISTER, .bytes = term->bytes };
    struct why_phrase base;
    struct why_part part;

    if (!why_spot_insn(spot, term->address, &insn) || insn.base < 0 || insn.index >= 0)
        return false;
    wanted.place = (uint32_t)insn.base;
    wanted.offset = insn.offset;
    if (!why_words_variable(spot, term->address, &wanted, &base) ||
        !why_phrase_part(spot->view.firmware, &base, insn.offset, term->bytes, &part,
                         spot->arena) ||
        !part.whole)
        return false;
    *out = loaded(spot, &base, &part);
    return true;
}

/* What a load goes through. Of a constant address, a part may stand in the instruction. */
static struct why_phrase base_of(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth)
{
    const struct why_term *base = term->a->kind == WHY_TERM_INDEX ? term->a->a : term->a;
    struct why_phrase phrase;

    if (base->kind == WHY_TERM_CONSTANT)
        return why_words_address(spot, base->constant + term->constant);
    phrase = why_words_part(spot, base, depth - 1);
    phrase.displaced += term->constant;
    return phrase;
}

static bool load_by_term(const struct why_spot *spot, const struct why_term *term,
                         struct why_phrase *out, unsigned depth)
{
    const struct why_phrase base = base_of(spot, term, depth);
    struct why_part part;

    if (base.kind == WHY_EXPRESSION_UNKNOWN) {
        out->reason = base.reason;
        return false;
    }
    if (term->a->kind == WHY_TERM_INDEX
            ? !why_words_index(spot, term->a, &base, term->bytes, &part, depth)
            : !why_phrase_part(spot->view.firmware, &base, 0, term->bytes, &part, spot->arena))
        return false;
    if (!part.whole)
        return false;
    *out = loaded(spot, &base, &part);
    if (term->a->kind == WHY_TERM_STACK && base.variable && strcmp(out->text, base.variable) == 0)
        out->kind = WHY_EXPRESSION_VARIABLE;
    return true;
}

struct why_phrase why_words_load(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth)
{
    struct why_phrase phrase =
        why_phrase_unknown("it was read through a pointer whose type is not known");

    if (term->a->kind != WHY_TERM_CONSTANT && term->a->kind != WHY_TERM_STACK &&
        load_by_variable(spot, term, &phrase))
        return phrase;
    (void)load_by_term(spot, term, &phrase, depth);
    return phrase;
}
