/* The instruction that the panicked core was at, as the ELF has it. */
#ifndef WHY_MATCH_INSTRUCTION_H
#define WHY_MATCH_INSTRUCTION_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Set crash->instruction from the ELF that has the program counter, and crash->elf_code where the
 * log shows memory around it. An ELF of another build is not asked.
 * @param image  The ELF files, judged by why_match_elfs(); may be empty.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_settle_instruction(struct why_crash *crash,
                                                      const struct why_image *image,
                                                      struct why_error *err);

#endif
