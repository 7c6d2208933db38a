/* Short clauses about numbers, addresses and registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "render/describe.h"
#include "sample_crash.h"

struct number_case {
    uint32_t number;
    const char *expected;
};

static const struct number_case ordinals[] = {
    { 1, "1st" },     { 2, "2nd" },     { 3, "3rd" },       { 4, "4th" },     { 11, "11th" },
    { 12, "12th" },   { 13, "13th" },   { 21, "21st" },     { 111, "111th" }, { 112, "112th" },
    { 113, "113th" }, { 122, "122nd" }, { 1000, "1000th" },
};

static const struct number_case durations[] = {
    { 0, "0.0 s" },           { 2130, "2.1 s" },          { 59999, "59.9 s" },
    { 200000, "3 min 20 s" }, { 18720000, "5 h 12 min" },
};

static void ordinals_are_english(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(ordinals); i++)
        assert_string_equal(why_ordinal(ordinals[i].number).text, ordinals[i].expected);
}

static void durations_have_two_units_at_most(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(durations); i++)
        assert_string_equal(why_duration(durations[i].number).text, durations[i].expected);
}

static void one_is_not_many(void **state)
{
    (void)state;
    assert_string_equal(why_plural(1, "boot", "boots").text, "1 boot");
    assert_string_equal(why_plural(0, "boot", "boots").text, "0 boots");
}

struct register_case {
    const char *name;
    uint32_t value;
    const char *expected;
};

static const struct register_case registers[] = {
    { "A0", 0, "NULL" },
    { "A0", 95, "95" },
    { "A0", 0xffffffea, "-22" },
    { "A0", 0x64636261, "text \"abcd\"" },
    { "A0", 0x42000010, "code in flash (IROM)" },
    { "MTVAL", 10, "NULL + 10" },
    { "RA", 0x42006984, "returns to app_main() at x.c:16" },
    { "RA", 0x3fc90000, "no return address, not code: internal RAM for data (DRAM)" },
    { "MEPC", 4, "not code: near NULL" },
    { "MSTATUS", 0x1881, "" },
};

static void register_says_what_it_holds(void **state)
{
    const struct why_crash crash = sample_full_crash();

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(registers); i++) {
        const struct why_register reg = { registers[i].name, KNOWN(registers[i].value) };
        const struct why_phrase got = why_describe_register(&crash, &crash.cores[0], &reg);

        if (strcmp(got.text, registers[i].expected) != 0)
            fail_msg("%s 0x%08x: got '%s'", registers[i].name, registers[i].value, got.text);
    }
}

static void panics_own_trap_is_no_cause(void **state)
{
    const struct why_register cause = { "MCAUSE", KNOWN(7) };
    const struct why_register address = { "MTVAL", KNOWN(0) };
    struct why_crash crash = sample_full_crash();

    (void)state;
    crash.software = true;
    crash.cause = NULL;
    assert_string_equal(why_describe_register(&crash, &crash.cores[0], &cause).text,
                        "says nothing here");
    assert_string_equal(why_describe_register(&crash, &crash.cores[0], &address).text,
                        "says nothing here");
}

static void unknown_chip_claims_nothing(void **state)
{
    const struct why_register reg = { "A0", KNOWN(0x87654321) };
    struct why_crash crash = sample_full_crash();

    (void)state;
    crash.chip = NULL;
    crash.candidate_count = 0;
    assert_string_equal(why_describe_register(&crash, &crash.cores[0], &reg).text, "");
    assert_string_equal(why_describe_code(&crash, 0x42000000).text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinals_are_english),
        cmocka_unit_test(durations_have_two_units_at_most),
        cmocka_unit_test(one_is_not_many),
        cmocka_unit_test(register_says_what_it_holds),
        cmocka_unit_test(panics_own_trap_is_no_cause),
        cmocka_unit_test(unknown_chip_claims_nothing),
    };

    return cmocka_run_group_tests_name("render/describe", tests, NULL, NULL);
}
