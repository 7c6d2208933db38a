/* Making and comparing the terms of struct why_term. All of them return NULL when memory is out. */
#ifndef WHY_VALUES_TERMS_H
#define WHY_VALUES_TERMS_H

#include "values/flow.h"

/** Computed in a way that no term describes. */
const struct why_term *why_term_other(struct why_arena *arena, uint32_t address);
/** Different values of a register meet at an address. */
const struct why_term *why_term_met(struct why_arena *arena, uint32_t address, unsigned number);
const struct why_term *why_term_entry(struct why_arena *arena, unsigned number);
const struct why_term *why_term_stack(struct why_arena *arena, uint32_t offset, uint32_t address);
const struct why_term *why_term_constant(struct why_arena *arena, uint32_t value, uint32_t address);
/** @p a plus a constant: constants, stack offsets and sums stay what they are. */
const struct why_term *why_term_add(struct why_arena *arena, const struct why_term *a,
                                    uint32_t constant, uint32_t address);
/** (@p b << @p shift) + @p a. */
const struct why_term *why_term_index(struct why_arena *arena, const struct why_term *a,
                                      const struct why_term *b, unsigned shift, uint32_t address);
/** What the load @p insn reads at @p a, the sum of its registers. */
const struct why_term *why_term_load(struct why_arena *arena, const struct why_term *a,
                                     const struct why_insn *insn);
const struct why_term *why_term_result(struct why_arena *arena, uint32_t address, uint32_t target);

/** True when a term is made of an address on the stack. @p offset receives the lowest one that it
 * stands for when its indexes are not negative, from the stack pointer at entry. */
bool why_term_on_stack(const struct why_term *term, uint32_t *offset);

/** The same value, whatever way led there; of values that are not known, only one and the same is.
 */
bool why_term_equals(const struct why_term *a, const struct why_term *b);

#endif
