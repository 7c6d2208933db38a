/* The gate: does a crash fail the build? What is known of faults (signatures, earlier reports), and
 * the conditions of --fail-on, tested against verdicts. docs/ci.md tells it to its users. */
#ifndef ESPWHY_GATE_H
#define ESPWHY_GATE_H

#include "espwhy/base.h"
#include "espwhy/crash.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_gate;

/**
 * Make an empty gate, which nothing fails.
 * @param today  For signatures that expire; 20261231 is the last day of 2026.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_gate_create(uint32_t today, struct why_gate **out,
                                               struct why_error *err);
/** Free a gate. NULL does nothing. */
void why_gate_destroy(struct why_gate *gate);

/**
 * Add the signatures of a file, behind those of earlier ones: the first that a crash fits decides.
 * @param bytes  Of the whole file; need not outlive the call.
 * @return WHY_OK; WHY_E_USAGE with the line and what is wrong there, "12: unknown key 'clas'";
 * WHY_E_LIMIT, the same way; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_gate_add_signatures(struct why_gate *gate, const char *bytes,
                                                       size_t len, struct why_error *err);
/**
 * Add the crashes of an earlier JSON or JSON Lines report: they are not `new`.
 * @return WHY_OK; WHY_E_USAGE with what is wrong; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_gate_add_baseline(struct why_gate *gate, const char *bytes,
                                                     size_t len, struct why_error *err);
/**
 * Add conditions; the signatures that they name must have been added.
 * @param list  Comma separated: `crash`, a class, class/variant, either of them with `:certain`
 * behind; `signature:NAME`, `any-signature`, `new`, `reset`, `mismatch`.
 * @return WHY_OK; WHY_E_USAGE with a suggestion when a name is not known; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_gate_add(struct why_gate *gate, const char *list,
                                            struct why_error *err);
/**
 * Write signatures of the crashes to come that none is of.
 * @param bytes  Of the file that they will stand in behind, as it is: its names are not used again,
 * nor are its signatures written again.
 * @return As why_gate_add_signatures().
 */
WHY_MUST_CHECK enum why_status why_gate_learn(struct why_gate *gate, const char *bytes, size_t len,
                                              struct why_error *err);

/**
 * Judge a crash: set its judgement, and remember which conditions it met. An update takes the place
 * of its crash, as long as no other one was judged since.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_gate_test(struct why_gate *gate, struct why_crash *crash,
                                             struct why_error *err);

/** True when conditions were added. */
bool why_gate_is_set(const struct why_gate *gate);
/** True when signatures were added. */
bool why_gate_has_signatures(const struct why_gate *gate);
/** The conditions met so far, as they were written, in the order they were added; @p count of them.
 * Valid until the next call that adds or tests. */
const char *const *why_gate_matched(const struct why_gate *gate, size_t *count);
/** Every signature, in the order of the files, with how many crashes were of it so far. Valid as
 * long, or until signatures are added. */
const struct why_signature_met *why_gate_signatures(const struct why_gate *gate, size_t *count);
/** What was learned, text for the end of that file; "" for nothing. Valid as long. @return NULL
 * when memory ran out. */
const char *why_gate_learned(struct why_gate *gate);

#ifdef __cplusplus
}
#endif

#endif
