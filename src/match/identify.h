/* Which chip crashed, and which revision its boot ROM has. */
#ifndef WHY_MATCH_IDENTIFY_H
#define WHY_MATCH_IDENTIFY_H

#include "espwhy/crash.h"

/**
 * Set chip, chip_reason, candidates, arch and rom of a crash.
 * @param told    By the user; wins. NULL: not told.
 * @param banner  By the log's boot lines; NULL: none seen.
 * @param rom     By the log's boot lines; NULL: not known.
 * @return WHY_OK, also when the chip stays unknown; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_identify(struct why_crash *crash, const struct why_chip *told,
                                            const struct why_chip *banner,
                                            const struct why_rom *rom, struct why_error *err);

#endif
