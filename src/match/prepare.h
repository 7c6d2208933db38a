/* Work ahead, while the hash of an ELF is still being computed. */
#ifndef WHY_MATCH_PREPARE_H
#define WHY_MATCH_PREPARE_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/** Have the ELF files read what the names of a crash's addresses will need. Nothing is told before
 * it is settled which of them belong to the crash. */
void why_prepare_names(const struct why_crash *crash, const struct why_image *image);

#endif
