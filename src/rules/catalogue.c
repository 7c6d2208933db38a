/* Every family of rules, in the order that breaks ties; `unknown` stays last. */
#include <string.h>

#include "espwhy/diagnosis.h"
#include "rules/families.h"

#define NAME_BYTES 64u /* a longer name is no class of ours */
#define NEAR_ENOUGH 3u /* edits that still count as a slip of the fingers */

#define ROWS_1(family) &(family)[0]
#define ROWS_2(family) ROWS_1(family), &(family)[1]
#define ROWS_3(family) ROWS_2(family), &(family)[2]

static const struct why_rule *const all_rules[] = {
    ROWS_1(why_micropython_rules),   ROWS_2(why_stack_rules),
    ROWS_2(why_software_rules),      ROWS_1(why_interrupt_watchdog_rules),
    ROWS_1(why_task_watchdog_rules), ROWS_1(why_cache_rules),
    ROWS_2(why_memory_rules),        ROWS_3(why_access_rules),
    ROWS_2(why_jump_rules),          ROWS_3(why_instruction_rules),
    ROWS_1(why_unknown_rules),
};

const struct why_rule *const *why_rules(size_t *count)
{
    *count = WHY_COUNTOF(all_rules);
    return all_rules;
}

const struct why_rule *why_rule_find(const char *id)
{
    for (size_t i = 0; i < WHY_COUNTOF(all_rules); i++)
        if (strcmp(all_rules[i]->id, id) == 0)
            return all_rules[i];
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

    if (strlen(name) >= NAME_BYTES)
        return NULL;
    for (size_t i = 0; i < WHY_COUNTOF(all_rules); i++) {
        size_t distance = edit_distance(name, all_rules[i]->id);

        if (distance < best_distance && distance < strlen(all_rules[i]->id) / 2 + 1) {
            best = all_rules[i]->id;
            best_distance = distance;
        }
    }
    return best;
}
