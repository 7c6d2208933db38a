/* Frames: where to look each one up. */
#ifndef WHY_MATCH_FRAMES_H
#define WHY_MATCH_FRAMES_H

#include "espwhy/crash.h"

/**
 * Settle the frames of a crash whose chip has been identified: every one gets its lookup address,
 * but for return addresses that a RISC-V chip printed, see why_unwind(). A core without a backtrace
 * gets the frames that its registers hold; the panicked one another tool's frames, where there are
 * any.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_settle_frames(struct why_crash *crash, struct why_error *err);

#endif
