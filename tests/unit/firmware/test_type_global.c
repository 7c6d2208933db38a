/* Objects at fixed addresses: their names, places and types. */
#include "firmware/type.h"
#include "fixture.h"

struct global_row {
    const char *symbol;
    uint32_t past; /* its start */
    const char *name;
    const char *type; /* NULL: not told */
    uint32_t size;
};

static const struct global_row globals[] = {
    { "store5", 0, "store5", "store_t", 68 },
    { "store5", 67, "store5", "store_t", 68 },
    { "node4", 95, "node4", "struct node", 96 },
    { "table4", 5, "table4", "const uint8_t[2][3]", 6 },
    { "calls.0", 0, "calls", "int", 4 },
    { "_ZN6device6driverE", 27, "device::driver", "device::Driver", 28 },
    { "_ZN6device5Extra4madeE", 0, "device::Extra::made", "int", 4 },
    { "_ZZN6device4Base3runEvE5count", 0, "device::Base::run()::count", "int", 4 },
    { "plain_global", 0, "plain_global", "int", 4 },
    { "_ZTVN6device4BaseE", 4, "vtable for device::Base", NULL, 12 },
};

static void check_row(struct why_firmware *firmware, const struct global_row *row, bool typed)
{
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    uint32_t start = address_of(firmware, row->symbol);
    struct why_global global = { .name = NULL };
    const char *type;

    if (!why_firmware_global(firmware, start + row->past, &global, arena))
        fail_msg("%s is not found", row->symbol);
    type = why_type_name(firmware, global.type, arena);
    if (strcmp(global.name, row->name) != 0 || global.address != start || global.size != row->size)
        fail_msg("%s: %s at 0x%08x, %u bytes", row->symbol, global.name, global.address,
                 global.size);
    if (!typed)
        assert_null(type);
    else if (!type != !row->type || (type && strcmp(type, row->type) != 0))
        fail_msg("%s: %s", row->symbol, type ? type : "(null)");
    why_arena_destroy(arena);
}

static void objects_have_names_and_types(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(globals); i++)
        check_row(firmware, &globals[i], true);
    why_firmware_close(firmware);
}

static void nothing_is_at_an_address_of_no_object(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    struct why_global global = { .size = 7 };

    (void)state;
    assert_false(why_firmware_global(firmware, 0, &global, arena));
    assert_false(why_firmware_global(firmware, UINT32_MAX, &global, arena));
    assert_false(why_firmware_global(firmware, address_of(firmware, "kinds5"), &global, arena));
    assert_false(why_firmware_global(firmware, address_of(firmware, "table5") + 6, &global, arena));
    assert_int_equal(global.size, 7);
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

static void the_symbol_table_alone_has_no_types(void **state)
{
    const struct global_row row = { "counters", 4, "counters", NULL, 32 };
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv-symbols.elf"));

    (void)state;
    check_row(firmware, &row, false);
    why_firmware_close(firmware);
}

static void packed_debug_information_is_as_good(void **state)
{
    static const char *const paths[] = { FIXTURE("app-riscv.elf"),
                                         FIXTURE("app-riscv-compressed.elf"),
                                         FIXTURE("app-riscv-zdebug.elf"),
                                         FIXTURE("app-xtensa.elf") };
    const struct global_row row = { "_ZN4data7samplesE", 19, "data::samples", "data::ring<int>",
                                    20 };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(paths); i++) {
        struct why_firmware *firmware = open_fixture(paths[i]);

        check_row(firmware, &row, true);
        why_firmware_close(firmware);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_have_names_and_types),
        cmocka_unit_test(nothing_is_at_an_address_of_no_object),
        cmocka_unit_test(packed_debug_information_is_as_good),
        cmocka_unit_test(the_symbol_table_alone_has_no_types),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
