/* Causes by headline and by code, and return addresses as code addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "espwhy/chip.h"

struct reason_case {
    enum why_arch_id arch;
    const char *reason;
    enum why_cause cause;
    uint32_t code;
};

/* clang-format off */
static const struct reason_case reasons[] = {
    { WHY_ARCH_XTENSA, "LoadProhibited",                 WHY_CAUSE_LOAD_FAULT,           28 },
    { WHY_ARCH_XTENSA, "StoreProhibited",                WHY_CAUSE_STORE_FAULT,          29 },
    { WHY_ARCH_XTENSA, "InstrFetchProhibited",           WHY_CAUSE_FETCH_FAULT,          20 },
    { WHY_ARCH_XTENSA, "IntegerDivideByZero",            WHY_CAUSE_DIVIDE_BY_ZERO,       6 },
    { WHY_ARCH_XTENSA, "Unhandled debug exception",      WHY_CAUSE_DEBUG_EXCEPTION,      1 },
    { WHY_ARCH_XTENSA, "Double exception",               WHY_CAUSE_DOUBLE_EXCEPTION,     2 },
    { WHY_ARCH_XTENSA, "Interrupt wdt timeout on CPU0",  WHY_CAUSE_INTERRUPT_WDT,        5 },
    { WHY_ARCH_XTENSA, "Interrupt wdt timeout on CPU1",  WHY_CAUSE_INTERRUPT_WDT,        6 },
    { WHY_ARCH_XTENSA, "Interrupt wdt timeout on CPU/",  WHY_CAUSE_INTERRUPT_WDT,        5 },
    { WHY_ARCH_XTENSA, "Cache error",                    WHY_CAUSE_CACHE_ERROR,          7 },
    { WHY_ARCH_XTENSA, "Cache exception",                WHY_CAUSE_CACHE_ERROR,          7 },
    { WHY_ARCH_XTENSA, "Cache disabled but cached memory region accessed",
                                                         WHY_CAUSE_CACHE_ERROR,          7 },
    { WHY_ARCH_XTENSA, "Memory protection fault",        WHY_CAUSE_MEMORY_PROTECTION,    7 },
    { WHY_ARCH_XTENSA, "LoadStoreTLBMultiHit",           WHY_CAUSE_DATA_FAULT,           25 },
    { WHY_ARCH_XTENSA, "PCValueError",                   WHY_CAUSE_FETCH_FAULT,          7 },
    { WHY_ARCH_XTENSA, "Coprocessor0Disabled",           WHY_CAUSE_COPROCESSOR_DISABLED, 32 },
    { WHY_ARCH_XTENSA, "  LoadProhibited ",              WHY_CAUSE_LOAD_FAULT,           28 },
    { WHY_ARCH_RISCV,  "Load access fault",              WHY_CAUSE_LOAD_FAULT,           5 },
    { WHY_ARCH_RISCV,  "Store/AMO access fault",         WHY_CAUSE_STORE_FAULT,          7 },
    { WHY_ARCH_RISCV,  "Interrupt wdt timeout on CPU0",  WHY_CAUSE_INTERRUPT_WDT,        0x18 },
    { WHY_ARCH_RISCV,  "Interrupt wdt timeout on CPU1",  WHY_CAUSE_INTERRUPT_WDT,        0x1018 },
    { WHY_ARCH_RISCV,  "Cache error",                    WHY_CAUSE_CACHE_ERROR,          0x19 },
    { WHY_ARCH_RISCV,  "Memory protection fault",        WHY_CAUSE_MEMORY_PROTECTION,    0x1a },
    { WHY_ARCH_RISCV,  "Stack protection fault",         WHY_CAUSE_STACK_PROTECTION,     0x1b },
    { WHY_ARCH_UNKNOWN, "StoreProhibited",               WHY_CAUSE_STORE_FAULT,          29 },
    { WHY_ARCH_UNKNOWN, "Illegal instruction",           WHY_CAUSE_ILLEGAL_INSTRUCTION,  2 },
    { WHY_ARCH_UNKNOWN, "Unknown reason",                WHY_CAUSE_UNKNOWN,              0 },
};

static const char *const foreign_reasons[] = {
    "", "Load", "LoadProhibited by policy", "Interrupt wdt timeout", "Interrupt wdt timeout on CPU12",
    "Interrupt wdt timeout on CPUx", "abort", "Cache",
};

