/* Fingerprints of earlier reports. */
#ifndef WHY_GATE_BASELINE_H
#define WHY_GATE_BASELINE_H

#include "base/arena.h"

struct why_baseline {
    const char **items; /* sorted */
    size_t count;
    struct why_arena *arena; /* of the texts */
};

/** @return false when memory ran out. */
bool why_baseline_init(struct why_baseline *baseline);
void why_baseline_deinit(struct why_baseline *baseline);
/** Read a JSON or JSON Lines report. @return WHY_OK; WHY_E_USAGE with what is wrong; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_baseline_read(struct why_baseline *baseline, const char *bytes,
                                                 size_t len, struct why_error *err);
/** True when a crash of those reports has it. @p fingerprint  NULL: none could be made. */
bool why_baseline_has(const struct why_baseline *baseline, const char *fingerprint);

#endif
