/* Addresses become chains of functions with file and line. */
#include "fixture.h"

/* Every kind of debug section must give the same answers. */
static const char *const with_dwarf[] = {
    FIXTURE("app-riscv.elf"),        FIXTURE("app-riscv-compressed.elf"),
    FIXTURE("app-riscv-zdebug.elf"), FIXTURE("app-riscv-no-aranges.elf"),
    FIXTURE("app-xtensa.elf"),
};

struct place_case {
    const char *symbol; /* the address is its first byte */
    const char *name;
    const char *file;
    uint32_t line;
    enum why_origin origin;
};

/* clang-format off */
static const struct place_case places[] = {
    /* DWARF 5, C */
    { "app_main",    "app_main",    "/fixture/app.c",   45, WHY_ORIGIN_DWARF },
    { "blink",       "blink",       "/fixture/app.c",   40, WHY_ORIGIN_DWARF },
    /* DWARF 4, C++ in the same ELF */
    { "ring_push",   "ring_push",   "/fixture/ring.cc", 28, WHY_ORIGIN_DWARF },
    { "_ZN4data4ringIiE4pushEi",
      "data::ring<int>::push(int)", "/fixture/ring.cc", 12, WHY_ORIGIN_DWARF },
    { "_ZN4data12_GLOBAL__N_16hiddenEi",
      "data::(anonymous namespace)::hidden(int)",
                                    "/fixture/ring.cc", 20, WHY_ORIGIN_DWARF },
};
/* clang-format on */

static void check_place(struct why_firmware *firmware, const char *path,
                        const struct place_case *expected)
{
    struct answer answer = ask(firmware, address_of(firmware, expected->symbol));
    const struct why_function *got = &answer.functions[answer.count - 1];

    if (answer.count == 0 || !got->name || strcmp(got->name, expected->name) != 0)
        fail_msg("%s: %s is %s", path, expected->symbol, answer.count > 0 ? got->name : "unknown");
    if (!got->file || strcmp(got->file, expected->file) != 0 || got->line != expected->line)
        fail_msg("%s: %s is at %s:%u", path, expected->symbol, got->file, got->line);
    assert_int_equal(got->origin, expected->origin);
    assert_false(got->inlined);
    why_arena_destroy(answer.arena);
}

static void function_file_and_line_in_every_kind_of_debug_section(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(with_dwarf); i++) {
        struct why_firmware *firmware = open_fixture(with_dwarf[i]);

        for (size_t k = 0; k < WHY_COUNTOF(places); k++)
            check_place(firmware, with_dwarf[i], &places[k]);
        assert_null(why_firmware_info(firmware)->note);
        why_firmware_close(firmware);
    }
}

static bool is_inlined_chain(const struct answer *answer)
{
    static const char *const names[] = { "read_sample", "sum_samples", "app_main" };
    static const uint32_t lines[] = { 23, 30, 46 };

    if (answer->count != WHY_COUNTOF(names))
        return false;
    for (size_t i = 0; i < answer->count; i++) {
        assert_string_equal(answer->functions[i].name, names[i]);
        assert_string_equal(answer->functions[i].file, "/fixture/app.c");
        assert_int_equal(answer->functions[i].line, lines[i]);
        assert_int_equal(answer->functions[i].inlined, i + 1 < answer->count);
        assert_true(answer->functions[i].column > 0);
    }
    return true;
}

static void inlined_calls_are_listed_innermost_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(with_dwarf); i++) {
        struct why_firmware *firmware = open_fixture(with_dwarf[i]);
        uint32_t start = address_of(firmware, "app_main");
        bool found = false;

        for (uint32_t address = start; address < start + 64; address++) {
            struct answer answer = ask(firmware, address);

            found = is_inlined_chain(&answer) || found;
            why_arena_destroy(answer.arena);
        }
        if (!found)
            fail_msg("%s: no chain of three", with_dwarf[i]);
        why_firmware_close(firmware);
    }
}

static void assembly_is_named_by_dwarf_or_by_its_labels(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));
    struct answer function = ask(firmware, address_of(firmware, "fault_now") + 2);
    struct answer label = ask(firmware, address_of(firmware, "fault_later") + 2);

    (void)state;
    assert_int_equal(function.count, 1);
    assert_string_equal(function.functions[0].name, "fault_now");
    assert_string_equal(function.functions[0].file, "/fixture/fault.riscv.S");
    assert_int_equal(function.functions[0].origin, WHY_ORIGIN_DWARF);
    assert_int_equal(label.count, 1);
    assert_string_equal(label.functions[0].name, "fault_later");
    assert_int_equal(label.functions[0].line, 13);
    assert_int_equal(label.functions[0].origin, WHY_ORIGIN_SYMTAB);
    why_arena_destroy(function.arena);
    why_arena_destroy(label.arena);
    why_firmware_close(firmware);
}

static void symbols_serve_without_dwarf(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv-symbols.elf"));
    struct answer answer = ask(firmware, address_of(firmware, "_ZN4data4ringIiE4pushEi") + 2);

    (void)state;
    assert_false(why_firmware_info(firmware)->has_dwarf);
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.functions[0].name, "data::ring<int>::push(int)");
    assert_null(answer.functions[0].file);
    assert_int_equal(answer.functions[0].line, 0);
    assert_int_equal(answer.functions[0].origin, WHY_ORIGIN_SYMTAB);
    why_arena_destroy(answer.arena);
    why_firmware_close(firmware);
}

struct empty_case {
    const char *name;
    const char *path;
    uint32_t address;
};

/* clang-format off */
static const struct empty_case empties[] = {
    { "what --gc-sections dropped begins at 0", FIXTURE("app-riscv.elf"),          0x00000000 },
    { "inside of a dropped function",           FIXTURE("app-riscv.elf"),          0x00000004 },
    { "data",                                   FIXTURE("app-riscv.elf"),          0x3fc89e04 },
    { "constants",                              FIXTURE("app-riscv.elf"),          0x3c020124 },
    { "behind the code",                        FIXTURE("app-riscv.elf"),          0x42001000 },
    { "before the code",                        FIXTURE("app-riscv.elf"),          0x4200001e },
    { "stripped",                               FIXTURE("app-riscv-stripped.elf"), 0x4200002a },
    { "the last byte there is",                 FIXTURE("app-riscv.elf"),          0xffffffff },
};
/* clang-format on */

static void nothing_is_said_where_there_is_no_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(empties); i++) {
        struct why_firmware *firmware = open_fixture(empties[i].path);
        struct answer answer = ask(firmware, empties[i].address);

        if (answer.count != 0)
            fail_msg("%s: %s", empties[i].name, answer.functions[0].name);
        why_arena_destroy(answer.arena);
        why_firmware_close(firmware);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(function_file_and_line_in_every_kind_of_debug_section),
        cmocka_unit_test(inlined_calls_are_listed_innermost_first),
        cmocka_unit_test(assembly_is_named_by_dwarf_or_by_its_labels),
        cmocka_unit_test(symbols_serve_without_dwarf),
        cmocka_unit_test(nothing_is_said_where_there_is_no_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
