/* Variables at an address: where they are, what they hold, and why they hold nothing. */
#include "firmware/variables.h"
#include "fixture.h"

#define LAB(name) WHY_TESTDATA "/lab/" name
#define CFA 0x3fc90000u

/* Register n holds n << 8, and each word its own address turned over. */
#define IN_REGISTER(n) ((uint32_t)(n) << 8)
#define AT(address) (~(uint32_t)(address))
#define NOT_DUMPED 0x50000000u /* from here on */

enum { A0 = 10, A1 = 11, A2 = 12, A5 = 15, S4 = 20 };

static bool read_words(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    (void)context;
    for (uint32_t i = 0; i < n; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)(AT((address + i) & ~3u) >> (8 * ((address + i) % 4)));
    return address < NOT_DUMPED;
}

/* The caller knows of a0 only. */
static bool find_entry(const void *context, unsigned number, uint32_t *out)
{
    const uint32_t *value = context;

    if (number == A0)
        *out = *value;
    return number == A0;
}

struct row {
    const char *name;
    const char *elf;
    uint32_t lookup;
    size_t level;
    const char *variable;
    enum why_known known;
    enum why_holder holder;
    uint32_t place;
    uint64_t value;
};

#define RISCV FIXTURE("app-riscv.elf")
#define COUNTERS 0x3fc89e00u
#define ENTRY_VALUE 0x1234u

/* clang-format off */
static const struct row rows[] = {
    { "parameter in a register", RISCV, 0x42000078, 0, "this", WHY_KNOWN, WHY_HELD_IN_REGISTER, A0, IN_REGISTER(A0) },
    { "everywhere in one register", RISCV, 0x42000090, 0, "value", WHY_KNOWN, WHY_HELD_IN_REGISTER, A1, IN_REGISTER(A1) },
    { "as it was at entry", RISCV, 0x42000090, 0, "this", WHY_KNOWN, WHY_HELD_AS_VALUE, ENTRY_VALUE, ENTRY_VALUE },
    { "before its register is needed", RISCV, 0x4200009c, 0, "value", WHY_KNOWN, WHY_HELD_IN_REGISTER, A0, IN_REGISTER(A0) },
    { "inside of the call that overwrites it", RISCV, 0x4200009d, 0, "value", WHY_KNOWN, WHY_HELD_AS_VALUE, ENTRY_VALUE, ENTRY_VALUE },
    { "computed", RISCV, 0x4200006e, 0, "value", WHY_KNOWN, WHY_HELD_AS_VALUE, IN_REGISTER(A0) - 1, IN_REGISTER(A0) - 1 },
    { "computed of a global's address", RISCV, 0x4200003c, 0, "from", WHY_KNOWN, WHY_HELD_AS_VALUE, COUNTERS + 4 * IN_REGISTER(A5), COUNTERS + 4 * IN_REGISTER(A5) },
    { "of the function it was inlined into", RISCV, 0x4200003c, 1, "count", WHY_KNOWN, WHY_HELD_AS_VALUE, 8, 8 },
    { "in a block", RISCV, 0x4200003c, 1, "i", WHY_KNOWN, WHY_HELD_IN_REGISTER, A5, IN_REGISTER(A5) },
    { "in the block around it", RISCV, 0x4200003c, 1, "sum", WHY_KNOWN, WHY_HELD_IN_REGISTER, A2, IN_REGISTER(A2) },
    { "in a function of the lab", LAB("esp32c3-o2.elf"), 0x40380c90, 0, "word", WHY_KNOWN, WHY_HELD_IN_REGISTER, S4, IN_REGISTER(S4) },
};
/* clang-format on */

static const struct why_local *find(const struct why_local *locals, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(locals[i].name, name) == 0)
            return &locals[i];
    return NULL;
}

static uint64_t value_of(const struct why_local *local)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < local->byte_count && i < sizeof(value); i++)
        value |= (uint64_t)local->bytes[i] << (8 * i);
    return value;
}