struct code_case {
    enum why_arch_id arch;
    uint32_t code;
    const char *reason; /* NULL: no real cause has this code */
};

static const struct code_case codes[] = {
    { WHY_ARCH_XTENSA, 0,          "IllegalInstruction" },
    { WHY_ARCH_XTENSA, 5,          "Alloca" },
    { WHY_ARCH_XTENSA, 29,         "StoreProhibited" },
    { WHY_ARCH_XTENSA, 39,         "Cp7Dis" },
    { WHY_ARCH_XTENSA, 10,         NULL },
    { WHY_ARCH_XTENSA, 71,         NULL }, /* cache error as a core dump counts it */
    { WHY_ARCH_RISCV,  7,          "Store access fault" },
    { WHY_ARCH_RISCV,  0x38000002, "Illegal instruction" },
    { WHY_ARCH_RISCV,  0x18,       NULL },
    { WHY_ARCH_RISCV,  0x1018,     NULL },
    { WHY_ARCH_RISCV,  0xDEADC0DE, NULL },
    { WHY_ARCH_RISCV,  0x80000007, NULL }, /* the timer interrupt */
    { WHY_ARCH_RISCV,  0x4082de54, NULL }, /* stack residue of a print-only dump */
};
/* clang-format on */

static void reason_gives_its_cause_and_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(reasons); i++) {
        const struct reason_case *c = &reasons[i];
        const struct why_cause_row *row =
            why_cause_by_reason(why_arch_get(c->arch), why_span_of(c->reason));

        if (!row || row->cause != c->cause || row->code != c->code)
            fail_msg("%s", c->reason);
    }
}

static void text_that_is_no_reason_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(foreign_reasons); i++)
        if (why_cause_by_reason(NULL, why_span_of(foreign_reasons[i])))
            fail_msg("'%s' was taken for a reason", foreign_reasons[i]);
    assert_null(why_cause_by_reason(NULL, (why_span){ 0 }));
}

static void reason_of_the_other_architecture_is_refused(void **state)
{
    (void)state;
    assert_null(why_cause_by_reason(why_arch_get(WHY_ARCH_RISCV), why_span_of("StoreProhibited")));
    assert_null(
        why_cause_by_reason(why_arch_get(WHY_ARCH_XTENSA), why_span_of("Store access fault")));
}

static void code_gives_the_real_cause_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(codes); i++) {
        const struct code_case *c = &codes[i];
        const struct why_cause_row *row = why_cause_by_code(why_arch_get(c->arch), c->code);

        if (!row != !c->reason || (row && strcmp(row->reason, c->reason) != 0))
            fail_msg("code 0x%x", c->code);
    }
    assert_null(why_cause_by_code(NULL, 0));
}

static void code_address_loses_the_window_bits(void **state)
{
    const struct why_arch *xtensa = why_arch_get(WHY_ARCH_XTENSA);
    const struct why_arch *riscv = why_arch_get(WHY_ARCH_RISCV);

    (void)state;
    assert_int_equal(why_arch_code_address(xtensa, 0x800d85b8), 0x400d85b8);
    assert_int_equal(why_arch_code_address(xtensa, 0xc00d85b8), 0x400d85b8);
    assert_int_equal(why_arch_code_address(xtensa, 0x400d85b8), 0x400d85b8);
    assert_int_equal(why_arch_code_address(riscv, 0x8ff00010), 0x8ff00010);
    assert_int_equal(why_arch_code_address(NULL, 0x800d85b8), 0x800d85b8);
}

static void unknown_architecture_has_no_record(void **state)
{
    (void)state;
    assert_null(why_arch_get(WHY_ARCH_UNKNOWN));
    assert_int_equal(why_arch_get(WHY_ARCH_XTENSA)->id, WHY_ARCH_XTENSA);
    assert_int_equal(why_arch_get(WHY_ARCH_RISCV)->id, WHY_ARCH_RISCV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reason_gives_its_cause_and_code),
        cmocka_unit_test(text_that_is_no_reason_is_refused),
        cmocka_unit_test(reason_of_the_other_architecture_is_refused),
        cmocka_unit_test(code_gives_the_real_cause_only),
        cmocka_unit_test(code_address_loses_the_window_bits),
        cmocka_unit_test(unknown_architecture_has_no_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
