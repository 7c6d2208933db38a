/* Which of the ELF files of a run are of account for a crash. */
#ifndef WHY_MATCH_SELECT_H
#define WHY_MATCH_SELECT_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/** True when a firmware has the SHA256 that the log names or may be assumed to, or the log names
 * none. */
bool why_has_elf(const struct why_crash *crash, const struct why_image *image);

/** True when a firmware is the boot ROM of the chip, or that is not known. */
bool why_has_rom(const struct why_crash *crash, const struct why_image *image);

/**
 * Choose firmwares: those that nobody named need more than the others, see enum why_claim; when one
 * is confirmed, those of other builds are left out. A note tells why one that was offered is not
 * used.
 * @param out  Borrows the firmwares of @p all; not to be freed.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_select_elfs(struct why_crash *crash, const struct why_image *all,
                                               struct why_image *out, struct why_error *err);

#endif