static struct why_registers all_registers(void)
{
    struct why_registers registers = { .known = ~0u };

    for (uint32_t n = 0; n < WHY_ARCH_REGISTERS; n++)
        registers.value[n] = IN_REGISTER(n);
    return registers;
}

static void check(const struct row *row, const struct why_local *local)
{
    if (!local)
        fail_msg("%s: no %s", row->name, row->variable);
    else if (local->known != row->known || local->holder != row->holder ||
             local->place != row->place || value_of(local) != row->value)
        fail_msg("%s: known %d, holder %d, place 0x%08x, value 0x%llx: %s", row->name,
                 (int)local->known, (int)local->holder, local->place,
                 (unsigned long long)value_of(local), local->reason ? local->reason : "");
}

static void variables_are_where_the_debug_information_says(void **state)
{
    static const uint32_t entry_value = ENTRY_VALUE;
    const struct why_registers registers = all_registers();
    const struct why_entry_values entry = { .find = find_entry, .context = &entry_value };
    const struct why_target target = { .registers = &registers,
                                       .cfa = { .known = true, .value = CFA },
                                       .read = read_words,
                                       .entry = &entry };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        struct why_firmware *firmware = open_fixture(rows[i].elf);
        struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
        const struct why_local *locals;
        size_t count;

        assert_int_equal(why_firmware_locals(firmware, rows[i].lookup, rows[i].level, &target,
                                             &locals, &count, arena),
                         WHY_OK);
        check(&rows[i], find(locals, count, rows[i].variable));
        why_arena_destroy(arena);
        why_firmware_close(firmware);
    }
}

struct unknown_row {
    const char *name;
    uint32_t lookup;
    const char *variable;
    enum why_known known;
    enum why_holder holder;
    uint32_t place;
    const char *reason;
};

/* clang-format off */
static const struct unknown_row unknown_rows[] = {
    { "the register is told all the same", 0x42000078, "this", WHY_KNOWN_NOT_SAVED, WHY_HELD_IN_REGISTER, A0, "register not saved" },
    { "computed of a register", 0x4200006e, "value", WHY_KNOWN_NOT_SAVED, WHY_HELD_NOWHERE, 0, "register not saved" },
    { "only known to the caller", 0x42000090, "this", WHY_KNOWN_OPTIMIZED_OUT, WHY_HELD_NOWHERE, 0, "optimized out" },
};
/* clang-format on */

static void reasons_are_told_apart(void **state)
{
    struct why_firmware *firmware = open_fixture(RISCV);
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(unknown_rows); i++) {
        const struct unknown_row *row = &unknown_rows[i];
        const struct why_local *locals;
        const struct why_local *local;
        size_t count;

        assert_int_equal(
            why_firmware_locals(firmware, row->lookup, 0, NULL, &locals, &count, arena), WHY_OK);
        local = find(locals, count, row->variable);
        if (!local || local->known != row->known || local->holder != row->holder ||
            local->place != row->place || strcmp(local->reason, row->reason) != 0 || local->bytes)
            fail_msg("%s: %s", row->name, local ? local->reason : "no variable");
    }
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

static void nothing_is_in_scope_where_no_code_is(void **state)
{
    static const uint32_t lookups[] = { 0, COUNTERS, 0x42000020, 0xffffffff };
    struct why_firmware *firmware = open_fixture(RISCV);
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    const struct why_local *locals;
    size_t count;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(lookups); i++) {
        assert_int_equal(why_firmware_locals(firmware, lookups[i], 0, NULL, &locals, &count, arena),
                         WHY_OK);
        assert_int_equal(count, 0);
    }
    assert_int_equal(why_firmware_locals(firmware, 0x4200003c, 3, NULL, &locals, &count, arena),
                     WHY_OK);
    assert_int_equal(count, 0);
    why_arena_destroy(arena);
    why_firmware_close(firmware);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_where_the_debug_information_says),
        cmocka_unit_test(reasons_are_told_apart),
        cmocka_unit_test(nothing_is_in_scope_where_no_code_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
