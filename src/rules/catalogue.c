/* Every family of rules, in the order that breaks ties; `unknown` stays last. */
#include <string.h>

#include "base/nearest.h"
#include "espwhy/diagnosis.h"
#include "rules/families.h"

static const struct why_rule_family *const families[] = {
    &why_family_micropython,
    &why_family_stack,
    &why_family_error_check,
    &why_family_sanitizer,
    &why_family_oom,
    &why_family_exception,
    &why_family_free,
    &why_family_heap,
    &why_family_software,
    &why_family_kernel,
    &why_family_coprocessor,
    &why_family_protection,
    &why_family_interrupt_watchdog,
    &why_family_task_watchdog,
    &why_family_cache,
    &why_family_memory,
    &why_family_pattern,
    &why_family_wild_pointer,
    &why_family_access,
    &why_family_jump,
    &why_family_flash,
    &why_family_illegal,
    &why_family_instruction,
    &why_family_stray,
    &why_family_reentry,
    &why_family_boot,
    &why_family_reset,
    &why_family_unknown,
};

const struct why_rule *why_rule_at(size_t index)
{
    for (size_t i = 0; i < WHY_COUNTOF(families); i++) {
        if (index < families[i]->count)
            return &families[i]->rules[index];
        index -= families[i]->count;
    }
    return NULL;
}

const struct why_rule *why_rule_find(const char *id)
{
    const struct why_rule *rule;

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        if (strcmp(rule->id, id) == 0)
            return rule;
    return NULL;
}

const char *why_rule_suggest(const char *name)
{
    struct why_nearest nearest;
    const struct why_rule *rule;

    why_nearest_begin(&nearest, name);
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        why_nearest_offer(&nearest, rule->id);
    return nearest.best;
}
