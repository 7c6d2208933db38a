/* The architecture records, for arch.c and the chip tables, and what the handlers make of causes.
 */
#ifndef WHY_CHIP_ARCH_H
#define WHY_CHIP_ARCH_H

#include "espwhy/chip.h"

extern const struct why_arch why_arch_xtensa;
extern const struct why_arch why_arch_lx106;
extern const struct why_arch why_arch_riscv;

/**
 * The row of a code that ESP-IDF's own handler put into the cause register, for a dump without a
 * headline: one that no exception has there.
 * @param interrupt_level  Of the processor status; 0 where that is not known.
 * @return NULL when the code may be that of an exception.
 */
const struct why_cause_row *why_cause_of_handler(const struct why_arch *arch, uint32_t code,
                                                 uint32_t interrupt_level);

#endif
