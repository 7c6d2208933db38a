/* The names of fault classes that people write: "null-deref", "null-deref/write". */
#ifndef WHY_GATE_RULE_NAME_H
#define WHY_GATE_RULE_NAME_H

#include "espwhy/crash.h"

struct why_rule_name {
    const struct why_rule *rule;
    why_span variant; /* of the text; empty: any */
};

/** Find the class and check the variant. @return WHY_OK; WHY_E_USAGE with a suggestion. */
WHY_MUST_CHECK enum why_status why_rule_name_find(why_span text, struct why_rule_name *out,
                                                  struct why_error *err);
/** True when the crash's verdict is of the class, and of the variant. */
bool why_rule_name_is_of(const struct why_rule_name *name, const struct why_crash *crash);

#endif
