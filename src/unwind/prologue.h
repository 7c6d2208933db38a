/* RISC-V frames by the instructions that make them, for code without call-frame information. */
#ifndef WHY_UNWIND_PROLOGUE_H
#define WHY_UNWIND_PROLOGUE_H

#include "unwind/walk.h"

/* The frame of a function at one of its instructions. Offsets are bytes from the stack pointer that
 * the function was entered with. */
struct why_prologue {
    int32_t sp;       /* the stack pointer now; meaningless when `lost` */
    bool lost;        /* it is not a constant away */
    bool has_pointer; /* s0 holds the entry's stack pointer plus `pointer` */
    int32_t pointer;
    uint32_t saved; /* bit n: register n, as it was at entry, is stored at slot[n] */
    int32_t slot[WHY_ARCH_REGISTERS];
    uint32_t changed; /* bit n: register n is no longer what it was at entry */
    bool trap;        /* entered by a trap, whose address is stored at `trap_slot` */
    int32_t trap_slot;
    bool has_mark; /* the entry's stack pointer itself is stored at `mark_slot` */
    int32_t mark_slot;
};

/**
 * Follow a function from its start to an instruction.
 * @param lookup  Inside that instruction; it has not been executed, but for a call.
 * @param out     Untouched unless true is returned.
 * @return false when the function's start is not known, or no way leads from there to the
 * instruction.
 */
bool why_prologue_read(const struct why_walk *walk, uint32_t lookup, struct why_prologue *out);
/** The same for a function that starts at @p start, whatever symbols say. */
bool why_prologue_read_from(const struct why_walk *walk, uint32_t start, uint32_t lookup,
                            struct why_prologue *out);

#endif
