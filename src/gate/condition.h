/* One condition of --fail-on. */
#ifndef WHY_GATE_CONDITION_H
#define WHY_GATE_CONDITION_H

#include "gate/rule_name.h"
#include "gate/signatures.h"

/* A crash as the gate sees it. */
struct why_judged {
    const struct why_crash *crash; /* with its judgement */
    bool known;                    /* its fingerprint is in an earlier report */
};

struct why_condition {
    char *text;                       /* as it was written */
    const struct why_gate_word *word; /* `crash` and its like; NULL: one of those below */
    const char *signature;            /* name, of `text`; NULL: a class */
    struct why_rule_name rule;        /* of `text` */
    bool certain;                     /* only a verdict that is certain */
};

/**
 * Read a condition.
 * @return WHY_OK, free it with why_condition_deinit(); WHY_E_USAGE with a suggestion; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_condition_read(why_span text,
                                                  const struct why_signatures *signatures,
                                                  struct why_condition *out, struct why_error *err);
void why_condition_deinit(struct why_condition *condition);
/** True when the crash meets it. */
bool why_condition_is_met(const struct why_condition *condition, const struct why_judged *judged);

#endif
