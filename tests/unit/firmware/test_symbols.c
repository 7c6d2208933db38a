/* Sections, bytes and data objects. */
#include "fixture.h"

static void section_knows_what_it_is(void **state)
{
    static const struct {
        uint32_t address;
        const char *name; /* NULL: none */
        bool code;
        bool fixed;
        bool loaded;
    } cases[] = {
        { 0x42000020, ".flash.text", true, true, true },
        { 0x40380000, ".iram0.text", true, false, true },
        { 0x3fc89e00, ".dram0.bss", false, false, false },
        { 0x3c020020, ".flash.appdesc", false, true, true },
        { 0x3c020120, ".flash.rodata", false, true, true },
        { 0x42000000, NULL, false, false, false },
    };
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const struct why_section *section = why_firmware_section(firmware, cases[i].address);

        if (!section != !cases[i].name)
            fail_msg("0x%08x", cases[i].address);
        if (!section)
            continue;
        assert_string_equal(section->name, cases[i].name);
        assert_int_equal(section->code, cases[i].code);
        assert_int_equal(section->fixed, cases[i].fixed);
        assert_int_equal(section->loaded, cases[i].loaded);
    }
    why_firmware_close(firmware);
}

static void bytes_stand_for_memory_only_where_the_chip_cannot_write(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));
    uint32_t greeting = address_of(firmware, "greeting");
    char text[16] = "untouched";
    uint32_t blink = address_of(firmware, "blink");

    (void)state;
    assert_false(why_firmware_read(firmware, WHY_READ_FIXED, blink, text, 4));
    assert_false(why_firmware_read(firmware, WHY_READ_FIXED, 0x3fc89e00, text, 4));
    assert_false(why_firmware_read(firmware, WHY_READ_CODE, greeting, text, 4));
    assert_false(why_firmware_read(firmware, WHY_READ_FIXED, greeting, text, 17));
    assert_string_equal(text, "untouched");
    assert_true(why_firmware_read(firmware, WHY_READ_CODE, blink, text, 4));
    assert_true(why_firmware_read(firmware, WHY_READ_FIXED, greeting, text, sizeof(text)));
    assert_string_equal(text, "hello, fixture");
    why_firmware_close(firmware);
}

static void object_is_known_by_any_address_inside(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));
    struct why_arena *arena = why_arena_create(4096);
    uint32_t counters = address_of(firmware, "counters");
    struct why_object object = { .name = "untouched" };

    (void)state;
    assert_false(why_firmware_object(firmware, counters + 32, &object, arena) &&
                 strcmp(object.name, "counters") == 0);
    assert_false(why_firmware_object(firmware, 0, &object, arena));
    assert_true(why_firmware_object(firmware, counters + 31, &object, arena));
    assert_string_equal(object.name, "counters");
    assert_int_equal(object.address, counters);
    assert_int_equal(object.size, 32);
    assert_string_equal(object.section->name, ".dram0.bss");
    assert_true(
        why_firmware_object(firmware, address_of(firmware, "_ZN4data7samplesE"), &object, arena));
    assert_string_equal(object.name, "data::samples");
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

static void object_is_known_by_an_address_that_misses_it_by_a_little(void **state)
{
    static const struct {
        uint32_t address;
        const char *name; /* NULL: none */
    } cases[] = {
        { 0x3fc89e20 + 20, "data::samples" },
        { 0x3fc89e20 + 20 + 63, "data::samples" },
        { 0x3fc89e20 + 20 + 64, NULL },
        { 0x3fc89e00 - 1, "counters" },
        { 0x3fc89e00 - 63, "counters" },
        { 0x3fc89e00 - 64, NULL },
        { 0x3fc89e20, NULL }, /* held */
        { 0x3c020020 - 255, "esp_app_desc" },
        { 0x3c020020 - 256, NULL },
        { 0, NULL },
        { 0xffffffff, NULL },
    };
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));
    struct why_arena *arena = why_arena_create(4096);

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_object object = { .name = "untouched" };
        bool found = why_firmware_object_near(firmware, cases[i].address, &object, arena);

        if (found != (cases[i].name != NULL) ||
            strcmp(object.name, found ? cases[i].name : "untouched") != 0)
            fail_msg("0x%08x: %s", cases[i].address, object.name);
    }
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

static void absolute_symbols_name_nothing(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv-symbols.elf"));
    struct answer answer = ask(firmware, 0x42000030);
    struct why_symbol symbol;

    (void)state;
    assert_false(why_firmware_symbol(firmware, "some_absolute_symbol", &symbol));
    assert_string_equal(answer.functions[0].name, "app_main");
    why_arena_destroy(answer.arena);
    why_firmware_close(firmware);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_knows_what_it_is),
        cmocka_unit_test(bytes_stand_for_memory_only_where_the_chip_cannot_write),
        cmocka_unit_test(object_is_known_by_any_address_inside),
        cmocka_unit_test(object_is_known_by_an_address_that_misses_it_by_a_little),
        cmocka_unit_test(absolute_symbols_name_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
