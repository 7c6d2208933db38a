/* What registers and variables hold, in the words of the program. */
#ifndef WHY_VALUES_VALUES_H
#define WHY_VALUES_VALUES_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Fill in the parameters and locals of every frame that an ELF of this build describes.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status
why_settle_variables(struct why_crash *crash, const struct why_image *image, struct why_error *err);

/**
 * Set crash->access: which pointer the instruction at the program counter followed, or through
 * which one the code called that jumped there; and crash->argument, when that was in a library
 * function. Frames must have been named.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status
why_settle_access(struct why_crash *crash, const struct why_image *image, struct why_error *err);

#endif
