/* Functions that no symbol tells: a call goes to the start of one, and that tells its frame. */
#ifndef WHY_UNWIND_START_H
#define WHY_UNWIND_START_H

#include "unwind/walk.h"

/** A return address on the stack, and the call before it. */
struct why_start_word {
    const struct why_insn *call;
    uint32_t slot;
};

/**
 * Whether the function called is the one at @p lookup, which had put the return address where the
 * word stands.
 * @param sp         Of the function's frame.
 * @param caller_sp  Untouched unless true is returned.
 */
bool why_start_proves(const struct why_walk *walk, const struct why_start_word *word,
                      uint32_t lookup, uint32_t sp, struct why_value *caller_sp);

/**
 * The stack pointer of a frame whose function a word further up returns from.
 * @param from   Lowest one to believe.
 * @param bytes  Highest one, from there.
 */
bool why_start_find_sp(const struct why_walk *walk, uint32_t lookup, uint32_t from, uint32_t bytes,
                       struct why_value *sp);

/** The stack pointer that the function at @p lookup was entered with, by the call that is said to
 * have entered it; not known where that call proves nothing. */
struct why_value why_start_entry_sp(const struct why_walk *walk, const struct why_insn *call,
                                    uint32_t lookup, uint32_t sp);

#endif
