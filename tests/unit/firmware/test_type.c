/* What types are called, and what kind of type they are. */
#include "firmware/type.h"
#include "fixture.h"

struct name_row {
    const char *object; /* without the number of its version; those in C++ have none */
    const char *name;
};

static const struct name_row names_in_c[] = {
    { "store", "store_t" },
    { "node", "struct node" },
    { "control", "control_t" },
    { "text", "const char *" },
    { "fixed_pointer", "char *const" },
    { "pointers", "const char *const volatile *" },
    { "names", "char *[4]" },
    { "fixed_names", "char *const[4]" },
    { "table", "const uint8_t[2][3]" },
    { "matrix", "int (*)[4]" },
    { "counter", "volatile uint32_t" },
    { "callback", "callback_t" },
    { "plain", "void (*)(void)" },
    { "unchecked", "int (*)()" },
    { "printer", "int (*)(const char *, ...)" },
    { "choose", "const char *(*)(int (*)(const void *, const void *), char *const *)" },
    { "makers", "void *(*[2])(size_t)" },
    { "hidden", "struct opaque *" },
    { "color", "enum color" },
    { "level", "level_t" },
    { "ready", "_Bool" },
    { "small", "signed char" },
    { "anything", "void *" },
    { "rows", "int[2][3]" },
    { "point", "struct {...}" },
    { "stores", "const store_t *[2]" },
    { "alone", "int *restrict" },
};

static const struct name_row names_in_cxx[] = {
    { "_ZN6device6driverE", "device::Driver" },
    { "_ZN6device7currentE", "device::Driver *" },
    { "_ZN6device6configE", "device::Driver::Config *" },
    { "_ZN6device5fixedE", "const device::Driver::Config &" },
    { "_ZN6device4ringE", "device::Ring<device::Driver*, 2>" },
    { "_ZN6device5fieldE", "int device::Driver::Config::*" },
    { "_ZN6device4hookE", "void (*)()" },
    { "plain_global", "int" },
};

struct kind_row {
    const char *object;
    enum why_type_kind kind;
    uint32_t size;
    uint32_t count;
    const char *target; /* NULL: none */
};

static const struct kind_row kinds[] = {
    { "store", WHY_TYPE_STRUCT, 68, 0, NULL },
    { "control", WHY_TYPE_UNION, 4, 0, NULL },
    { "text", WHY_TYPE_POINTER, 4, 0, "const char" },
    { "table", WHY_TYPE_ARRAY, 6, 6, "const uint8_t" },
    { "rows", WHY_TYPE_ARRAY, 24, 6, "int" },
    { "callback", WHY_TYPE_POINTER, 4, 0, "void (int, void *)" },
    { "anything", WHY_TYPE_POINTER, 4, 0, NULL },
    { "hidden", WHY_TYPE_POINTER, 4, 0, "struct opaque" },
    { "color", WHY_TYPE_ENUM, 4, 0, NULL },
    { "ready", WHY_TYPE_BOOL, 1, 0, NULL },
    { "ratio", WHY_TYPE_FLOAT, 8, 0, NULL },
    { "letter", WHY_TYPE_CHARACTER, 1, 0, NULL },
    { "when", WHY_TYPE_SIGNED, 8, 0, NULL },
    { "counter", WHY_TYPE_UNSIGNED, 4, 0, NULL },
};

struct world {
    struct why_firmware *firmware;
    struct why_arena *arena;
};

static struct world make_world(void)
{
    return (struct world){ open_fixture(FIXTURE("kinds-riscv.elf")),
                           why_arena_create((size_t)1024 * 1024) };
}

static void drop_world(struct world *world)
{
    why_arena_destroy(world->arena);
    why_firmware_close(world->firmware);
}

static why_type_ref type_of(const struct world *world, const char *object, const char *version)
{
    const char *name = why_arena_printf(world->arena, "%s%s", object, version);
    struct why_global global = { .type = 0 };

    if (!why_firmware_global(world->firmware, address_of(world->firmware, name), &global,
                             world->arena) ||
        global.type == 0)
        fail_msg("no type of %s", name);
    return global.type;
}

static void check_name(const char *object, const char *name, const char *expected)
{
    if (!name || strcmp(name, expected) != 0)
        fail_msg("%s: %s, not %s", object, name ? name : "(null)", expected);
}

static void types_are_called_as_the_source_calls_them(void **state)
{
    static const char *const versions[] = { "4", "5" };
    struct world world = make_world();

    (void)state;
    for (size_t i = 0; i < 2 * WHY_COUNTOF(names_in_c); i++) {
        const struct name_row *row = &names_in_c[i / 2];
        why_type_ref type = type_of(&world, row->object, versions[i % 2]);

        check_name(row->object, why_type_name(world.firmware, type, world.arena), row->name);
    }
    drop_world(&world);
}

static void types_of_cxx_have_scopes_and_no_keywords(void **state)
{
    struct world world = make_world();

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(names_in_cxx); i++) {
        why_type_ref type = type_of(&world, names_in_cxx[i].object, "");

        check_name(names_in_cxx[i].object, why_type_name(world.firmware, type, world.arena),
                   names_in_cxx[i].name);
    }
    drop_world(&world);
}

static void kinds_look_through_typedefs_and_qualifiers(void **state)
{
    struct world world = make_world();

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++) {
        const struct kind_row *row = &kinds[i];
        struct why_type type = why_type_of(world.firmware, type_of(&world, row->object, "5"));

        if (type.kind != row->kind || type.size != row->size || type.count != row->count)
            fail_msg("%s: kind %d, %u bytes, %u elements", row->object, (int)type.kind, type.size,
                     type.count);
        if (row->target)
            check_name(row->object, why_type_name(world.firmware, type.target, world.arena),
                       row->target);
        else
            assert_int_equal(type.target, 0);
    }
    drop_world(&world);
}

static void what_is_no_type_is_not_known(void **state)
{
    struct world world = make_world();

    (void)state;
    assert_null(why_type_name(world.firmware, 0, world.arena));
    assert_null(why_type_name(world.firmware, UINT64_MAX, world.arena));
    assert_int_equal(why_type_of(world.firmware, 0).kind, WHY_TYPE_UNKNOWN);
    assert_int_equal(why_type_of(world.firmware, UINT64_MAX).kind, WHY_TYPE_UNKNOWN);
    drop_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_called_as_the_source_calls_them),
        cmocka_unit_test(types_of_cxx_have_scopes_and_no_keywords),
        cmocka_unit_test(kinds_look_through_typedefs_and_qualifiers),
        cmocka_unit_test(what_is_no_type_is_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
