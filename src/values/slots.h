/* Words of a function's frame, and addresses of them that others may have got to know. */
#ifndef WHY_VALUES_SLOTS_H
#define WHY_VALUES_SLOTS_H

#include "values/state.h"

#define WHY_SLOT_BYTES 4u
#define WHY_ESCAPE_ANYWHERE 0x80000000u /* the lowest offset there is */

/** The slot at an offset, or NULL. */
const struct why_slot *why_slot_find(const struct why_state *state, uint32_t offset);
/** A word was stored; dropped when there are too many. */
void why_slot_keep(struct why_state *state, uint32_t offset, const struct why_term *term);
/** Forget what a store of @p bytes at an offset overwrites. */
void why_slots_overwrite(struct why_state *state, uint32_t offset, uint32_t bytes);

/** Somebody else may write from an offset on. */
void why_escape_from(struct why_state *state, uint32_t offset);
/** A value has become known to somebody: when it is an address on the stack, he may write from
 * there on. */
void why_escape_note(struct why_state *state, const struct why_term *term);
/** A value has become part of one that no term describes: an address on the stack may have moved
 * either way. */
void why_escape_lost(struct why_state *state, const struct why_term *term);
/** Somebody else may have written: forget all that he may reach. */
void why_escape_forget(struct why_state *state);

#endif
