/* The data objects and texts that a crash points at, as the ELF has them. */
#ifndef WHY_MATCH_DATA_H
#define WHY_MATCH_DATA_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Set crash->data: what the fault address, the program counter and the registers of the panicked
 * core point into, and crash->near_data: what the fault address and the registers miss by a little.
 * An ELF of another build is not asked.
 * @param image  The ELF files, judged by why_match_elfs(); may be empty.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_find_data(struct why_crash *crash, const struct why_image *image,
                                             struct why_error *err);

#endif
