/* Faults of a run: which crashes are the same, and what is remembered of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "espwhy/diagnosis.h"
#include "gate/faults.h"

/* A crash as small as can be. */
struct small {
    const char *rule;
    const char *reason;
    const char *fingerprint;
    bool weak;
    uint32_t pc;
    uint32_t caller;
    bool task_wdt;
    uint32_t line; /* 0: not known */
};

static const struct small null_deref = { "null-deref", "LoadProhibited", "1-aa", false,
                                         0x400d0001,   0x400d0002,       false,  0 };

struct pair_case {
    const char *name;
    struct small other;
    bool same;
};

static const struct pair_case pair_cases[] = {
    { "the same again",
      { "null-deref", "LoadProhibited", "1-aa", false, 0x400d0001, 0x400d0002, false, 0 },
      true },
    { "through another caller, further out than the names",
      { "null-deref", "LoadProhibited", "1-aa", false, 0x400d0001, 0x400d0009, false, 0 },
      true },
    { "on another line of the same function",
      { "null-deref", "LoadProhibited", "1-aa", false, 0x400d0009, 0x400d0002, false, 0 },
      false },
    { "another class",
      { "wild-pointer", "LoadProhibited", "1-aa", false, 0x400d0001, 0x400d0002, false, 0 },
      false },
    { "another reason",
      { "null-deref", "StoreProhibited", "1-aa", false, 0x400d0001, 0x400d0002, false, 0 },
      false },
    { "another fingerprint",
      { "null-deref", "LoadProhibited", "1-bb", false, 0x400d0001, 0x400d0002, false, 0 },
      false },
    { "one that is weak",
      { "null-deref", "LoadProhibited", "1w-aa", true, 0x400d0001, 0x400d0002, false, 0 },
      false },
};

/* Count one crash; returns the id of the one that it repeats, or 0. */
static uint32_t count(struct why_faults *faults, const struct small *small, uint32_t id,
                      bool update)
{
    const struct why_statement says = { .kind = WHY_SAYS_TASK_WDT, .text = "" };
    const struct why_finding finding = {
        .rule = why_rule_find(small->rule),
        .place = { .function = "poll", .file = "main/x.c", .line = small->line }
    };
    const struct why_register pc = { "PC", { .known = true, .value = small->pc } };
    struct why_frame frame = { .pc = { .known = true, .value = small->caller } };
    struct why_core core = { .registers = &pc,
                             .register_count = 1,
                             .backtrace = { .frames = &frame, .frame_count = 1 } };
    struct why_crash crash = { .id = id,
                               .update = update,
                               .first_line = 10 * id,
                               .arch = why_chip_find("esp32")->arch,
                               .reason = small->reason,
                               .cores = &core,
                               .core_count = 1,
                               .statements = &says,
                               .statement_count = small->task_wdt ? 1 : 0,
                               .boot = { .boots = id,
                                         .uptime_ms = { .known = true, .value = 1000 - id } },
                               .findings = &finding,
                               .finding_count = 1,
                               .fingerprint = small->fingerprint,
                               .fingerprint_weak = small->weak };

    why_faults_count(faults, &crash, "a.log");
    return crash.same_as;
}

static void same_is_what_one_fix_mends(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(pair_cases); i++) {
        struct why_faults faults;

        assert_true(why_faults_init(&faults));
        (void)count(&faults, &null_deref, 1, false);
        if ((count(&faults, &pair_cases[i].other, 2, false) == 1) != pair_cases[i].same)
            fail_msg("%s", pair_cases[i].name);
        why_faults_deinit(&faults);
    }
}

/* Addresses, and what a chip calls the exception, differ from build to build; lines do not. */
static void the_line_tells_where_in_any_build(void **state)
{
    struct small first = null_deref;
    struct small other = null_deref;
    struct why_faults faults;

    (void)state;
    assert_true(why_faults_init(&faults));
    first.line = 9;
    other =
        (struct small){ "null-deref", "Load access fault", "1-aa", false, 0x42000009, 2, false, 9 };
    (void)count(&faults, &first, 1, false);
    assert_int_equal(count(&faults, &other, 2, false), 1);
    other.line = 10;
    assert_int_equal(count(&faults, &other, 3, false), 0);
    why_faults_deinit(&faults);
}

/* Weak fingerprints are those of many bugs. */
static void weak_ones_need_the_same_addresses(void **state)
{
    struct small weak = { "null-deref", "LoadProhibited", "1w-aa", true, 0x400d0001, 2, false, 0 };
    struct why_faults faults;

    (void)state;
    assert_true(why_faults_init(&faults));
    assert_int_equal(count(&faults, &weak, 1, false), 0);
    assert_int_equal(count(&faults, &weak, 2, false), 1);
    weak.caller = 3;
    assert_int_equal(count(&faults, &weak, 3, false), 0);
    why_faults_deinit(&faults);
}

static void watchdogs_stop_the_program_anywhere(void **state)
{
    struct small loop = { "task-wdt", "Task watchdog", "1-aa", false, 0x400d0001, 2, true, 0 };
    struct why_faults faults;

    (void)state;
    assert_true(why_faults_init(&faults));
    assert_int_equal(count(&faults, &loop, 1, false), 0);
    loop.pc = 0x400d0005;
    assert_int_equal(count(&faults, &loop, 2, false), 1);
    why_faults_deinit(&faults);
}

