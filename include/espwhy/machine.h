/* Registers and memory of the target, as a dump has them. */
#ifndef ESPWHY_MACHINE_H
#define ESPWHY_MACHINE_H

#include "espwhy/base.h"
#include "espwhy/chip.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One register cell of a dump. */
struct why_register {
    const char *name; /* as struct why_arch lists it, or as printed when no list has it */
    struct why_value value;
};

/* Bytes of the target at [address, address + size), all of them known. */
struct why_memory {
    uint32_t address;
    uint32_t size;
    const uint8_t *bytes;
    uint32_t line_no; /* 0: not of the log */
};

/* The general registers as one function sees them, by the number that debuggers use: RISC-V x0 to
 * x31, Xtensa a0 to a15 of the function's own window. Sources: RISC-V ELF psABI, "DWARF Register
 * Numbers"; Xtensa GCC, DBX_REGISTER_NUMBER. */
struct why_registers {
    uint32_t known; /* bit n: value[n] is known */
    uint32_t value[WHY_ARCH_REGISTERS];
};

#ifdef __cplusplus
}
#endif

#endif
