/* The fingerprint of a crash: the same for the same bug. */
#ifndef WHY_GATE_FINGERPRINT_H
#define WHY_GATE_FINGERPRINT_H

#include "espwhy/crash.h"

/**
 * Give a diagnosed crash its fingerprint: "1-5d0c8a1e93b7f240", or "1w-..." when it is weak. 1 is
 * the version of the algorithm; docs/fingerprints.md has all of it.
 * @return WHY_OK, also when the crash has no finding and so gets none; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_fingerprint(struct why_crash *crash, struct why_error *err);

#endif
