/* What the instruction at the program counter proves of a data fault. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "a store through NULL to the address refused is proven",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x23, 0x05, 0xf5, 0x00 }, /* sb a5,10(a0) */
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0 },
                                          { "A5", 1 },
                                          { "MTVAL", 10 } } } },
      .verdict = "null-deref/write certain",
      .says = "0x42006960 sb a5,10(a0): a 1-byte store to A0 + 10, and A0 = 0x00000000" },
    { .name = "a base close to NULL may be an index from it",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x23, 0x05, 0xf5, 0x00 },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 8 },
                                          { "MTVAL", 18 } } } },
      .verdict = "null-deref/write likely" },
    { .name = "an error code as the base is no NULL",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x23, 0x05, 0xf5, 0x00 },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x104 },
                                          { "MTVAL", 0x10e } } } },
      .verdict = "wild-pointer/error-code-as-pointer likely",
      .contributing = "null-deref",
      .says = "ESP_ERR_INVALID_SIZE" },
    { .name = "a missing fault address is computed, with the right ELF",
      .crash = { .chip = "esp32s3",
                 .reason = "LoadProhibited",
                 .has_instruction = true,
                 .instruction = { 0x82, 0x22, 0x04, 0x00 }, /* l32i a8, a2, 16 */
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "PC", 0x42001234 }, { "A2", 0 }, { "A3", 0 } } } },
      .verdict = "null-deref/read certain",
      .says = "address 0x00000010" },
    { .name = "an ELF that nothing confirms proves less",
      .crash = { .chip = "esp32s3",
                 .reason = "LoadProhibited",
                 .has_instruction = true,
                 .instruction = { 0x82, 0x22, 0x04, 0x00 },
                 .core = { .given = true,
                           .registers = { { "PC", 0x42001234 }, { "A2", 0 }, { "A3", 0 } } } },
      .verdict = "null-deref/read likely" },
    { .name = "the register that is not NULL is the pointer",
      .crash = { .chip = "esp32s3",
                 .reason = "LoadProhibited",
                 .has_instruction = true,
                 .instruction = { 0x82, 0x22, 0x04, 0x00 },
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "PC", 0x42001234 },
                                          { "A2", 0x90000000 },
                                          { "A3", 0 } } } },
      .verdict = "wild-pointer/read certain",
      .silent = "null-deref",
      .says = "a 4-byte load from A2 + 16, and A2 = 0x90000000" },
    { .name = "an instruction that accesses nothing proves nothing",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x05, 0x05, 0x00, 0x00 }, /* addi a0,a0,1 */
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0 },
                                          { "MTVAL", 10 } } } },
      .verdict = "null-deref/write possible",
      .says = "does not fit the report" },
    { .name = "a load is not the store that was refused",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x14, 0x43, 0x00, 0x00 }, /* lw a3,0(a4) */
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "A4", 0 }, { "MTVAL", 0 } } } },
      .verdict = "null-deref/write likely",
      .says = "does not fit the report" },
    { .name = "another address than the one refused",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x23, 0x05, 0xf5, 0x00 },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x3fc90000 },
                                          { "MTVAL", 0x90000000 } } } },
      .verdict = "wild-pointer/write likely",
      .says = "not the address reported" },
    { .name = "the pointer of a wild access is the instruction's register, not a neighbour's",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x23, 0x05, 0xf5, 0x00 },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x74656e2d },
                                          { "A1", 0x74656e37 },
                                          { "MTVAL", 0x74656e37 } } } },
      .verdict = "wild-pointer/string-over-pointer likely",
      .says = "A0 = 0x74656e2d" },
};

static void the_instruction_proves_or_disproves(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_instruction_proves_or_disproves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
