/* What a call means for the registers of the caller, by the calling conventions. */
#include "isa/convention.h"

enum { SP = 2, T0 = 5, T1 = 6, A0 = 10 }; /* RISC-V */

/* ra, t0-t2, a0-a7, t3-t6 and ft0-ft7, fa0-fa7, ft8-ft11. Source: RISC-V ABIs Specification,
 * integer and floating-point register convention. */
#define RISCV_TEMPORARY (0xf003fce2u | (uint64_t)0xf003fcffu << WHY_ISA_FLOAT)

/* Registers [from, 16) and all of floating point. Source: Xtensa ISA Reference Manual, chapter 8.1,
 * windowed register usage. */
static uint64_t xtensa_from(int from)
{
    return (0xffffu & ~(why_register_bit(from) - 1)) | (uint64_t)0xffffu << WHY_ISA_FLOAT;
}

/* a0 and a2 to a11: a12 to a15 are kept. Source: Xtensa ISA Reference Manual, chapter 8.1, CALL0
 * register usage. */
#define LX106_TEMPORARY 0x00000ffdu

static uint64_t xtensa_destroys(const struct why_insn *call)
{
    if (call->window_change > 0)
        return xtensa_from(call->window_change);
    return xtensa_from(0) & ~why_register_bit(1); /* assembler routines keep to nothing else */
}

uint64_t why_call_destroys(const struct why_insn *call)
{
    if (call->arch == WHY_ARCH_XTENSA)
        return xtensa_destroys(call);
    if (call->arch == WHY_ARCH_LX106)
        return LX106_TEMPORARY;
    if (call->dest == T0) /* __riscv_save_N of libgcc opens the frame for its caller */
        return why_register_bit(SP) | why_register_bit(T0) | why_register_bit(T1);
    return RISCV_TEMPORARY;
}

int why_call_result(const struct why_insn *call)
{
    return why_call_argument(call, 0);
}

int why_call_argument(const struct why_insn *call, unsigned n)
{
    const int number = why_parameter_register(call->arch, n);

    if (number == WHY_ISA_NO_REGISTER || call->window_change == 0)
        return number;
    /* CALL12 leaves the caller but two registers to fill. */
    return number + call->window_change < 16 ? number + call->window_change : WHY_ISA_NO_REGISTER;
}

int why_parameter_register(enum why_arch_id arch, unsigned n)
{
    if (arch == WHY_ARCH_RISCV && n < WHY_CALL_ARGUMENTS_RISCV)
        return A0 + (int)n;
    if ((arch == WHY_ARCH_XTENSA || arch == WHY_ARCH_LX106) && n < WHY_CALL_ARGUMENTS_XTENSA)
        return 2 + (int)n;
    return WHY_ISA_NO_REGISTER;
}
