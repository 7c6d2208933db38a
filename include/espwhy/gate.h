/* The gate: does a crash fail the build? Conditions of --fail-on, tested against verdicts. */
#ifndef ESPWHY_GATE_H
#define ESPWHY_GATE_H

#include "espwhy/base.h"
#include "espwhy/crash.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_gate;

/** Make an empty gate, which nothing fails. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_gate_create(struct why_gate **out, struct why_error *err);
/** Free a gate. NULL does nothing. */
void why_gate_destroy(struct why_gate *gate);

/**
 * Add conditions.
 * @param list  Comma separated: `crash`, a class, class/variant; a class or class/variant may end
 * in `:certain`.
 * @return WHY_OK; WHY_E_USAGE with a suggestion when a name is not known; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_gate_add(struct why_gate *gate, const char *list,
                                            struct why_error *err);

/** Test a crash by its verdict, the first finding, and remember which conditions it met. True when
 * any was. */
bool why_gate_test(struct why_gate *gate, const struct why_crash *crash);

/** True when conditions were added. */
bool why_gate_is_set(const struct why_gate *gate);
/** The conditions met so far, as they were written, in the order they were added; @p count of them.
 */
const char *const *why_gate_matched(const struct why_gate *gate, size_t *count);

#ifdef __cplusplus
}
#endif

#endif
