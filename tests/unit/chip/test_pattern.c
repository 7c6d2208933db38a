/* Deliberate values, alone and as the base of an address. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/chip.h"

struct pattern_case {
    uint32_t value;
    const char *exact; /* NULL: no pattern */
    const char *near;
};

/* clang-format off */
static const struct pattern_case cases[] = {
    { 0xa5a5a5a5, "unused task stack",            "unused task stack" },
    { 0xa5a5a5a9, NULL,                           "unused task stack" },
    { 0xa5a5b5a4, NULL,                           "unused task stack" },
    { 0xa5a5b5a5, NULL,                           NULL },
    { 0xa5a5a5a4, NULL,                           NULL },
    { 0xfefefefe, "freed heap memory",            "freed heap memory" },
    { 0xfefeff12, NULL,                           "freed heap memory" },
    { 0xcececece, "uninitialized heap memory",    "uninitialized heap memory" },
    { 0xbad00bad, "flash read with the cache off", "flash read with the cache off" },
    { 0xdeadc0de, "print-only dump",              NULL },
    { 0x0000cdcd, "spinlock held by core 0",      NULL },
    { 0x0000abab, "spinlock held by core 1",      NULL },
    { 0xb33fffff, "free spinlock",                "free spinlock" },
    { 0x00000000, NULL,                           NULL },
    { 0xffffffff, NULL,                           NULL },
    { 0x3ffb1234, NULL,                           NULL },
};
/* clang-format on */

static bool has_name(const struct why_pattern *pattern, const char *name)
{
    return name ? pattern && strcmp(pattern->name, name) == 0 : !pattern;
}

static void value_is_a_pattern_only_as_a_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        if (!has_name(why_pattern_of(cases[i].value), cases[i].exact))
            fail_msg("0x%08x", cases[i].value);
}

static void address_may_lie_a_member_offset_above(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        if (!has_name(why_pattern_near(cases[i].value), cases[i].near))
            fail_msg("0x%08x", cases[i].value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_is_a_pattern_only_as_a_whole),
        cmocka_unit_test(address_may_lie_a_member_offset_above),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
