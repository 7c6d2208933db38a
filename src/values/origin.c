/* Where different values of a register meet: which of them it was. */
#include "values/origin.h"

#include <string.h>

#include "base/arena.h"
#include "values/culprit.h"
#include "values/terms.h"

#define MEETINGS 6u /* that lead to one another */

/* Values that meet, and those meetings that they are told apart of. */
struct split {
    struct why_ways ways;
    const struct why_term *met[MEETINGS];
    size_t met_count;
    bool failed;
};

static void add_met(struct split *split, const struct why_term *term)
{
    for (size_t i = 0; i < split->met_count; i++)
        if (why_term_equals(split->met[i], term))
            return;
    if (split->met_count < MEETINGS)
        split->met[split->met_count++] = term;
    else
        split->failed = true;
}

static void add_way(struct split *split, const struct why_term *term)
{
    struct why_ways *ways = &split->ways;

    for (size_t i = 0; i < ways->count; i++)
        if (why_term_equals(ways->terms[i], term))
            return;
    if (ways->count < WHY_WAYS)
        ways->terms[ways->count++] = term;
    else
        split->failed = true;
}

/* Ways may be meetings of others. */
static bool split_all(const struct why_spot *spot, const struct why_term *met, struct split *split)
{
    struct why_ways ways;

    add_met(split, met);
    for (size_t i = 0; i < split->met_count && !split->failed; i++) {
        if (!why_follow_ways(&spot->stack->walk->isa, &spot->code, spot->start, spot->end,
                             split->met[i], &ways, spot->arena) ||
            ways.more)
            return false;
        for (size_t j = 0; j < ways.count; j++)
            if (ways.terms[j]->kind == WHY_TERM_UNKNOWN)
                add_met(split, ways.terms[j]);
            else
                add_way(split, ways.terms[j]);
    }
    return !split->failed;
}

/* What the caller had in the register of an argument. */
static struct why_value passed_value(const struct why_spot *spot, const struct why_term *entry)
{
    struct why_spot caller;
    struct why_insn call;
    unsigned number;

    if (why_frame_is_searched(spot->stack, spot->index) ||
        !why_calling_spot(spot->stack, spot->index + 1, &caller, &call) || !caller.followed ||
        !call.direct || call.target != spot->start || entry->number == 0)
        return (struct why_value){ .known = false };
    number = entry->number + call.window_change;
    return number < WHY_ARCH_REGISTERS ? why_spot_value(&caller, caller.flow.registers[number])
                                       : (struct why_value){ .known = false };
}

/* What was read before may have been read through a pointer that has moved on since. */
static struct why_value value_of(const struct why_spot *spot, const struct why_term *term)
{
    struct why_value value = { .known = false };

    if (term->kind == WHY_TERM_CONSTANT || term->kind == WHY_TERM_STACK ||
        term->kind == WHY_TERM_ENTRY || term->kind == WHY_TERM_RESULT)
        value = why_spot_value(spot, term);
    return !value.known && term->kind == WHY_TERM_ENTRY ? passed_value(spot, term) : value;
}

/* The same as before, moved on by a constant. */
static bool moves(const struct split *split, const struct why_term *term)
{
    for (size_t i = 0; i < split->met_count && term->kind == WHY_TERM_ADD; i++)
        if (why_term_equals(term->a, split->met[i]))
            return true;
    return false;
}

/* What moves does not come back to where it began. */
static void drop_others(const struct why_spot *spot, struct split *split, struct why_value is)
{
    const struct why_ways all = split->ways;
    struct why_ways *kept = &split->ways;
    bool begins = false;

    kept->count = 0;
    for (size_t i = 0; i < all.count; i++) {
        const struct why_value value = value_of(spot, all.terms[i]);

        begins = begins || (value.known && value.value == is.value);
        if (!value.known || value.value == is.value)
            kept->terms[kept->count++] = all.terms[i];
    }
    for (size_t i = kept->count; begins && i > 0; i--)
        if (moves(split, kept->terms[i - 1]))
            kept->terms[i - 1] = kept->terms[--kept->count];
}

const struct why_term *why_only_way(const struct why_spot *spot, int number, struct why_ways *ways)
{
    struct split split = { .failed = false };
    const struct why_value is = why_spot_register(spot, number);
    const struct why_term *term;

    *ways = (struct why_ways){ .count = 0 };
    if (!spot->followed || number < 0 || number >= (int)WHY_ARCH_REGISTERS)
        return NULL;
    term = spot->flow.registers[number];
    if (term->kind != WHY_TERM_UNKNOWN)
        return term;
    if (!split_all(spot, term, &split))
        return NULL;
    if (is.known)
        drop_others(spot, &split, is);
    if (split.ways.count > 1)
        *ways = split.ways;
    return split.ways.count == 1 ? split.ways.terms[0] : NULL;
}

/* ---- words ----------------------------------------------------------------------------------- */

const char *why_words_ways(const struct why_spot *spot, const struct why_ways *ways)
{
    const char *text = NULL;

    for (size_t i = 0; i < ways->count; i++) {
        const struct why_phrase phrase = why_words_term(spot, ways->terms[i]);

        if (phrase.kind == WHY_EXPRESSION_UNKNOWN || !phrase.text)
            return NULL;
        text = text ? why_arena_printf(spot->arena, "%s or `%s`", text, phrase.text)
                    : why_arena_printf(spot->arena, "`%s`", phrase.text);
    }
    return text;
}

static enum why_came_from_kind kind_of(enum why_term_kind kind)
{
    switch (kind) {
    case WHY_TERM_RESULT:
        return WHY_CAME_FROM_RESULT;
    case WHY_TERM_LOAD:
        return WHY_CAME_FROM_MEMORY;
    case WHY_TERM_UNKNOWN:
    case WHY_TERM_ENTRY:
    case WHY_TERM_STACK:
    case WHY_TERM_CONSTANT:
    case WHY_TERM_ADD:
    case WHY_TERM_INDEX:
    case WHY_TERM_OTHER:
        break;
    }
    return WHY_CAME_FROM_CODE;
}

bool why_find_origin(const struct why_spot *spot, const struct why_term *term, const char *name,
                     struct why_value value, struct why_set_from *out)
{
    const struct why_phrase phrase = why_words_term(spot, term);
    const enum why_came_from_kind kind = kind_of(term->kind);
    const bool placed = kind != WHY_CAME_FROM_CODE; /* constants are made wherever it suits */
    const struct why_function *functions;
    size_t count = 0;

    if (phrase.kind == WHY_EXPRESSION_UNKNOWN || !phrase.text || strcmp(phrase.text, name) == 0 ||
        why_spot_contradicts(spot, term, value) || term->address == 0 ||
        why_firmware_lookup(spot->view.firmware, term->address, &functions, &count, spot->arena,
                            NULL) != WHY_OK ||
        count == 0)
        return false;
    *out = (struct why_set_from){
        .step = { .kind = kind,
                  .frame = spot->index,
                  .function = functions[0].name,
                  .file = placed ? functions[0].file : NULL,
                  .line = placed ? functions[0].line : 0,
                  .expression = phrase.text },
        .level = phrase.level,
        .callee = phrase.callee,
    };
    return true;
}
