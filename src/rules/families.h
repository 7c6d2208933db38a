/* The families of rules: each is a const array in its own file, rows beside their match functions.
 *
 * The number of rows is part of the declaration, so that the catalogue can be one constant table.
 */
#ifndef WHY_RULES_FAMILIES_H
#define WHY_RULES_FAMILIES_H

#include "espwhy/diagnosis.h"

extern const struct why_rule why_micropython_rules[1];
extern const struct why_rule why_stack_rules[2];
extern const struct why_rule why_software_rules[2];
extern const struct why_rule why_interrupt_watchdog_rules[1];
extern const struct why_rule why_task_watchdog_rules[1];
extern const struct why_rule why_cache_rules[1];
extern const struct why_rule why_memory_rules[2];
extern const struct why_rule why_access_rules[3];
extern const struct why_rule why_jump_rules[2];
extern const struct why_rule why_instruction_rules[3];
extern const struct why_rule why_unknown_rules[1];

#endif
