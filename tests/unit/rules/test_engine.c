/* Order of findings, and what the engine does when memory runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "crash_builder.h"
#include "rules/engine.h"

/* Reported as an illegal instruction, but the cache was off. */
static const struct crash_recipe superseded = {
    .chip = "esp32c3",
    .reason = "Illegal instruction",
    .core = { .given = true,
              .registers = { { "MEPC", 0x42006ef2 }, { "RA", 0x40381e7e }, { "MTVAL", 0 } } },
};

static void superseded_findings_stay_behind(void **state)
{
    struct why_crash *crash = crash_build(&superseded);

    (void)state;
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(crash->finding_count, 2);
    assert_string_equal(crash->findings[0].rule->id, "cache-disabled-access");
    assert_false(crash->findings[0].superseded);
    assert_string_equal(crash->findings[1].rule->id, "illegal-instruction");
    assert_true(crash->findings[1].superseded);
    assert_true(crash->findings[1].confidence >= crash->findings[0].confidence);
    why_crash_destroy(crash);
}

static void unknown_speaks_only_alone(void **state)
{
    static const struct crash_recipe nothing = { .core = { .given = false } };
    struct why_crash *crash = crash_build(&nothing);

    (void)state;
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(crash->finding_count, 1);
    assert_string_equal(crash->findings[0].rule->id, "unknown");
    assert_true(crash->findings[0].next_count >= 3);
    why_crash_destroy(crash);
}

static void findings_are_replaced_when_run_again(void **state)
{
    struct why_crash *crash = crash_build(&superseded);

    (void)state;
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(crash->finding_count, 2);
    why_crash_destroy(crash);
}

static void memory_that_runs_out_is_reported(void **state)
{
    struct why_crash *crash = crash_build(&superseded);
    struct why_arena *own = crash->arena;
    struct why_error err = { .status = WHY_OK };

    (void)state;
    for (size_t limit = 0; limit < 1536; limit += 64) {
        crash->arena = why_arena_create(limit);
        assert_non_null(crash->arena);
        assert_int_equal(why_diagnose(crash, &err), WHY_E_NOMEM);
        assert_int_equal(err.status, WHY_E_NOMEM);
        why_arena_destroy(crash->arena);
    }
    crash->arena = own;
    why_crash_destroy(crash);
}

static void a_backtrace_alone_is_no_verdict(void **state)
{
    static const struct crash_recipe lone = {
        .chip = "esp32",
        .core = { .given = true, .frames = { { 0x400d1234, 0, 0, 0 }, { 0x400d5678, 0, 0, 0 } } },
    };
    struct why_crash *crash = crash_build(&lone);

    (void)state;
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_string_equal(crash->findings[0].rule->id, "unknown");
    assert_non_null(strstr(crash->findings[0].summary, "backtrace alone"));
    why_crash_destroy(crash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(superseded_findings_stay_behind),
        cmocka_unit_test(unknown_speaks_only_alone),
        cmocka_unit_test(findings_are_replaced_when_run_again),
        cmocka_unit_test(memory_that_runs_out_is_reported),
        cmocka_unit_test(a_backtrace_alone_is_no_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