static void first_and_last_are_remembered(void **state)
{
    struct why_faults faults;

    (void)state;
    assert_true(why_faults_init(&faults));
    for (uint32_t id = 1; id <= 3; id++)
        (void)count(&faults, &null_deref, id, false);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.faults[0].count, 3);
    assert_int_equal(faults.faults[0].first.id, 1);
    assert_int_equal(faults.faults[0].last.id, 3);
    assert_int_equal(faults.faults[0].last.line, 30);
    assert_int_equal(faults.faults[0].last.boot, 3);
    assert_int_equal(faults.faults[0].uptime_min_ms.value, 997);
    assert_int_equal(faults.faults[0].uptime_max_ms.value, 999);
    assert_string_equal(faults.faults[0].fingerprint, "1-aa");
    assert_string_equal(faults.faults[0].function, "poll");
    assert_string_equal(faults.faults[0].file, "main/x.c");
    why_faults_deinit(&faults);
}

/* A reset line, with as many program counters behind it. */
static struct why_crash reset_of(uint32_t id, size_t saved, uint32_t clock_ms,
                                 const struct why_finding *finding)
{
    static const struct why_statement says[] = { { .kind = WHY_SAYS_RESET, .text = "" },
                                                 { .kind = WHY_SAYS_RESET_PC, .text = "" },
                                                 { .kind = WHY_SAYS_RESET_PC, .text = "" } };

    return (struct why_crash){ .id = id,
                               .statements = says,
                               .statement_count = 1 + saved,
                               .boot = { .clock_ms = { .known = true, .value = clock_ms } },
                               .findings = finding,
                               .finding_count = 1 };
}

static void richer_resets_and_times_between_are_seen(void **state)
{
    static const size_t saved[] = { 0, 2, 1, 2 };
    static const bool richer[] = { false, true, false, false };
    static const uint32_t clocks[] = { 86395000, 0, 5000, 12000 }; /* over midnight */
    const struct why_finding finding = { .rule = why_rule_find("interrupt-wdt") };
    struct why_faults faults;

    (void)state;
    assert_true(why_faults_init(&faults));
    for (uint32_t i = 0; i < WHY_COUNTOF(saved); i++) {
        struct why_crash crash = reset_of(i + 1, saved[i], clocks[i], &finding);

        why_faults_count(&faults, &crash, "x.log");
        assert_int_equal(crash.richer, richer[i]);
    }
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.faults[0].between_min_ms.value, 5000);
    assert_int_equal(faults.faults[0].between_max_ms.value, 7000);
    why_faults_deinit(&faults);
}

/* What comes late may make another fault of it. */
static void updates_count_once(void **state)
{
    struct small late = null_deref;
    struct why_faults faults;

    (void)state;
    late.fingerprint = "1-bb";
    assert_true(why_faults_init(&faults));
    (void)count(&faults, &null_deref, 1, false);
    assert_int_equal(count(&faults, &null_deref, 1, true), 0);
    assert_int_equal(faults.faults[0].count, 1);
    assert_int_equal(count(&faults, &late, 1, true), 0);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.faults[0].fingerprint, "1-bb");
    assert_int_equal(count(&faults, &late, 2, false), 1);
    assert_int_equal(count(&faults, &late, 2, true), 1);
    assert_int_equal(faults.faults[0].count, 2);
    assert_int_equal(count(&faults, &null_deref, 2, true), 0);
    assert_int_equal(faults.count, 2);
    assert_int_equal(faults.faults[0].count, 1);
    why_faults_deinit(&faults);
}

static void memory_is_bounded(void **state)
{
    struct small some = null_deref;
    struct why_faults faults;

    (void)state;
    assert_true(why_faults_init(&faults));
    for (uint32_t id = 1; id <= WHY_DISTINCT_FAULTS + 10; id++) {
        some.pc = id;
        assert_int_equal(count(&faults, &some, id, false), 0);
        assert_int_equal(count(&faults, &some, id, true), 0);
    }
    assert_int_equal(faults.count, WHY_DISTINCT_FAULTS);
    some.pc = 7;
    assert_int_equal(count(&faults, &some, 5000, false), 7);
    why_faults_deinit(&faults);
}

/* A path that is too long loses its end, never half a character. */
static void long_texts_are_cut_between_characters(void **state)
{
    char name[WHY_FAULT_TEXT_BYTES + 8] = "";
    const struct why_finding finding = { .rule = why_rule_find("abort"),
                                         .place = { .function = name } };
    struct why_crash crash = { .id = 1, .findings = &finding, .finding_count = 1 };
    struct why_faults faults;

    (void)state;
    for (size_t i = 0; i + 2 < sizeof(name); i += 2)
        memcpy(name + i, "\xC3\xA9", 2);
    assert_true(why_faults_init(&faults));
    why_faults_count(&faults, &crash, NULL);
    assert_int_equal(strlen(faults.faults[0].function), WHY_FAULT_TEXT_BYTES - 2);
    why_faults_deinit(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_is_what_one_fix_mends),
        cmocka_unit_test(the_line_tells_where_in_any_build),
        cmocka_unit_test(weak_ones_need_the_same_addresses),
        cmocka_unit_test(watchdogs_stop_the_program_anywhere),
        cmocka_unit_test(first_and_last_are_remembered),
        cmocka_unit_test(richer_resets_and_times_between_are_seen),
        cmocka_unit_test(updates_count_once),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(long_texts_are_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
