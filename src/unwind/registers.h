/* What walks by a link register need to know of a calling convention. */
#ifndef WHY_UNWIND_REGISTERS_H
#define WHY_UNWIND_REGISTERS_H

#include "espwhy/chip.h"

#define WHY_NO_LINK 255u /* no register has this number */

/* Registers by debuggers' numbers; bit n of a set: register n. */
struct why_abi {
    unsigned link;
    unsigned sp;
    unsigned frame_pointer;
    unsigned second_link;   /* that helpers of the compiler are called with; WHY_NO_LINK: none */
    uint32_t zero;          /* the register that is always 0 */
    uint32_t kept;          /* by calls, the stack pointer aside */
    uint32_t never_changed; /* by any code */
    uint32_t code_align;    /* bytes */
};

/** The convention of an architecture whose calls leave the return address in a register: RISC-V, or
 * Xtensa without windows. */
const struct why_abi *why_abi_of(const struct why_arch *arch);

#endif
