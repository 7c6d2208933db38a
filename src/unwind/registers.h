/* Numbers of the RISC-V registers that walks deal with. Source: RISC-V ABIs Specification, integer
 * register convention. */
#ifndef WHY_UNWIND_REGISTERS_H
#define WHY_UNWIND_REGISTERS_H

#define WHY_RA 1
#define WHY_SP 2
#define WHY_T0 5
#define WHY_S0 8

#endif
