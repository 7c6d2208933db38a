/* Calling conventions of the architectures that have a link register. */
#include "unwind/registers.h"

/* Source: RISC-V ABIs Specification, integer register convention: ra, sp, s0, t0; s0 to s11 are
 * kept; gp and tp do not change. */
static const struct why_abi riscv = {
    .link = 1,
    .sp = 2,
    .frame_pointer = 8,
    .second_link = 5,
    .zero = 1u,
    .kept = 0x0ffc0300u,
    .never_changed = 0x00000018u,
    .code_align = 2,
};

/* Source: Xtensa ISA Reference Manual, chapter 8.1, CALL0 register usage: a0, a1, a15; a12 to a15
 * are kept. */
static const struct why_abi lx106 = {
    .link = 0,
    .sp = 1,
    .frame_pointer = 15,
    .second_link = WHY_NO_LINK,
    .kept = 0x0000f000u,
    .code_align = 1,
};

const struct why_abi *why_abi_of(const struct why_arch *arch)
{
    return arch->id == WHY_ARCH_LX106 ? &lx106 : &riscv;
}
