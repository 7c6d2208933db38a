/* Steps from frames to their callers: .debug_frame and .eh_frame, every part of a function. */
#include <stdio.h>

#include "firmware/caller.h"
#include "fixture.h"

#define LAB(name) WHY_TESTDATA "/lab/" name

enum { RA = 1, SP = 2, GP = 3, T0 = 5, T1 = 6, S0 = 8, S1 = 9, A0 = 10, S2 = 18, T3 = 28 };

/* Register n holds n << 24, and each word its own address turned over, so that a value tells where
 * it comes from. */
#define IN_REGISTER(n) ((uint32_t)(n) << 24)
#define AT(address) (~(uint32_t)(address))

static bool read_word(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    const uint32_t *missing = context;
    uint32_t word = AT(address);

    if (n != sizeof(word) || (missing && *missing == address))
        return false;
    memcpy(bytes, &word, sizeof(word));
    return true;
}

static struct why_registers all_registers(void)
{
    struct why_registers registers = { .known = ~1u };

    for (uint32_t n = 1; n < WHY_ARCH_REGISTERS; n++)
        registers.value[n] = IN_REGISTER(n);
    return registers;
}

static enum why_cfi_answer call(struct why_firmware *firmware, uint32_t lookup,
                                struct why_caller *out)
{
    struct why_registers registers = all_registers();
    struct why_target target = { .registers = &registers, .read = read_word };

    return why_firmware_caller(firmware, lookup, &target, out);
}

static void check_register(const struct why_caller *caller, unsigned number, uint32_t value)
{
    if (!(caller->registers.known >> number & 1) || caller->registers.value[number] != value)
        fail_msg("x%u: known %u, 0x%08x and not 0x%08x", number,
                 caller->registers.known >> number & 1, caller->registers.value[number], value);
}

/* Functions of small fixtures, whose addresses the tests may know. */
struct row {
    const char *name;
    const char *elf;
    uint32_t lookup;
    uint32_t cfa;
    uint32_t pc;
    uint32_t s0;
};

static const struct row rows[] = {
    { "entry", "app-riscv.elf", 0x4200002a, IN_REGISTER(SP), IN_REGISTER(RA), IN_REGISTER(S0) },
    { "stack taken", "app-riscv.elf", 0x4200002c, IN_REGISTER(SP) + 16, IN_REGISTER(RA),
      IN_REGISTER(S0) },
    { "body", "app-riscv.elf", 0x42000032, IN_REGISTER(SP) + 16, AT(IN_REGISTER(SP) + 12),
      IN_REGISTER(S0) },
    { "ra restored", "app-riscv.elf", 0x4200005e, IN_REGISTER(SP) + 16, IN_REGISTER(RA),
      IN_REGISTER(S0) },
    { "stack given back", "app-riscv.elf", 0x42000060, IN_REGISTER(SP), IN_REGISTER(RA),
      IN_REGISTER(S0) },
    { "leaf", "app-riscv.elf", 0x42000088, IN_REGISTER(SP), IN_REGISTER(RA), IN_REGISTER(S0) },
    { "saved", "app-riscv.elf", 0x40380010, IN_REGISTER(SP) + 16, AT(IN_REGISTER(SP) + 12),
      AT(IN_REGISTER(SP) + 8) },
    { "compressed", "app-riscv-compressed.elf", 0x40380010, IN_REGISTER(SP) + 16,
      AT(IN_REGISTER(SP) + 12), AT(IN_REGISTER(SP) + 8) },
    { "old compression", "app-riscv-zdebug.elf", 0x40380010, IN_REGISTER(SP) + 16,
      AT(IN_REGISTER(SP) + 12), AT(IN_REGISTER(SP) + 8) },
    { "entry", "frames-riscv.elf", 0x42000020, IN_REGISTER(SP), IN_REGISTER(RA), IN_REGISTER(S0) },
    { "frame pointer", "frames-riscv.elf", 0x42000028, IN_REGISTER(S0), AT(IN_REGISTER(S0) - 4),
      AT(IN_REGISTER(S0) - 8) },
    { "epilogue", "frames-riscv.elf", 0x42000030, IN_REGISTER(SP), IN_REGISTER(RA),
      IN_REGISTER(S0) },
    { "behind it", "frames-riscv.elf", 0x42000032, IN_REGISTER(S0), AT(IN_REGISTER(S0) - 4),
      AT(IN_REGISTER(S0) - 8) },
    { "returns by t0", "frames-riscv.elf", 0x42000036, IN_REGISTER(SP), IN_REGISTER(T0),
      IN_REGISTER(S0) },
    { "ra in t1", "frames-riscv.elf", 0x42000040, IN_REGISTER(SP), IN_REGISTER(T1),
      IN_REGISTER(S0) },
    { "expressions", "frames-riscv.elf", 0x42000042, IN_REGISTER(S0) + 4,
      AT(IN_REGISTER(S0) + 4 - 12), IN_REGISTER(S0) },
};

