/* What an instruction does to the frame of its function. */
#ifndef WHY_ISA_STACK_H
#define WHY_ISA_STACK_H

#include "isa/isa.h"

struct why_stack_effect {
    bool lost;       /* the stack pointer gets a value that the instruction alone does not tell */
    int32_t moves;   /* bytes that are added to the stack pointer */
    uint32_t pushed; /* bit n: register n is stored; the highest number first, from the stack
                        pointer before the instruction downwards */
    bool points;     /* `dest` gets the stack pointer plus `distance` */
    int32_t distance;
    bool trap_pc; /* `dest` gets the address that a trap came from */
};

/** The effect of an instruction, of windowed Xtensa code none. Plain stores tell all of it
 * themselves. */
struct why_stack_effect why_isa_stack_effect(const struct why_insn *insn);

#endif
