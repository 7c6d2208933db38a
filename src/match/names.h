/* What frames are called: by the ELF, by the log, by the boot ROM's tables. */
#ifndef WHY_MATCH_NAMES_H
#define WHY_MATCH_NAMES_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Let the ELF name the other code addresses that a report speaks of: those in statements, and those
 * that registers hold. They join what tools had decoded in the log, which comes first.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status
why_name_addresses(struct why_crash *crash, const struct why_image *image, struct why_error *err);

/**
 * Name the frames of a crash, and give each its memory region.
 * @param image  The ELF files, judged by why_match_elfs(); may be empty.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status
why_name_frames(struct why_crash *crash, const struct why_image *image, struct why_error *err);

#endif
