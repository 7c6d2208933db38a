/* Xtensa: the frame that a call loses when the function it calls never begins.
 *
 * A windowed call writes its return address to a4, a8 or a12 and its size to PS.CALLINC; the
 * window moves only with the ENTRY that the function starts with. A call through a bad pointer
 * arrives where no ENTRY is: a0 and a1 are still those of the caller, and a backtrace that begins
 * with them leaves out the very function that made the call. In every other crash CALLINC is left
 * over from some call that went well. Source: Xtensa ISA manual, CALLX4/8/12 and ENTRY. */
#ifndef WHY_UNWIND_BAD_CALL_H
#define WHY_UNWIND_BAD_CALL_H

#include "unwind/walk.h"

struct why_bad_call {
    uint32_t return_address; /* window bits replaced */
    unsigned window;         /* the register it stands in: 4, 8, 12 */
};

/**
 * Find the call that led to a program counter where no function began.
 * @param ps   Processor status.
 * @param out  Untouched unless true is returned.
 */
bool why_find_bad_call(const struct why_walk *walk, const struct why_registers *registers,
                       struct why_value pc, struct why_value ps, struct why_bad_call *out);

#endif
