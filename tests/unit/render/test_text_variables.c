/* Arguments and locals in the report for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "sample_crash.h"

static const struct why_run first_run = { .reports = 0 };

#define KNOWN_ARGUMENT(n, v)                                                                       \
    {                                                                                              \
        .name = (n), .value = (v), .parameter = true                                               \
    }
#define UNKNOWN_ARGUMENT(n, r)                                                                     \
    {                                                                                              \
        .name = (n), .reason = (r), .parameter = true                                              \
    }
#define LOCAL(n, v)                                                                                \
    {                                                                                              \
        .name = (n), .value = (v)                                                                  \
    }

struct row {
    const char *name;
    const char *function;
    const char *args; /* of another tool */
    struct why_variable variables[3];
    const char *brief; /* how a report says it */
    const char *verbose;
};

/* clang-format off */
static const struct row rows[] = {
    { "no arguments", "app_main", NULL, { { .name = NULL } }, " app_main()\n", " app_main()" },
    { "values", "push", NULL, { KNOWN_ARGUMENT("ring", "NULL"), KNOWN_ARGUMENT("value", "97 'a'") },
      " push(ring=NULL, value=97 'a')\n", " push(ring=NULL, value=97 'a')" },
    { "reasons stand apart", "push", NULL, { UNKNOWN_ARGUMENT("ring", "optimized out"), UNKNOWN_ARGUMENT("value", "not in the dump") },
      " push(ring=<optimized out>, value=<not in the dump>)\n", " push(ring=<optimized out>, value=<not in the dump>)" },
    { "a frame of which no register is known", "push", NULL, { UNKNOWN_ARGUMENT("ring", "register not saved") },
      " push(…)\n", " push(ring=<register not saved>)" },
    { "one of them is known", "push", NULL, { UNKNOWN_ARGUMENT("ring", "register not saved"), KNOWN_ARGUMENT("value", "1") },
      " push(ring=<register not saved>, value=1)\n", " push(ring=<register not saved>, value=1)" },
    { "types of C++ give way to values", "Ring<int (*)(char)>::push(int, char) const", NULL, { KNOWN_ARGUMENT("this", "&ring") },
      " Ring<int (*)(char)>::push(this=&ring)\n", " Ring<int (*)(char)>::push(this=&ring)" },
    { "types stay where there are no values", "Ring::push(int)", NULL, { { .name = NULL } }, " Ring::push(int)\n", " Ring::push(int)" },
    { "words of another tool", "push", "ring=0x0", { { .name = NULL } }, " push(ring=0x0)\n", " push(ring=0x0)" },
    { "locals", "push", NULL, { KNOWN_ARGUMENT("value", "1"), LOCAL("head", "7") }, " push(value=1)\n", "\n        head=7\n" },
};
/* clang-format on */

static void check(const struct row *row, enum why_detail detail, const char *says)
{
    const struct why_format_options options = { .width = 200, .detail = detail };
    struct why_function function = { .name = row->function,
                                     .args = row->args,
                                     .origin = WHY_ORIGIN_DWARF,
                                     .variables = row->variables };
    struct why_frame frame = { .pc = KNOWN(0x42000010),
                               .trust = WHY_TRUST_REGISTER,
                               .functions = &function,
                               .function_count = 1 };
    struct why_core core = {
        .backtrace = { .source = WHY_BACKTRACE_CFI, .frames = &frame, .frame_count = 1 }
    };
    struct why_crash crash = sample_bare_crash();
    struct why_strbuf out;

    while (function.variable_count < WHY_COUNTOF(row->variables) &&
           row->variables[function.variable_count].name)
        function.variable_count++;
    crash.chip = why_chip_find("esp32c3");
    crash.arch = crash.chip->arch;
    crash.cores = &core;
    crash.core_count = 1;
    why_strbuf_init(&out);
    why_format_find("text")->crash(&out, &crash, &first_run, &options);
    if (!strstr(out.text, says))
        fail_msg("%s: '%s' is missing in\n%s", row->name, says, out.text);
    why_strbuf_deinit(&out);
}

static void arguments_stand_behind_their_function(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        check(&rows[i], WHY_DETAIL_NORMAL, rows[i].brief);
        check(&rows[i], WHY_DETAIL_VERBOSE, rows[i].verbose);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_stand_behind_their_function),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
