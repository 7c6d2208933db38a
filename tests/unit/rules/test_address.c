/* Addresses in words, and the names that give a pattern away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "crash_builder.h"
#include "rules/address.h"
#include "rules/names.h"

struct kind_case {
    uint32_t value;
    enum why_address_kind kind;
};

static const struct kind_case kind_cases[] = {
    { 0x00000000, WHY_ADDRESS_NEAR_NULL },  { 0x00000fff, WHY_ADDRESS_NEAR_NULL },
    { 0x00001000, WHY_ADDRESS_SMALL },      { 0x00003001, WHY_ADDRESS_ERROR_CODE },
    { 0x000fffff, WHY_ADDRESS_SMALL },      { 0x64636261, WHY_ADDRESS_TEXT },
    { 0x80000000, WHY_ADDRESS_UNMAPPED },   { 0x3ffb0000, WHY_ADDRESS_MAPPED },
    { 0xfefefefe, WHY_ADDRESS_PATTERN },    { 0xfffff000, WHY_ADDRESS_BELOW_NULL },
    { 0xffffffff, WHY_ADDRESS_BELOW_NULL },
};

static void addresses_are_classified(void **state)
{
    static const struct crash_recipe recipe = { .chip = "esp32" };
    struct why_crash *crash = crash_build(&recipe);

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(kind_cases); i++) {
        struct why_address address = why_address_of(crash, kind_cases[i].value);

        assert_int_equal(address.kind, kind_cases[i].kind);
        assert_true(strlen(why_address_words(crash, &address, crash->arena)) > 0);
    }
    why_crash_destroy(crash);
}

static void an_unknown_chip_judges_nothing(void **state)
{
    static const struct crash_recipe recipe = { .chip = NULL };
    struct why_crash *crash = crash_build(&recipe);

    (void)state;
    assert_int_equal(why_address_of(crash, 0x90000000).kind, WHY_ADDRESS_UNJUDGED);
    why_crash_destroy(crash);
}

static void offsets_from_null_are_told_both_ways(void **state)
{
    struct why_arena *arena = why_arena_create((size_t)64 * 1024);

    (void)state;
    assert_string_equal(why_null_words(0, arena), "NULL");
    assert_string_equal(why_null_words(4, arena), "NULL + 4");
    assert_string_equal(why_null_words(10, arena), "NULL + 10 (0xa)");
    assert_string_equal(why_null_words(0xffffffff, arena), "NULL - 1");
    assert_string_equal(why_value_as_text(0x64636261, arena), "\"abcd\"");
    assert_null(why_value_as_text(0x00636261, arena));
    why_arena_destroy(arena);
}

static void names_give_patterns_away(void **state)
{
    (void)state;
    assert_true(why_name_kinds("panic_abort") & WHY_NAME_PANIC);
    assert_true(why_name_kinds("__ubsan_handle_out_of_bounds") & WHY_NAME_PANIC);
    assert_true(why_name_kinds("vListInsertEnd") & WHY_NAME_LIST);
    assert_true(why_name_kinds("heap_caps_malloc") & WHY_NAME_HEAP);
    assert_true(why_name_kinds("esp_cpu_wait_for_intr") & WHY_NAME_IDLE);
    assert_true(why_name_kinds("nlr_jump_fail") & WHY_NAME_PYTHON);
    assert_int_equal(why_name_kinds("abort_download"), WHY_NAME_APPLICATION);
    assert_int_equal(why_name_kinds("app_main"), WHY_NAME_APPLICATION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_classified),
        cmocka_unit_test(an_unknown_chip_judges_nothing),
        cmocka_unit_test(offsets_from_null_are_told_both_ways),
        cmocka_unit_test(names_give_patterns_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
