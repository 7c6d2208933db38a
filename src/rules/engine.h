/* Running the rules over a crash. */
#ifndef WHY_RULES_ENGINE_H
#define WHY_RULES_ENGINE_H

#include "espwhy/diagnosis.h"

/**
 * Fill in the findings of a crash, in its own arena: the verdict first, then by confidence and
 * catalogue order; superseded ones stay behind as contributing. `unknown` is given only when no
 * other rule matched. Findings of an earlier run are replaced.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_diagnose(struct why_crash *crash, struct why_error *err);

#endif
