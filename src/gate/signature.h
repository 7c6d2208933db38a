/* One signature: what a fault looks like, and what is to be done about it. */
#ifndef WHY_GATE_SIGNATURE_H
#define WHY_GATE_SIGNATURE_H

#include "base/arena.h"
#include "gate/traits.h"

#define WHY_SIGNATURE_KEYS 13u       /* rows of the table of keys */
#define WHY_SIGNATURE_NAME_BYTES 50u /* what inih keeps of a section's name, with its end */

struct why_signature {
    const char *name;
    uint32_t file;                          /* that it stands in, from 1 */
    uint32_t line_no;                       /* of its section */
    const char *values[WHY_SIGNATURE_KEYS]; /* by row of the table of keys; NULL: not given */
    enum why_action action;
    uint32_t expires; /* last day of it, 20261231 is the end of 2026; 0: never */
};

/** What is wrong with a name, as a clause; NULL: nothing. */
const char *why_signature_name_fault(const char *name);
/**
 * Set a key.
 * @param value  Clean text without blanks at its ends; copied.
 * @return WHY_OK; WHY_E_USAGE with what is wrong; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_signature_set(struct why_signature *signature, const char *key,
                                                 const char *value, struct why_arena *arena,
                                                 struct why_error *err);
/** True when a key says what the signature is of: one that only says what to do is of nothing. */
bool why_signature_is_of_something(const struct why_signature *signature);
/** True when all its keys fit. */
bool why_signature_fits(const struct why_signature *signature, const struct why_traits *traits);
/** The text of its "note", "issue" or "expires"; NULL: not given. */
const char *why_signature_text(const struct why_signature *signature, const char *key);

#endif
