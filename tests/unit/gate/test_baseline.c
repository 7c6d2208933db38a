/* Baselines: which reports are read, and which fingerprints they have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "gate/baseline.h"

#define PRINT "1-0123456789abcdef"

static const struct {
    const char *json;
    bool known;
} cases[] = {
    { "", false },
    { "\n \r\n", false },
    { "{\"crashes\": []}", false },
    { "{\"crashes\": [{\"fingerprint\": \"" PRINT "\"}]}", true },
    { "{\"crashes\": [{\"fingerprint\": null}, {\"fingerprint\": \"" PRINT "\"}]}\n", true },
    { "{\"fingerprint\": \"1-x\"}\n{\"fingerprint\": \"" PRINT "\"}\n", true },
    { "{\"fingerprint\": \"" PRINT "\"}\n{\"fingerprint\": null}", true },
    { "{\"fingerprint\": \"1-0123456789abcde0\"}\n", false },
};

static void fingerprints_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const char *json = cases[i].json;
        struct why_baseline baseline;

        assert_true(why_baseline_init(&baseline));
        assert_int_equal(why_baseline_read(&baseline, json, strlen(json), NULL), WHY_OK);
        assert_int_equal(why_baseline_has(&baseline, PRINT), cases[i].known);
        assert_false(why_baseline_has(&baseline, NULL));
        why_baseline_deinit(&baseline);
    }
}

static void reports_add_up(void **state)
{
    struct why_baseline baseline;

    (void)state;
    assert_true(why_baseline_init(&baseline));
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        assert_int_equal(why_baseline_read(&baseline, cases[i].json, strlen(cases[i].json), NULL),
                         WHY_OK);
    assert_true(why_baseline_has(&baseline, PRINT));
    assert_true(why_baseline_has(&baseline, "1-x"));
    assert_true(why_baseline_has(&baseline, "1-0123456789abcde0"));
    assert_false(why_baseline_has(&baseline, "1-"));
    why_baseline_deinit(&baseline);
}

static void what_is_no_report_is_told(void **state)
{
    static const char *const bad[] = {
        "nonsense",
        "{",
        "[]",
        "{}",
        "7",
        "{\"crashes\": 7}",
        "{\"crashes\": []} x",
        "{\"fingerprint\": 5}",
        "{\"crashes\": [{\"fingerprint\": 5}]}",
        "{\"crashes\": [{}]}",
        "{\"crashes\": [7]}",
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(bad); i++) {
        struct why_error err = { .text = "" };
        struct why_baseline baseline;

        assert_true(why_baseline_init(&baseline));
        assert_int_equal(why_baseline_read(&baseline, bad[i], strlen(bad[i]), &err), WHY_E_USAGE);
        assert_true(err.text[0] != '\0');
        why_baseline_deinit(&baseline);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprints_are_found),
        cmocka_unit_test(reports_add_up),
        cmocka_unit_test(what_is_no_report_is_told),
    };

    return cmocka_run_group_tests_name("gate/baseline", tests, NULL, NULL);
}
