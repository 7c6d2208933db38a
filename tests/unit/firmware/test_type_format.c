/* How values read, by their types. */
#include "firmware/type.h"
#include "fixture.h"

struct value_row {
    const char *object;
    uint8_t bytes[16];
    const char *text; /* NULL: none */
};

/* Of fewer bytes than 16 the rest is not looked at. */
static const struct value_row values[] = {
    { "letter5", { 'a' }, "97 'a'" },
    { "letter5", { '\n' }, "10 '\\n'" },
    { "letter5", { '\'' }, "39 '\\''" },
    { "letter5", { 0 }, "0" },
    { "letter5", { 0xfe }, "254" },
    { "small5", { 0xfe }, "-2" },
    { "ready5", { 1 }, "true" },
    { "ready5", { 0 }, "false" },
    { "ready5", { 7 }, "7" },
    { "counter5", { 0xfe, 0xff, 0xff, 0xff }, "4294967294" },
    { "when5", { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, "-2" },
    { "factor5", { 0xcd, 0xcc, 0xcc, 0x3d }, "0.1" },
    { "factor5", { 0, 0, 0x20, 0x41 }, "10" },
    { "ratio5", { 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f }, "0.1" },
    { "color5", { 7 }, "BLUE" },
    { "color5", { 3 }, "3" },
    { "level5", { 0xff, 0xff, 0xff, 0xff }, "LOW" },
    { "level5", { 0xfe, 0xff, 0xff, 0xff }, "-2" },
    { "flags5", { 5 }, "READ | EXECUTE" },
    { "flags5", { 7 }, "EVERYTHING" },
    { "flags5", { 9 }, "9" },
    { "point5", { 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff }, "{ x = 1, y = -1 }" },
    { "control4", { 7 }, "{ enable = 1, divider = 3, val = 7 }" },
    { "control5", { 7 }, "{ enable = 1, divider = 3, val = 7 }" },
    { "packet5", { 2 }, "{ count = 2, items = ... }" },
    { "table5", { 1, 2, 3, 4, 5, 6 }, "{{1, 2, 3}, {4, 5, 6}}" },
    { "table5", { 0 }, "{{0, 0, 0}, {0, 0, 0}}" },
    { "stores5", { 0 }, "{NULL, NULL}" },
    { "names5", { 0 }, "{NULL <4 times>}" },
    { "text5", { 0 }, "NULL" },
    { "text5", { 0x9c, 0xea, 0xc8, 0x3f }, "0x3fc8ea9c \"some \\\"text\\\"\\n\"" },
    { "text5", { 0x9d, 0xea, 0xc8, 0x3f }, "0x3fc8ea9d \"ome \\\"text\\\"\\n\"" },
    { "text5", { 0xf0, 0xea, 0xc8, 0x3f }, "0x3fc8eaf0 \"mmmmmmmmmmmmmmmm\"..." },
    { "text5", { 0x00, 0x00, 0xc8, 0x3f }, "0x3fc80000" }, /* not in the dump */
    { "hidden5", { 0x9c, 0xea, 0xc8, 0x3f }, "0x3fc8ea9c" },
    { "_ZN6device6configE", { 0, 0, 0, 0x10 }, "0x10000000" },
};

struct pointer_row {
    const char *object; /* whose type the pointer has */
    const char *symbol; /* that it points at */
    uint32_t past;
    const char *text; /* behind "0x........ ", or all of it when it begins with '&' */
};

static const struct pointer_row pointers[] = {
    { "plain5", "kinds5", 0, "<kinds5>" },
    { "anything5", "kinds5", 0, "<kinds5>" },
    { "anything5", "store5", 0, "&store5" },
    { "anything5", "store5", 8, "&store5+8" },
    { "anything5", "names5", 12, "&names5[3]" },
    { "anything5", "names5", 13, "&names5[3]+1" },
    { "pointers5", "names5", 0, "&names5[0]" },
    { "_ZN6device7currentE", "_ZN6device6driverE", 4, "&device::driver+4" },
    { "_ZN6device4hookE", "_ZN6device4Base3runEv", 0, "<device::Base::run()>" },
};

struct world {
    struct why_firmware *firmware;
    struct why_arena *arena;
    struct why_target target;
};

/* A text, and letters up to the end of what is known. */
static bool read_some(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    static const char text[] = "some \"text\"\n";

    (void)context;
    if (address >= 0x3fc8ea9c && address + n <= 0x3fc8ea9c + sizeof(text))
        memcpy(bytes, text + (address - 0x3fc8ea9c), n);
    else if (address >= 0x3fc8eaf0 && address + n <= 0x3fc8eb00)
        memset(bytes, 'm', n);
    else
        return false;
    return true;
}

static struct world make_world(void)
{
    return (struct world){ .firmware = open_fixture(FIXTURE("kinds-riscv.elf")),
                           .arena = why_arena_create((size_t)16 * 1024 * 1024),
                           .target = { .read = read_some } };
}

static void drop_world(struct world *world)
{
    why_arena_destroy(world->arena);
    why_firmware_close(world->firmware);
}

static struct why_global global_of(const struct world *world, const char *name)
{
    struct why_global global = { .type = 0 };

    if (!why_firmware_global(world->firmware, address_of(world->firmware, name), &global,
                             world->arena))
        fail_msg("no %s", name);
    return global;
}

static void check_text(const char *object, const char *text, const char *expected)
{
    const char *said = text ? text : "nothing";
    const char *wanted = expected ? expected : "nothing";

    if (strcmp(said, wanted) != 0)
        fail_msg("%s: %s, not %s", object, said, wanted);
}

static void values_read_as_the_source_writes_them(void **state)
{
    struct world world = make_world();

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(values); i++) {
        const struct value_row *row = &values[i];

        check_text(row->object,
                   why_type_format(world.firmware, global_of(&world, row->object).type, row->bytes,
                                   sizeof(row->bytes), &world.target, world.arena),
                   row->text);
    }
    drop_world(&world);
}

