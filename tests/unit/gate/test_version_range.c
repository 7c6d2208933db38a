/* Ranges of versions: what is one, and which versions are in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gate/version_range.h"

struct range_case {
    const char *range;
    const char *version;
    bool has;
};

static const struct range_case range_cases[] = {
    { ">=1.2 <2.0", "1.2", true },
    { ">=1.2 <2.0", "1.2.0", true },
    { ">=1.2 <2.0", "v1.9.9", true },
    { ">=1.2 <2.0", "2.0.0", false },
    { ">=1.2 <2.0", "1.1.9", false },
    { ">=1.2,<2.0", "1.5", true },
    { " >= 1.2 , < 2.0 ", "1.5", true },
    { ">1.2", "1.2.0", false },
    { ">1.2", "1.2.1", true },
    { "<=1.10", "1.9", true },
    { "<=1.9", "1.10", false },
    { "1.4", "1.4.0", true },
    { "=1.4", "1.4.1", false },
    { "==1.4", "1.4", true },
    { "v1.4.2", "1.4.2", true },
    { "=1.2.3", "v1.2.3-4-gabcdef-dirty", true },
    { "=1.2.0", "1.2.0rc1", true },
    { ">=0", "1.2", true },
    { ">=0", "3f2a1d9", false }, /* a commit's hash */
    { ">=0", "7", true },
    { ">=0", "", false },
    { ">=0", "dirty", false },
    { ">=0", "version 2", false },
    { ">=0", "99999999999999999999.1", false },
    { ">=1.2", "1", false },
};

static void versions_are_in_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(range_cases); i++) {
        const struct range_case *each = &range_cases[i];

        assert_true(why_version_range_is_valid(each->range));
        if (why_version_range_has(each->range, each->version) != each->has)
            fail_msg("'%s' in '%s' is not %d", each->version, each->range, each->has);
    }
}

static void what_is_no_range_is_refused(void **state)
{
    static const char *const bad[] = {
        "",       " ",     "new", ">=",    "1.2-rc1", "~1.2",  "1.2.", "1..2",
        ">=1.2x", "!=1.2", "1.*", ">= <2", ">=<2",    "=>1.2", "-1",   "1.2.3.4.5.6.7.8.9"
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(bad); i++)
        if (why_version_range_is_valid(bad[i]))
            fail_msg("'%s' was taken", bad[i]);
}

static void ranges_that_hold_nothing_are_told(void **state)
{
    static const char *const empty[] = { ">=2 <1", ">1 <1",   ">=1 <1", ">1 <=1",         "=1 =2",
                                         "1.2, 2", "=1 >1.0", "=1 <1",  ">=1 <3 =2 <=1.9" };
    static const char *const full[] = { ">=1 <2", ">=1 <=1", "=1 =1.0", "=1 >=1 <=1", "<1", ">9" };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(empty); i++)
        if (!why_version_range_is_empty(empty[i]))
            fail_msg("'%s' is not empty", empty[i]);
    for (size_t i = 0; i < WHY_COUNTOF(full); i++)
        if (why_version_range_is_empty(full[i]))
            fail_msg("'%s' is empty", full[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_in_ranges),
        cmocka_unit_test(what_is_no_range_is_refused),
        cmocka_unit_test(ranges_that_hold_nothing_are_told),
    };

    return cmocka_run_group_tests_name("gate/version_range", tests, NULL, NULL);
}
