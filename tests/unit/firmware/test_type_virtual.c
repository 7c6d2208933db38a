/* Which virtual function has a place in the table of a class. */
#include "firmware/type_virtual.h"
#include "fixture.h"

struct slot_row {
    const char *object;
    uint32_t slot;
    const char *name; /* NULL: not told */
};

static const struct slot_row rows[] = {
    { "_ZN6device6driverE", 0, "device::Driver::run" },
    { "_ZN6device6driverE", 1, NULL },
    { "_ZN6device5outerE", 0, "device::Outer::run" }, /* inherited, and only declared in its unit */
    { "plain_global", 0, NULL },                      /* no class */
};

static void functions_are_found_by_their_place(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        struct why_global global = { .type = 0 };
        const char *name;

        assert_true(
            why_firmware_global(firmware, address_of(firmware, rows[i].object), &global, arena));
        name = why_type_virtual(firmware, global.type, rows[i].slot, arena);
        assert_string_equal(name ? name : "-", rows[i].name ? rows[i].name : "-");
    }
    assert_null(why_type_virtual(firmware, 0, 0, arena));
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

static void bases_are_found_by_their_place(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    struct why_global driver = { .type = 0 };

    (void)state;
    assert_true(
        why_firmware_global(firmware, address_of(firmware, "_ZN6device6driverE"), &driver, arena));
    assert_string_equal(why_type_base(firmware, driver.type, 0, arena), "device::Base");
    assert_string_equal(why_type_base(firmware, driver.type, 8, arena), "device::Extra");
    assert_null(why_type_base(firmware, driver.type, 4, arena));
    assert_null(why_type_base(firmware, 0, 0, arena));
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_found_by_their_place),
        cmocka_unit_test(bases_are_found_by_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
