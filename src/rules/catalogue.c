/* Every family of rules, in the order that breaks ties; `unknown` stays last. */
#include <string.h>

#include "espwhy/diagnosis.h"
#include "rules/families.h"

#define NAME_BYTES 64u /* a longer name is no class of ours */
#define NEAR_ENOUGH 3u /* edits that still count as a slip of the fingers */

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
    &why_family_reentry,
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

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Insertions, deletions and substitutions that turn `a` into `b` (Levenshtein); both shorter than
 * NAME_BYTES. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[NAME_BYTES];
    size_t width = strlen(b);

    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; i <= strlen(a); i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t above = row[j];

            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[width];
}

const char *why_rule_suggest(const char *name)
{
    const char *best = NULL;
    size_t best_distance = NEAR_ENOUGH + 1;
    const struct why_rule *rule;

    if (strlen(name) >= NAME_BYTES)
        return NULL;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        size_t distance = edit_distance(name, rule->id);

        if (distance < best_distance && distance < strlen(rule->id) / 2 + 1) {
            best = rule->id;
            best_distance = distance;
        }
    }
    return best;
}
