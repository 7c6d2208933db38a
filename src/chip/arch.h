/* The architecture records, for arch.c and the chip tables. */
#ifndef WHY_CHIP_ARCH_H
#define WHY_CHIP_ARCH_H

#include "espwhy/chip.h"

extern const struct why_arch why_arch_xtensa;
extern const struct why_arch why_arch_lx106;
extern const struct why_arch why_arch_riscv;

#endif