static void caller_is_found_in_every_part_of_a_function(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        const struct row *row = &rows[i];
        char path[256];
        struct why_firmware *firmware;
        struct why_caller caller;

        (void)snprintf(path, sizeof(path), "%s%s", FIXTURE(""), row->elf);
        firmware = open_fixture(path);
        if (call(firmware, row->lookup, &caller) != WHY_CFI_FOUND || caller.cfa != row->cfa ||
            caller.pc != row->pc || caller.interrupted)
            fail_msg("%s, %s: CFA 0x%08x, pc 0x%08x", row->elf, row->name, caller.cfa, caller.pc);
        check_register(&caller, SP, row->cfa);
        check_register(&caller, GP, IN_REGISTER(GP));
        check_register(&caller, S0, row->s0);
        why_firmware_close(firmware);
    }
}

static void what_calls_change_is_not_known(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("frames-riscv.elf"));
    struct why_caller caller;

    (void)state;
    assert_int_equal(call(firmware, 0x42000028, &caller), WHY_CFI_FOUND);
    assert_false(caller.registers.known >> RA & 1);
    assert_false(caller.registers.known >> T0 & 1);
    assert_false(caller.registers.known >> A0 & 1);
    assert_false(caller.registers.known >> T3 & 1);
    assert_int_equal(call(firmware, 0x42000040, &caller), WHY_CFI_FOUND);
    check_register(&caller, S1, IN_REGISTER(SP) - 32); /* a value, not a place */
    assert_int_equal(call(firmware, 0x42000042, &caller), WHY_CFI_FOUND);
    check_register(&caller, S2, IN_REGISTER(S0) + 4 + 20);
    why_firmware_close(firmware);
}

static void helper_that_saves_registers_keeps_ra(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("frames-riscv.elf"));
    struct why_caller caller;

    (void)state;
    assert_int_equal(call(firmware, 0x42000036, &caller), WHY_CFI_FOUND);
    check_register(&caller, RA, IN_REGISTER(RA));
    assert_int_equal(call(firmware, 0x4200003a, &caller), WHY_CFI_FOUND);
    check_register(&caller, RA, AT(IN_REGISTER(SP) + 12));
    why_firmware_close(firmware);
}

static void interrupted_code_has_all_its_registers(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("frames-riscv.elf"));
    struct why_caller caller;

    (void)state;
    assert_int_equal(call(firmware, 0x4200003e, &caller), WHY_CFI_FOUND);
    assert_true(caller.interrupted);
    assert_int_equal(caller.pc, AT(IN_REGISTER(SP)));
    check_register(&caller, RA, AT(IN_REGISTER(SP) + 4));
    check_register(&caller, SP, AT(IN_REGISTER(SP) + 8));
    check_register(&caller, A0, AT(IN_REGISTER(SP) + 40));
    check_register(&caller, T3, IN_REGISTER(T3));
    /* before anything is saved there is nothing to go on with */
    assert_int_equal(call(firmware, 0x4200003c, &caller), WHY_CFI_NONE);
    why_firmware_close(firmware);
}

