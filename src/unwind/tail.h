/* Tail calls: can a function that was called have jumped on to another one? */
#ifndef WHY_UNWIND_TAIL_H
#define WHY_UNWIND_TAIL_H

#include "unwind/walk.h"

enum why_tail {
    WHY_TAIL_UNKNOWN, /* it jumps through a pointer, or its code cannot be read */
    WHY_TAIL_YES,
    WHY_TAIL_NO,
};

/**
 * Follow the jumps that lead out of a function, and out of those that they lead to.
 * @param call    A direct call; what it calls is where the search begins.
 * @param lookup  Inside the function that is sought.
 */
enum why_tail why_tail_leads(const struct why_walk *walk, const struct why_insn *call,
                             uint32_t lookup);

#endif
