/* Stacks that ended. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "watchpoint at the end of the stack",
      .crash = { .chip = "esp32",
                 .reason = "Unhandled debug exception",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400875ec }, { "A1", 0x3ffb0060 } } },
                 .statements = { { .kind = WHY_SAYS_DEBUG_REASON,
                                   .text = "Stack canary watchpoint triggered (loopTask)",
                                   .name = "loopTask" } } },
      .verdict = "stack-overflow/watchpoint certain",
      .silent = "breakpoint",
      .says = "SET_LOOP_TASK_STACK_SIZE" },
    { .name = "canary found at a task switch; the abort after it is the same event",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_STACK_OVERFLOW,
                                   .text = "***ERROR*** A stack overflow in task main has been "
                                           "detected.",
                                   .name = "main" },
                                 { .kind = WHY_SAYS_ABORT,
                                   .text = "abort() was called at PC 0x4008af7c on core 0" } } },
      .verdict = "stack-overflow/canary certain",
      .silent = "abort",
      .says = "CONFIG_ESP_MAIN_TASK_STACK_SIZE" },
    { .name = "hardware guard with bounds",
      .crash = { .chip = "esp32c3",
                 .reason = "Stack protection fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x4200a1b2 }, { "SP", 0x3fc95a10 } } },
                 .statements = { { .kind = WHY_SAYS_STACK_GUARD,
                                   .text = "Detected in task \"HWSG0\" at 0x4200a1b2",
                                   .name = "HWSG0",
                                   .value = { .known = true, .value = 0x4200a1b2 } },
                                 { .kind = WHY_SAYS_STACK_POINTER,
                                   .text = "Stack pointer: 0x3fc95a10",
                                   .value = { .known = true, .value = 0x3fc95a10 } },
                                 { .kind = WHY_SAYS_STACK_BOUNDS,
                                   .text = "Stack bounds: 0x3fc95b2c - 0x3fc95f20",
                                   .value = { .known = true, .value = 0x3fc95b2c },
                                   .value2 = { .known = true, .value = 0x3fc95f20 } } } },
      .verdict = "stack-overflow/guard certain",
      .says = "284 bytes below the stack" },
    { .name = "hardware guard, but the stack pointer lies inside",
      .crash = { .chip = "esp32c3",
                 .reason = "Stack protection fault",
                 .core = { .given = true, .registers = { { "MEPC", 0x4200a1b2 } } },
                 .statements = { { .kind = WHY_SAYS_STACK_GUARD,
                                   .text = "Detected in task \"HWSG0\" at 0x4200a1b2",
                                   .name = "HWSG0" },
                                 { .kind = WHY_SAYS_STACK_POINTER,
                                   .text = "Stack pointer: 0x3fc95c10",
                                   .value = { .known = true, .value = 0x3fc95c10 } },
                                 { .kind = WHY_SAYS_STACK_BOUNDS,
                                   .text = "Stack bounds: 0x3fc95b2c - 0x3fc95f20",
                                   .value = { .known = true, .value = 0x3fc95b2c },
                                   .value2 = { .known = true, .value = 0x3fc95f20 } } } },
      .verdict = "stack-overflow/guard likely",
      .says = "setjmp" },
    { .name = "a fault while registers go to the stack",
      .crash = { .chip = "esp32",
                 .reason = "StoreProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0x40080083 },
                                          { "A1", 0x3ffb5e70 },
                                          { "EXCVADDR", 0x60626460 } },
                           .frames = { { 0x40080080, "_WindowOverflow8", 0, 0 },
                                       { 0x400d5e90, "parse_object", 0, 0 } } } },
      .verdict = "stack-overflow/silent likely",
      .contributing = "wild-pointer",
      .says = "moves registers to and from the stack" },
    { .name = "a wild pointer of the application is no overflow",
      .crash = { .chip = "esp32",
                 .reason = "StoreProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d5e93 },
                                          { "A1", 0x3ffb5e70 },
                                          { "EXCVADDR", 0x60626460 } },
                           .frames = { { 0x400d5e90, "parse_object", 0, 0 } } } },
      .verdict = "wild-pointer/write certain",
      .silent = "stack-overflow" },
    { .name = "double exception with a destroyed stack pointer",
      .crash = { .chip = "esp32",
                 .reason = "Double exception",
                 .core = { .given = true,
                           .registers = { { "PC", 0x4008a3f1 }, { "A1", 0x00000010 } } } },
      .verdict = "double-exception certain",
      .silent = "stack-overflow",
      .says = "it was destroyed" },
};

static void ended_stacks_are_told_apart(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ended_stacks_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
