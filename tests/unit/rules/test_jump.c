/* Control that left the code. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "RISC-V call to exactly NULL, with its caller",
      .crash = { .chip = "esp32c3",
                 .reason = "Instruction access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0 },
                                          { "RA", 0x42026c36 },
                                          { "A5", 0 },
                                          { "MTVAL", 0 } } } },
      .verdict = "null-call certain",
      .says = "the call stands right before it" },
    { .name = "near NULL is likely, and the register is named",
      .crash = { .chip = "esp32c3",
                 .reason = "Instruction access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 4 },
                                          { "RA", 0x42006964 },
                                          { "A5", 4 },
                                          { "MTVAL", 4 } } } },
      .verdict = "null-call likely",
      .silent = "wild-jump",
      .says = "A5 holds the target" },
    { .name = "Xtensa: the second Backtrace entry leads to the caller",
      .crash = { .chip = "esp32",
                 .reason = "InstrFetchProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 4 },
                                          { "A0", 0x800d539a },
                                          { "A8", 0x800e4dbe },
                                          { "EXCVADDR", 4 } },
                           .frames = { { 0x00000001, 0, 0, 0 },
                                       { 0x400d5397, "app_main", 0, 0 } } } },
      .verdict = "null-call likely",
      .function = "app_main",
      .says = "A8 reads as a return address, 0x400e4dbe" },
    { .name = "no caller: perhaps a task that returned",
      .crash = { .chip = "esp32",
                 .reason = "InstrFetchProhibited",
                 .core = { .given = true, .registers = { { "PC", 0 }, { "A0", 0 } } } },
      .verdict = "null-call likely",
      .says = "a task function that returned" },
    { .name = "a chip that reports an illegal instruction at NULL",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0 }, { "RA", 0x42026c36 }, { "MTVAL", 0 } } } },
      .verdict = "null-call certain",
      .contributing = "illegal-instruction" },
    { .name = "jump into data",
      .crash = { .chip = "esp32c3",
                 .reason = "Instruction access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x3fc8c000 },
                                          { "RA", 0x42006964 },
                                          { "A5", 0x3fc8c000 },
                                          { "MTVAL", 0x3fc8c000 } } } },
      .verdict = "wild-jump/execute-data certain",
      .silent = "null-call",
      .says = "A5 holds the target" },
    { .name = "jump to nowhere",
      .crash = { .chip = "esp32",
                 .reason = "InstrFetchProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0xbb26666f }, { "A0", 0x800d3df1 } } } },
      .verdict = "wild-jump/plain certain" },
    { .name = "a refused fetch of real code is possibly a wild jump",
      .crash = { .chip = "esp32c3",
                 .reason = "Instruction access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42700000 }, { "RA", 0x42006964 } } } },
      .verdict = "wild-jump/plain possible" },
    { .name = "a return through an overwritten return address",
      .crash = { .chip = "esp32c3",
                 .reason = "Instruction access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x6173656e }, { "RA", 0x6173656f } },
                           .frames = { { .pc = 0x6173656e },
                                       { 0x42001070, "scene", NULL, NULL } } } },
      .verdict = "wild-jump/corrupted-return certain",
      .says = "the nearest frame that is left is scene()" },
    { .name = "a call through a pointer leaves RA behind itself",
      .crash = { .chip = "esp32c3",
                 .reason = "Instruction access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x6173656e }, { "RA", 0x42001070 } } } },
      .verdict = "wild-jump/plain certain" },
};

static void jumps_are_told_apart(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jumps_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
