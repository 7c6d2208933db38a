/* Terms: values by what they were made of. */
#include "values/terms.h"

#define DEPTH 16u /* of terms that are compared; longer chains count as different */

static const struct why_term *make(struct why_arena *arena, const struct why_term *model)
{
    struct why_term *term = why_arena_alloc(arena, sizeof(*term));

    if (term)
        *term = *model;
    return term;
}

const struct why_term *why_term_other(struct why_arena *arena, uint32_t address)
{
    return make(arena, &(struct why_term){ .kind = WHY_TERM_OTHER, .address = address });
}

const struct why_term *why_term_met(struct why_arena *arena, uint32_t address, unsigned number)
{
    return make(arena, &(struct why_term){ .kind = WHY_TERM_UNKNOWN,
                                           .address = address,
                                           .number = (uint8_t)number });
}

const struct why_term *why_term_entry(struct why_arena *arena, unsigned number)
{
    return make(arena, &(struct why_term){ .kind = WHY_TERM_ENTRY, .number = (uint8_t)number });
}

const struct why_term *why_term_stack(struct why_arena *arena, uint32_t offset, uint32_t address)
{
    return make(arena, &(struct why_term){
                           .kind = WHY_TERM_STACK, .constant = offset, .address = address });
}

const struct why_term *why_term_constant(struct why_arena *arena, uint32_t value, uint32_t address)
{
    return make(arena, &(struct why_term){
                           .kind = WHY_TERM_CONSTANT, .constant = value, .address = address });
}

const struct why_term *why_term_add(struct why_arena *arena, const struct why_term *a,
                                    uint32_t constant, uint32_t address)
{
    struct why_term sum = {
        .kind = WHY_TERM_ADD, .address = address, .constant = constant, .a = a
    };

    if (!a || constant == 0)
        return a;
    if (a->kind == WHY_TERM_CONSTANT || a->kind == WHY_TERM_STACK || a->kind == WHY_TERM_ADD) {
        sum = *a;
        sum.address = address;
        sum.constant += constant;
    } else if (a->kind == WHY_TERM_INDEX && a->a->kind == WHY_TERM_CONSTANT) {
        sum = *a; /* a table of constant address: (x << 2) + table is table[x] */
        sum.address = address;
        sum.a = why_term_constant(arena, a->a->constant + constant, address);
        if (!sum.a)
            return NULL;
    }
    return make(arena, &sum);
}

/* An index that was scaled before it is added. */
static bool is_scaled(const struct why_term *term)
{
    return term->kind == WHY_TERM_INDEX && term->a->kind == WHY_TERM_CONSTANT &&
           term->a->constant == 0;
}

const struct why_term *why_term_index(struct why_arena *arena, const struct why_term *a,
                                      const struct why_term *b, unsigned shift, uint32_t address)
{
    struct why_term sum = {
        .kind = WHY_TERM_INDEX, .address = address, .shift = (uint8_t)shift, .a = a, .b = b
    };

    if (!a || !b)
        return NULL;
    if (b->kind == WHY_TERM_CONSTANT)
        return why_term_add(arena, a, b->constant << shift, address);
    if (a->kind == WHY_TERM_CONSTANT && shift == 0)
        return why_term_add(arena, b, a->constant, address);
    if (shift == 0 && is_scaled(b)) {
        sum.shift = b->shift;
        sum.b = b->b;
    } else if (shift == 0 && is_scaled(a)) {
        sum.shift = a->shift;
        sum.a = b;
        sum.b = a->b;
    }
    return make(arena, &sum);
}

const struct why_term *why_term_load(struct why_arena *arena, const struct why_term *a,
                                     const struct why_insn *insn)
{
    struct why_term load = { .kind = WHY_TERM_LOAD, .address = insn->address, .a = a };

    if (!a)
        return NULL;
    if (a->kind == WHY_TERM_ADD) {
        load.a = a->a;
        load.constant = a->constant;
    }
    load.constant += (uint32_t)insn->offset;
    load.bytes = insn->access_bytes;
    load.is_signed = insn->access_signed;
    load.number = insn->base >= 0 ? (uint8_t)insn->base : 0;
    return make(arena, &load);
}

const struct why_term *why_term_result(struct why_arena *arena, uint32_t address, uint32_t target)
{
    return make(
        arena, &(struct why_term){ .kind = WHY_TERM_RESULT, .address = address, .target = target });
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at `depth` */
static bool on_stack(const struct why_term *term, uint32_t *offset, unsigned depth)
{
    if (!term || depth == 0)
        return false;
    if (term->kind == WHY_TERM_STACK) {
        *offset = term->constant;
        return true;
    }
    if (term->kind == WHY_TERM_ADD && on_stack(term->a, offset, depth - 1)) {
        *offset += term->constant;
        return true;
    }
    return term->kind == WHY_TERM_INDEX &&
           (on_stack(term->a, offset, depth - 1) || on_stack(term->b, offset, depth - 1));
}

bool why_term_on_stack(const struct why_term *term, uint32_t *offset)
{
    return on_stack(term, offset, DEPTH);
}

static bool same_node(const struct why_term *a, const struct why_term *b)
{
    if (a->kind != b->kind || a->constant != b->constant || a->number != b->number ||
        a->bytes != b->bytes || a->shift != b->shift || a->is_signed != b->is_signed)
        return false;
    return a->address == b->address || a->kind == WHY_TERM_CONSTANT || a->kind == WHY_TERM_STACK ||
           a->kind == WHY_TERM_ADD || a->kind == WHY_TERM_INDEX;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at DEPTH */
static bool equal(const struct why_term *a, const struct why_term *b, unsigned depth)
{
    if (a == b)
        return true;
    if (!a || !b || depth == 0 || !same_node(a, b))
        return false;
    return equal(a->a, b->a, depth - 1) && equal(a->b, b->b, depth - 1);
}

bool why_term_equals(const struct why_term *a, const struct why_term *b)
{
    return equal(a, b, DEPTH);
}
