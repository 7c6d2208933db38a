/* What calls pass, by the call sites of the functions that call. */
#include "firmware/variables.h"
#include "fixture.h"

#define LAB(name) WHY_TESTDATA "/lab/" name
#define RISCV LAB("esp32c3-o2.elf")
#define XTENSA LAB("esp32-o2.elf")

enum { S0 = 8, A0 = 10, A1 = 11, A2 = 12 };

static bool read_nothing(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    (void)context;
    (void)address;
    (void)bytes;
    (void)n;
    return false;
}

struct row {
    const char *name;
    const char *elf;
    const char *caller;
    uint32_t returns; /* behind the start of the caller */
    unsigned number;
    bool told;
    uint32_t value;
    const char *callee;
};

/* clang-format off */
static const struct row rows[] = {
    { "a number", RISCV, "scene_null_call", 0x12, A0, true, 2, "handle_event" },
    { "the second one", RISCV, "scene_null_call", 0x12, A1, true, 75, "handle_event" },
    { "a register that passes nothing", RISCV, "scene_null_call", 0x12, A2, false, 0, "handle_event" },
    { "no register", RISCV, "scene_null_call", 0x12, 1000, false, 0, "handle_event" },
    { "inside of the call", RISCV, "scene_null_call", 0x11, A0, false, 0, NULL },
    { "a value of the caller's own", RISCV, "handle_event", 0x54, A2, true, 0x5a5a, "run_command" },
    { "memory that is not known", RISCV, "handle_event", 0x54, A1, false, 0, "run_command" },
    { "as the caller numbers registers", XTENSA, "scene_null_call", 0xd, A1, true, 75, "handle_event" },
    { "not as the callee does", XTENSA, "scene_null_call", 0xd, 2, false, 0, "handle_event" },
};
/* clang-format on */

static void check(const struct row *row, struct why_firmware *firmware, struct why_arena *arena)
{
    const uint32_t back = address_of(firmware, row->caller) + row->returns;
    struct why_registers registers = { .known = 1u << 19 }; /* s3 */
    const struct why_target target = { .registers = &registers, .read = read_nothing };
    const char *callee = "";
    uint32_t value = 0;
    bool told;

    registers.value[19] = 0x5a5a;
    told = why_firmware_passed(firmware, back, row->number, &target, &value, &callee, arena);
    if (told != row->told || value != row->value || (callee != NULL) != (row->callee != NULL) ||
        (callee && strcmp(callee, row->callee) != 0))
        fail_msg("%s: told %d, 0x%08x to %s", row->name, told, value, callee ? callee : "nobody");
}

static void calls_pass_what_their_site_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        struct why_firmware *firmware = open_fixture(rows[i].elf);
        struct why_arena *arena = why_arena_create((size_t)1024 * 1024);

        check(&rows[i], firmware, arena);
        why_arena_destroy(arena);
        why_firmware_close(firmware);
    }
}

struct removed {
    struct why_firmware *firmware;
    struct why_arena *arena;
    uint32_t asked;
};

static bool find_nothing(const void *context, unsigned number, uint32_t *out)
{
    (void)context;
    (void)number;
    (void)out;
    return false;
}

/* handle_event() has its command in s0. */
static bool find_removed(const void *context, uint64_t parameter, uint32_t *out)
{
    const struct removed *removed = context;
    struct why_registers registers = { .known = 1u << S0 };
    const struct why_target target = { .registers = &registers, .read = read_nothing };
    const char *callee;

    registers.value[S0] = 0x3fc8a4ac;
    return why_firmware_passed_removed(removed->firmware,
                                       address_of(removed->firmware, "handle_event") + 0x54,
                                       parameter, &target, out, &callee, removed->arena);
}

static void caller_tells_parameters_that_were_removed(void **state)
{
    struct removed removed = { .firmware = open_fixture(RISCV),
                               .arena = why_arena_create((size_t)1024 * 1024) };
    const struct why_entry_values entry = { .find = find_nothing,
                                            .find_removed = find_removed,
                                            .context = &removed };
    const struct why_target target = { .read = read_nothing, .entry = &entry };
    const struct why_local *locals;
    size_t count;

    (void)state;
    assert_int_equal(why_firmware_locals(removed.firmware,
                                         address_of(removed.firmware, "run_command.isra.0") + 0xd,
                                         0, &target, &locals, &count, removed.arena),
                     WHY_OK);
    assert_true(count > 0);
    assert_string_equal(locals[0].name, "command");
    assert_int_equal(locals[0].known, WHY_KNOWN);
    assert_int_equal(locals[0].place, 0x3fc8a4ac);
    why_arena_destroy(removed.arena);
    why_firmware_close(removed.firmware);
}

static void parameters_and_results_are_those_of_the_declaration(void **state)
{
    struct why_firmware *firmware = open_fixture(RISCV);
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    struct why_parameter parameters[4];
    uint32_t address = address_of(firmware, "run_command.isra.0");

    (void)state;
    assert_int_equal(why_firmware_parameters(firmware, address, parameters, 4, arena), 2);
    assert_string_equal(parameters[0].name, "command");
    assert_string_equal(parameters[1].name, "level");
    assert_int_equal(why_firmware_parameters(firmware, address, parameters, 1, arena), 1);
    assert_int_equal(why_firmware_parameters(firmware, 0x60000000, parameters, 4, arena), 0);
    assert_int_equal(why_type_of(firmware, why_firmware_result(firmware, address)).kind,
                     WHY_TYPE_SIGNED);
    assert_int_equal(why_firmware_result(firmware, address_of(firmware, "scene_null_call")), 0);
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

struct tail {
    const char *function;
    bool reenters;
};

static const struct tail tails[] = {
    { "handle_event", false },
    { "scene_null_call", false },
};

static void last_jumps_are_followed(void **state)
{
    struct why_firmware *firmware = open_fixture(RISCV);

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(tails); i++)
        if (why_firmware_reenters(firmware, address_of(firmware, tails[i].function)) !=
            tails[i].reenters)
            fail_msg("%s", tails[i].function);
    assert_true(why_firmware_reenters(firmware, 0x60000000));
    why_firmware_close(firmware);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_pass_what_their_site_says),
        cmocka_unit_test(caller_tells_parameters_that_were_removed),
        cmocka_unit_test(parameters_and_results_are_those_of_the_declaration),
        cmocka_unit_test(last_jumps_are_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
