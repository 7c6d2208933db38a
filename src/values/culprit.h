/* The pointer at fault where it is not the base of the faulting instruction: that a call went
 * through, or that was passed; and where it came from. */
#ifndef WHY_VALUES_CULPRIT_H
#define WHY_VALUES_CULPRIT_H

#include "values/words.h"

/**
 * The call that led to a program counter where no function is.
 * @param out  Untouched unless true is returned.
 */
bool why_find_call(const struct why_stack *stack, struct why_access *out);

/** Set crash->argument when the fault is in a function of a library. */
void why_find_argument(struct why_crash *crash, const struct why_stack *stack);

/**
 * Follow a parameter or variable to where it was set, and to the callers that passed it.
 * @param level   Of the function whose variable it is.
 * @param number  Register that has its value there; WHY_ISA_NO_REGISTER: not known.
 * @param out     Its came_from and ways are filled in.
 */
void why_came_from(const struct why_spot *spot, size_t level, int number,
                   struct why_expression *out);

/** The spot of the call that a frame, not the innermost, is in. */
bool why_calling_spot(const struct why_stack *stack, size_t index, struct why_spot *out,
                      struct why_insn *call);

/* A value that callers passed on until one of them has words for it. */
struct why_passed {
    struct why_spot spot; /* of that caller's call */
    struct why_phrase phrase;
    int number; /* of the register that has it there */
};

/**
 * Look among the callers for the words of a value that the function at a spot was called with.
 * @param number  Register that still has it.
 */
bool why_find_passed(const struct why_spot *spot, int number, struct why_passed *out);

/** What an argument word is at a call. */
struct why_phrase why_words_argument(const struct why_spot *spot, const struct why_insn *call,
                                     unsigned word);

#endif
