/* The families of rules: each is a table in its own file, rows beside their match functions. */
#ifndef WHY_RULES_FAMILIES_H
#define WHY_RULES_FAMILIES_H

#include "espwhy/diagnosis.h"

struct why_rule_family {
    const struct why_rule *rules;
    size_t count;
};

extern const struct why_rule_family why_family_micropython;
extern const struct why_rule_family why_family_stack;
extern const struct why_rule_family why_family_software;
extern const struct why_rule_family why_family_error_check;
extern const struct why_rule_family why_family_sanitizer;
extern const struct why_rule_family why_family_oom;
extern const struct why_rule_family why_family_exception;
extern const struct why_rule_family why_family_free;
extern const struct why_rule_family why_family_heap;
extern const struct why_rule_family why_family_kernel;
extern const struct why_rule_family why_family_coprocessor;
extern const struct why_rule_family why_family_protection;
extern const struct why_rule_family why_family_stray;
extern const struct why_rule_family why_family_reentry;
extern const struct why_rule_family why_family_interrupt_watchdog;
extern const struct why_rule_family why_family_task_watchdog;
extern const struct why_rule_family why_family_cache;
extern const struct why_rule_family why_family_memory;
extern const struct why_rule_family why_family_pattern;
extern const struct why_rule_family why_family_wild_pointer;
extern const struct why_rule_family why_family_access;
extern const struct why_rule_family why_family_jump;
extern const struct why_rule_family why_family_flash;
extern const struct why_rule_family why_family_illegal;
extern const struct why_rule_family why_family_instruction;
extern const struct why_rule_family why_family_boot;
extern const struct why_rule_family why_family_reset;
extern const struct why_rule_family why_family_unknown;

#endif
