/* What calls do to the registers of the caller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "isa/convention.h"

#define INTEGER 0xffffffffu

struct call_case {
    const char *name;
    const char *chip;
    uint32_t bits;
    uint32_t destroys; /* of the integer registers */
    int result;
    int fourth; /* argument */
};

/* clang-format off */
static const struct call_case calls[] = {
    { "jalr a5",    "esp32c3", 0x9782,     0xf003fce2, 10, 13 },
    { "jalr t0,a5", "esp32c3", 0x000782e7, 0x00000064, 10, 13 }, /* __riscv_save_N */
    { "callx8 a8",  "esp32",   0x0008e0,   0x0000ff00, 10, 13 },
    { "callx4 a4",  "esp32",   0x0004d0,   0x0000fff0, 6,  9 },
    { "callx12 a3", "esp32",   0x0003f0,   0x0000f000, 14, WHY_ISA_NO_REGISTER },
    { "callx0 a3",  "esp32",   0x0003c0,   0x0000fffd, 2,  5 },
};
/* clang-format on */

static struct why_insn decode(const char *chip, uint32_t bits)
{
    const struct why_isa isa = why_isa_of(NULL, why_chip_find(chip));
    const uint8_t bytes[] = { (uint8_t)bits, (uint8_t)(bits >> 8), (uint8_t)(bits >> 16),
                              (uint8_t)(bits >> 24) };
    struct why_insn insn;

    assert_true(why_isa_decode(&isa, bytes, sizeof bytes, 0x42000100, &insn));
    assert_true(why_insn_is_call(&insn));
    return insn;
}

static void call_destroys_what_the_convention_gives_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(calls); i++) {
        const struct why_insn call = decode(calls[i].chip, calls[i].bits);
        const uint64_t destroys = why_call_destroys(&call);

        if ((destroys & INTEGER) != calls[i].destroys || (call.writes & ~destroys) != 0)
            fail_msg("%s: 0x%08x", calls[i].name, (unsigned)(destroys & INTEGER));
    }
}

static void arguments_and_results_are_where_the_callee_has_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(calls); i++) {
        const struct why_insn call = decode(calls[i].chip, calls[i].bits);

        if (why_call_result(&call) != calls[i].result ||
            why_call_argument(&call, 3) != calls[i].fourth)
            fail_msg("%s: result %d, fourth argument %d", calls[i].name, why_call_result(&call),
                     why_call_argument(&call, 3));
    }
}

static void later_arguments_go_by_the_stack(void **state)
{
    const struct why_insn riscv = decode("esp32c3", 0x9782);
    const struct why_insn xtensa = decode("esp32", 0x0008e0);

    (void)state;
    assert_int_equal(why_call_argument(&riscv, 7), 17);
    assert_int_equal(why_call_argument(&riscv, 8), WHY_ISA_NO_REGISTER);
    assert_int_equal(why_call_argument(&xtensa, 5), 15);
    assert_int_equal(why_call_argument(&xtensa, 6), WHY_ISA_NO_REGISTER);
    assert_int_equal(why_parameter_register(WHY_ARCH_XTENSA, 0), 2);
    assert_int_equal(why_parameter_register(WHY_ARCH_UNKNOWN, 0), WHY_ISA_NO_REGISTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call_destroys_what_the_convention_gives_it),
        cmocka_unit_test(arguments_and_results_are_where_the_callee_has_them),
        cmocka_unit_test(later_arguments_go_by_the_stack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
