/* From registers and memory to frames, for every core and every task of a crash.
 *
 * Nothing is asked of an ELF that is known to be of another build. A frame that would need memory
 * outside of the dump is not made up: the backtrace ends, and says why. */
#ifndef WHY_UNWIND_UNWIND_H
#define WHY_UNWIND_UNWIND_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Fill in what the task control blocks tell: name, state, priorities, stack.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status
why_settle_tasks(struct why_crash *crash, const struct why_image *image, struct why_error *err);

/**
 * Walk the stacks. A backtrace that the chip printed stays, and is checked; a core that has none,
 * and every task, gets one as far as registers and memory reach. Every frame made here has its
 * lookup address and trust, no names yet.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_unwind(struct why_crash *crash, const struct why_image *image,
                                          struct why_error *err);

#endif
