/* Prints what the rules say: docs/faults.md, or with the word "ids" the fault classes, one per
 * line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "espwhy/format.h"

static void add_ids(struct why_strbuf *out)
{
    const struct why_rule *rule;

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        why_strbuf_addf(out, "%s\n", rule->id);
}

int main(int argc, char **argv)
{
    struct why_strbuf out;
    bool good;

    why_strbuf_init(&out);
    if (argc == 2 && strcmp(argv[1], "ids") == 0)
        add_ids(&out);
    else
        why_format_fault_manual(&out);
    good = !out.failed && out.len > 0 && fwrite(out.text, 1, out.len, stdout) == out.len &&
           fflush(stdout) == 0;
    why_strbuf_deinit(&out);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
