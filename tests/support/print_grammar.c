/* Prints what the grammar looks for: "literals", those that may begin a report, one per line, as
 * the bench gives them to grep; "dictionary", all of them for libFuzzer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/filter.h"
#include "read/plain.h"

static void print_literal(const struct why_line_rule *row)
{
    if (why_filter_has(row))
        puts(row->anchor);
}

/* "text", with the escapes that libFuzzer's dictionaries know. */
static void print_quoted(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else if (*text < ' ' || *text > '~')
            printf("\\x%02X", (unsigned)(unsigned char)*text);
        else
            putchar(*text);
    }
    puts("\"");
}

static void print_entry(const struct why_line_rule *row)
{
    print_quoted(row->anchor);
    print_quoted(row->example);
}

/* What may stand in the place of a literal. */
static void print_spelled(bool dictionary)
{
    size_t count;
    const char *const *literals = why_plain_literals(&count);
    const struct why_spelling *spellings;

    for (size_t i = 0; i < count && !dictionary; i++)
        puts(literals[i]);
    spellings = why_spellings(&count);
    for (size_t i = 0; i < count && dictionary; i++)
        print_quoted(spellings[i].written);
}

int main(int argc, char **argv)
{
    const bool dictionary = argc == 2 && strcmp(argv[1], "dictionary") == 0;
    size_t count;
    const struct why_grammar *const *grammars = why_grammars(&count);

    if (!dictionary && !(argc == 2 && strcmp(argv[1], "literals") == 0)) {
        (void)fputs("usage: print_grammar literals|dictionary\n", stderr);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t row = 0; row < grammars[i]->count; row++)
            (dictionary ? print_entry : print_literal)(&grammars[i]->rules[row]);
    print_spelled(dictionary);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
