/* The words of its arguments that printf() takes for strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/base.h"
#include "espwhy/strbuf.h"
#include "values/print_format.h"

#define ROOM 4u

struct format_case {
    const char *name;
    const char *format;
    unsigned word;
    const char *words; /* of the strings */
};

/* clang-format off */
static const struct format_case cases[] = {
    { "one string",                        "hello %s\n", 1, "1" },
    { "numbers before it",                 "%d %-5u %s", 1, "3" },
    { "a character and a per cent sign",   "%c%% %s", 1, "2" },
    { "width and precision as arguments",  "%*.*s", 1, "3" },
    { "64 bits begin at an even word",     "%lld %s", 1, "4" },
    { "64 bits that are at one already",   "%lld %s", 2, "4" },
    { "a float is a double",               "%.2f %s %s", 3, "6 7" },
    { "32 bits, whatever their length",    "%ld %hhx %zu %p %s", 1, "5" },
    { "a line of ESP-IDF's log",           "\033[0;32mI (%lu) %s: name %s\033[0m\n", 3, "4 5" },
    { "wide characters are other strings", "%ls %s", 1, "2" },
    { "no string",                         "%d\n", 1, "" },
    { "arguments by number",               "%2$s %1$s", 1, "" },
    { "a long double",                     "%Lf %s", 1, "" },
    { "cut off",                           "%s %", 1, "" },
    { "more than there is room for",       "%s%s%s%s%s", 0, "0 1 2 3" },
};
/* clang-format on */

static void check_case(void **state)
{
    const struct format_case *c = *state;
    unsigned words[ROOM];
    const unsigned count = why_format_strings(c->format, c->word, words, ROOM);
    struct why_strbuf text;

    why_strbuf_init(&text);
    for (unsigned i = 0; i < count; i++)
        why_strbuf_addf(&text, "%s%u", i > 0 ? " " : "", words[i]);
    assert_string_equal(text.text ? text.text : "", c->words);
    why_strbuf_deinit(&text);
}

static void functions_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(why_print_find("esp_log_write")->format, 3);
    assert_int_equal(why_print_find("_vfprintf_r")->format, 0);
    assert_null(why_print_find("printing"));
}

int main(void)
{
    struct CMUnitTest tests[WHY_COUNTOF(cases) + 1];

    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = check_case,
                                        .initial_state = (void *)(uintptr_t)&cases[i] };
    tests[WHY_COUNTOF(cases)] = (struct CMUnitTest)cmocka_unit_test(functions_are_found_by_name);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
