/* A small ELF whose variables all have one expression. */
#ifndef WHY_TESTS_EXPRESSION_ELF_H
#define WHY_TESTS_EXPRESSION_ELF_H

#include <stddef.h>
#include <stdint.h>

#include "espwhy/firmware.h"

#define EXPRESSION_CODE 0x42000000u /* an address in the function of the variables */
#define EXPRESSION_VARIABLES 4u     /* of 4, 8 and 16 bytes, and a pointer */
#define EXPRESSION_BYTES 512u       /* longer ones are cut */

/** Open it; the ELF is of RISC-V, DWARF 5. NULL: it was refused. */
struct why_firmware *expression_elf_open(const uint8_t *expression, size_t size);

#endif