static void pointers_read_as_what_they_point_at(void **state)
{
    struct world world = make_world();

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(pointers); i++) {
        const struct pointer_row *row = &pointers[i];
        uint32_t value = address_of(world.firmware, row->symbol) + row->past;
        const uint8_t bytes[] = { (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                                  (uint8_t)(value >> 24) };

        check_text(row->object,
                   why_type_format(world.firmware, global_of(&world, row->object).type, bytes,
                                   sizeof(bytes), &world.target, world.arena),
                   row->text[0] == '&'
                       ? row->text
                       : why_arena_printf(world.arena, "0x%08x %s", value, row->text));
    }
    drop_world(&world);
}

static void objects_are_cut_to_a_line(void **state)
{
    struct world world = make_world();
    uint8_t bytes[96] = { 0 };
    const char *text;

    (void)state;
    memset(bytes + 84, 'x', 8);
    text = why_type_format(world.firmware, global_of(&world, "node5").type, bytes, sizeof(bytes),
                           &world.target, world.arena);
    check_text("node5", text,
               "{ next = NULL, header = { len = 0, kind = 0, flags = 0 }, word = 0, real = 0, "
               "bytes = {0 <4 times>}, low = 0, ... }");
    text = why_type_format(world.firmware, global_of(&world, "store5").type, bytes, 68,
                           &world.target, world.arena);
    check_text("store5", text, "{ data = {0 <64 times>}, used = 0 }");
    memset(bytes, 'x', 64);
    text = why_type_format(world.firmware, global_of(&world, "store5").type, bytes, 68,
                           &world.target, world.arena);
    check_text("store5", text,
               "{ data = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"..., "
               "used = 0 }");
    drop_world(&world);
}

static void bases_lend_their_members(void **state)
{
    struct world world = make_world();
    const uint8_t bytes[28] = { 1, 0, 0, 0, 2, 0, 0, 0, 3, 4, 5, 0, 6, 0, 0, 0, 1 };

    (void)state;
    check_text("driver",
               why_type_format(world.firmware, global_of(&world, "_ZN6device6driverE").type, bytes,
                               sizeof(bytes), NULL, world.arena),
               "{ id = 2, bytes = {3, 4, 5}, config = { speed = 6, state = device::State::Busy }, "
               "reference = NULL, local = { ... } }");
    drop_world(&world);
}

static void what_is_too_short_or_has_no_type_has_no_text(void **state)
{
    struct world world = make_world();
    const uint8_t bytes[4] = { 1 };

    (void)state;
    check_text("when5",
               why_type_format(world.firmware, global_of(&world, "when5").type, bytes, 4, NULL,
                               world.arena),
               NULL);
    check_text("nothing", why_type_format(world.firmware, 0, bytes, 4, NULL, world.arena), NULL);
    drop_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_read_as_the_source_writes_them),
        cmocka_unit_test(pointers_read_as_what_they_point_at),
        cmocka_unit_test(objects_are_cut_to_a_line),
        cmocka_unit_test(bases_lend_their_members),
        cmocka_unit_test(what_is_too_short_or_has_no_type_has_no_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