static void undefined_return_address_ends_the_chain(void **state)
{
    static const char *const labs[] = { LAB("esp32c3-og.elf"), LAB("esp32c3-o2.elf") };
    struct why_firmware *firmware = open_fixture(FIXTURE("frames-riscv.elf"));
    struct why_caller caller;

    (void)state;
    assert_int_equal(call(firmware, 0x42000034, &caller), WHY_CFI_END);
    why_firmware_close(firmware);
    for (size_t i = 0; i < WHY_COUNTOF(labs); i++) {
        firmware = open_fixture(labs[i]);
        assert_int_equal(call(firmware, address_of(firmware, "call_start_cpu0"), &caller),
                         WHY_CFI_END);
        assert_int_equal(call(firmware, address_of(firmware, "_panic_entry"), &caller),
                         WHY_CFI_NONE); /* a signal frame that does not say what it saves */
        assert_int_equal(call(firmware, address_of(firmware, "app_main"), &caller), WHY_CFI_FOUND);
        assert_int_equal(caller.pc, IN_REGISTER(RA));
        why_firmware_close(firmware);
    }
}

static void zero_is_no_return_address(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));
    struct why_registers registers = all_registers();
    struct why_target target = { .registers = &registers, .read = read_word };
    struct why_caller caller;

    (void)state;
    registers.value[RA] = 0;
    assert_int_equal(why_firmware_caller(firmware, 0x42000088, &target, &caller), WHY_CFI_END);
    why_firmware_close(firmware);
}

static void unknown_memory_and_registers_are_told(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("frames-riscv.elf"));
    struct why_registers registers = all_registers();
    uint32_t missing = IN_REGISTER(S0) - 4;
    struct why_target target = { .registers = &registers, .read = read_word, .context = &missing };
    struct why_caller caller;

    (void)state;
    assert_int_equal(why_firmware_caller(firmware, 0x42000028, &target, &caller), WHY_CFI_MISSING);
    assert_int_equal(caller.missing, missing);
    assert_int_equal(caller.cfa, IN_REGISTER(S0));

    missing = IN_REGISTER(S0) - 8; /* of s0 alone, which the way on does not need */
    assert_int_equal(why_firmware_caller(firmware, 0x42000028, &target, &caller), WHY_CFI_FOUND);
    assert_false(caller.registers.known >> S0 & 1);

    registers.known &= ~(1u << S0);
    assert_int_equal(why_firmware_caller(firmware, 0x42000028, &target, &caller), WHY_CFI_MISSING);
    assert_int_equal(caller.missing, 0);
    assert_int_equal(caller.cfa, 0);

    registers.known &= ~(1u << SP); /* the end needs no stack */
    assert_int_equal(why_firmware_caller(firmware, 0x42000034, &target, &caller), WHY_CFI_END);

    registers.known &= ~(1u << RA);
    assert_int_equal(why_firmware_caller(firmware, 0x42000020, &target, &caller), WHY_CFI_MISSING);
    why_firmware_close(firmware);
}

struct nothing_row {
    const char *elf;
    uint32_t lookup;
};

static const struct nothing_row nothing_rows[] = {
    { FIXTURE("app-riscv.elf"), 0 },          /* where what the linker dropped is said to be */
    { FIXTURE("app-riscv.elf"), 0x42000022 }, /* assembly without a description */
    { FIXTURE("app-riscv.elf"), 0x3fc89e00 }, /* data */
    { FIXTURE("app-riscv.elf"), 0x40000010 }, /* boot ROM */
    { FIXTURE("app-riscv-symbols.elf"), 0x4200002a }, /* without call-frame information */
    { FIXTURE("app-xtensa.elf"), 0x400d0020 },
    { FIXTURE("frames-riscv.elf"), 0x42000044 }, /* an expression that jumps back */
};

static void nothing_is_made_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(nothing_rows); i++) {
        struct why_firmware *firmware = open_fixture(nothing_rows[i].elf);
        struct why_caller caller;

        if (call(firmware, nothing_rows[i].lookup, &caller) != WHY_CFI_NONE)
            fail_msg("%s, 0x%08x", nothing_rows[i].elf, nothing_rows[i].lookup);
        why_firmware_close(firmware);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caller_is_found_in_every_part_of_a_function),
        cmocka_unit_test(what_calls_change_is_not_known),
        cmocka_unit_test(helper_that_saves_registers_keeps_ra),
        cmocka_unit_test(interrupted_code_has_all_its_registers),
        cmocka_unit_test(undefined_return_address_ends_the_chain),
        cmocka_unit_test(zero_is_no_return_address),
        cmocka_unit_test(unknown_memory_and_registers_are_told),
        cmocka_unit_test(nothing_is_made_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
