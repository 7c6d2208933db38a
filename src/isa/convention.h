/* What a call means for the registers of the caller, by the calling conventions. */
#ifndef WHY_ISA_CONVENTION_H
#define WHY_ISA_CONVENTION_H

#include "isa/isa.h"

#define WHY_CALL_ARGUMENTS_RISCV 8u
#define WHY_CALL_ARGUMENTS_XTENSA 6u

/** Set of the registers that need not be after a call what they were before it. The return address
 * that the call itself writes is among them. */
uint64_t why_call_destroys(const struct why_insn *call);

/** Register in which the caller finds the first word of the result. */
int why_call_result(const struct why_insn *call);

/** Register of the caller that passes argument word @p n, from 0; WHY_ISA_NO_REGISTER when that
 * word goes by the stack. */
int why_call_argument(const struct why_insn *call, unsigned n);

/** Likewise, as the callee sees it once it has been entered: Xtensa behind ENTRY. */
int why_parameter_register(enum why_arch_id arch, unsigned n);

#endif
