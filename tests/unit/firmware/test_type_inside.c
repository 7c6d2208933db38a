/* Which members lie at an offset of an object. */
#include "firmware/type.h"
#include "fixture.h"

#define ROOM 8

struct inside_row {
    const char *object;
    uint32_t offset;
    uint32_t bytes;
    const char *paths; /* in order, with a blank between them */
};

static const struct inside_row in_c[] = {
    { "store", 0, 1, ".data[0]" },
    { "store", 63, 1, ".data[63]" },
    { "store", 64, 4, ".used" },
    { "store", 65, 1, ".used" }, /* within it */
    { "store", 62, 4, ".data[62] .data[63] .used" },
    { "store", 68, 4, "" }, /* behind its end */
    { "store", 0, 4, ".data[0] .data[1] .data[2] .data[3]" },
    { "node", 0, 4, ".next" },
    { "node", 4, 2, ".header.len" },
    { "node", 4, 0, ".header.len" },
    { "node", 5, 0, ".header.len" },
    { "node", 4, 4, ".header.len .header.kind .header.flags" },
    { "node", 8, 4, ".word .real" },
    { "node", 8, 2, ".low" }, /* a half that the compiler loads alone */
    { "node", 9, 1, ".bytes[1]" },
    { "node", 10, 2, ".high" },
    { "node", 12, 1, ".mode .speed" },
    { "node", 12, 4, ".mode .speed .level .after" },
    { "node", 13, 2, ".level" },
    { "node", 15, 1, ".after" },
    { "node", 16 + 4 * 4, 2, ".table[1][1].len" },
    { "node", 16 + 4 * 5 + 3, 1, ".table[1][2].flags" },
    { "node", 40, 4, ".name" },
    { "node", 44, 4, "" }, /* padding */
    { "node", 48, 8, ".when" },
    { "node", 52, 4, ".when" },
    { "node", 56 + 16, 4, ".rows[1][1]" },
    { "node", 80, 4, ".callback" },
    { "node", 87, 1, ".label[3]" },
    { "node", UINT32_MAX, 4, "" },
    { "packet", 0, 4, ".count" },
    { "packet", 4, 2, ".items[0].len" },
    { "packet", 403, 1, ".items[99].flags" },
    { "control", 0, 4, ".val .enable .divider" },
    { "control", 1, 1, ".divider .val" },
    { "table", 4, 1, "[1][1]" },
    { "table", 6, 1, "" },
    { "rows", 20, 4, "[1][2]" },
    { "text", 0, 4, "" }, /* the pointer itself */
    { "when", 0, 8, "" },
};

static const struct inside_row in_cxx[] = {
    { "_ZN6device6driverE", 0, 4, "._vptr" },
    { "_ZN6device6driverE", 4, 4, ".id" },
    { "_ZN6device6driverE", 10, 1, ".bytes[2]" },
    { "_ZN6device6driverE", 12, 4, ".config.speed" },
    { "_ZN6device6driverE", 16, 1, ".config.state" },
    { "_ZN6device6driverE", 20, 4, ".reference" },
    { "_ZN6device6driverE", 26, 2, ".local.b" },
    { "_ZN6device4ringE", 4, 4, ".items[1]" },
    { "_ZN6device5outerE", 0, 4, "._vptr" }, /* of a base that its unit only declares */
    { "_ZN6device5outerE", 4, 4, ".id" },
    { "_ZN6device5outerE", 8, 4, ".own" },
};

static why_type_ref type_of(struct why_firmware *firmware, const char *name,
                            struct why_arena *arena)
{
    struct why_global global = { .type = 0 };

    if (!why_firmware_global(firmware, address_of(firmware, name), &global, arena) ||
        global.type == 0)
        fail_msg("no type of %s", name);
    return global.type;
}

static void check_row(struct why_firmware *firmware, const struct inside_row *row,
                      const char *version)
{
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    const char *name = why_arena_printf(arena, "%s%s", row->object, version);
    struct why_inside found[ROOM];
    const char *paths = "";
    size_t count = why_type_inside(firmware, type_of(firmware, name, arena), row->offset,
                                   row->bytes, found, ROOM, arena);

    for (size_t i = 0; i < count; i++)
        paths = why_arena_printf(arena, "%s%s%s", paths, i > 0 ? " " : "", found[i].path);
    if (strcmp(paths, row->paths) != 0)
        fail_msg("%s+%u, %u bytes: '%s', not '%s'", name, row->offset, row->bytes, paths,
                 row->paths);
    why_arena_destroy(arena);
}

static void members_are_found_in_two_versions_of_dwarf(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(in_c); i++) {
        check_row(firmware, &in_c[i], "4");
        check_row(firmware, &in_c[i], "5");
    }
    why_firmware_close(firmware);
}

static void bases_lend_their_members(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(in_cxx); i++)
        check_row(firmware, &in_cxx[i], "");
    why_firmware_close(firmware);
}

static void declared_classes_are_defined_elsewhere(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    struct why_type pointer = why_type_of(firmware, type_of(firmware, "_ZN6device5firstE", arena));
    struct why_type hidden = why_type_of(firmware, type_of(firmware, "hidden5", arena));
    struct why_inside found[ROOM];

    (void)state;
    assert_int_equal(why_type_of(firmware, pointer.target).size, 8);
    assert_int_equal(why_type_inside(firmware, pointer.target, 4, 4, found, ROOM, arena), 1);
    assert_string_equal(found[0].path, ".id");
    assert_int_equal(why_type_of(firmware, hidden.target).size, 0); /* nowhere */
    assert_int_equal(why_type_inside(firmware, hidden.target, 0, 4, found, ROOM, arena), 0);
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

static void a_find_tells_its_type_and_place(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("kinds-riscv.elf"));
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    why_type_ref node = type_of(firmware, "node5", arena);
    struct why_inside found[ROOM];

    (void)state;
    assert_int_equal(why_type_inside(firmware, node, 81, 1, found, ROOM, arena), 1);
    assert_string_equal(why_type_name(firmware, found[0].type, arena), "callback_t");
    assert_int_equal(found[0].offset, 80);
    assert_false(found[0].bit_field);
    assert_int_equal(why_type_inside(firmware, node, 12, 4, found, 1, arena), 1);
    assert_true(found[0].bit_field);
    assert_int_equal(found[0].offset, 12);
    assert_int_equal(why_type_inside(firmware, 0, 12, 4, found, ROOM, arena), 0);
    assert_int_equal(why_type_inside(firmware, UINT64_MAX, 12, 4, found, ROOM, arena), 0);
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found_in_two_versions_of_dwarf),
        cmocka_unit_test(bases_lend_their_members),
        cmocka_unit_test(declared_classes_are_defined_elsewhere),
        cmocka_unit_test(a_find_tells_its_type_and_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
