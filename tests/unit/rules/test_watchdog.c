/* Watchdogs: who is to blame, and what stays open. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "an interrupt handler that does not return",
      .crash = { .chip = "esp32",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .in_isr = true,
                           .registers = { { "PC", 0x40082580 }, { "PS", 0x00060034 } },
                           .frames = { { 0x40082580, "gpio_isr_handler", 0, 0 } } } },
      .verdict = "interrupt-wdt/isr certain",
      .function = "gpio_isr_handler" },
    { .name = "a task with interrupts off: the mask in PS proves nothing",
      .crash = { .chip = "esp32",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 }, { "PS", 0x00060034 } } } },
      .verdict = "interrupt-wdt/interrupts-disabled likely" },
    { .name = "RISC-V: MPIE tells that interrupts were off",
      .crash = { .chip = "esp32c3",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006964 }, { "MSTATUS", 0x1801 } } } },
      .verdict = "interrupt-wdt/interrupts-disabled likely",
      .says = "MPIE is 0" },
    { .name = "core 0 idles, core 1 holds a critical section",
      .crash = { .chip = "esp32s3",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .registers = { { "PC", 0x40378b06 } },
                           .frames = { { 0x40378b03, "esp_cpu_wait_for_intr", 0, 0 },
                                       { 0x4037b5a9, "prvIdleTask", 0, 0 } } },
                 .other_core = { .given = true,
                                 .registers = { { "PC", 0x42007c32 }, { "A15", 0x0000abab } },
                                 .frames = { { 0x42007c2f, "vPortEnterCritical", 0, "busy_task" },
                                             { 0x40379e71, "vPortTaskWrapper", 0, 0 } } } },
      .verdict = "interrupt-wdt/interrupts-disabled certain",
      .function = "busy_task",
      .says = "core 0 idles" },
    { .name = "core 0 idles, core 1 is busy somewhere",
      .crash = { .chip = "esp32s3",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .registers = { { "PC", 0x40378b06 } },
                           .frames = { { 0x40378b03, "esp_cpu_wait_for_intr", 0, 0 } } },
                 .other_core = { .given = true,
                                 .registers = { { "PC", 0x42007c32 } },
                                 .frames = { { 0x42007c2f, "busy_task", 0, 0 } } } },
      .verdict = "interrupt-wdt/other-core certain",
      .function = "busy_task" },
    { .name = "a core that waits names the holder of the lock",
      .crash = { .chip = "esp32",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .registers = { { "PC", 0x40089f8a }, { "A5", 0x0000abab } },
                           .frames = { { 0x40089f87, "spinlock_acquire", 0, 0 },
                                       { 0x400d1111, "waiting_task", 0, 0 } } },
                 .other_core = { .given = true,
                                 .registers = { { "PC", 0x400d2222 } },
                                 .frames = { { 0x400d2222, "holding_task", 0, 0 } } } },
      .verdict = "interrupt-wdt/spinlock certain",
      .function = "holding_task",
      .says = "core 1" },
    { .name = "a list that does not end",
      .crash = { .chip = "esp32",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400915d2 } },
                           .frames = { { 0x400915cf, "vListInsert", 0, 0 },
                                       { 0x400903ea, "vTaskPlaceOnEventList", 0, 0 },
                                       { 0x400ffb91, "wait_for_data", 0, 0 } } } },
      .verdict = "interrupt-wdt/list-corruption certain",
      .function = "wait_for_data" },
    { .name = "two nameless cores: which one is to blame stays open",
      .crash = { .chip = "esp32",
                 .reason = "Interrupt wdt timeout on CPU0",
                 .core = { .given = true, .registers = { { "PC", 0x401257e9 } } },
                 .other_core = { .given = true, .registers = { { "PC", 0x400901a8 } } } },
      .verdict = "interrupt-wdt certain",
      .says = "decode both backtraces" },
    { .name = "task watchdog: a task that never blocks",
      .crash = { .chip = "esp32",
                 .statements = { { .kind = WHY_SAYS_TASK_WDT,
                                   .text = "Task watchdog got triggered." },
                                 { .kind = WHY_SAYS_TASK_WDT_LATE,
                                   .text = "CPU 1",
                                   .name = "IDLE1" },
                                 { .kind = WHY_SAYS_TASK_WDT_RUNS,
                                   .text = "CPU 0: IDLE0",
                                   .name = "IDLE0",
                                   .value = { .known = true, .value = 0 } },
                                 { .kind = WHY_SAYS_TASK_WDT_RUNS,
                                   .text = "CPU 1: tiT",
                                   .name = "tiT",
                                   .value = { .known = true, .value = 1 } } } },
      .verdict = "task-wdt/busy-loop certain",
      .says = "task \"tiT\" kept the processor" },
    { .name = "task watchdog: a task of the user's hangs",
      .crash = { .chip = "esp32",
                 .statements = { { .kind = WHY_SAYS_TASK_WDT,
                                   .text = "Task watchdog got triggered." },
                                 { .kind = WHY_SAYS_TASK_WDT_LATE,
                                   .text = "CPU 0",
                                   .name = "main" },
                                 { .kind = WHY_SAYS_TASK_WDT_RUNS,
                                   .text = "CPU 0: IDLE",
                                   .name = "IDLE",
                                   .value = { .known = true, .value = 0 } } } },
      .verdict = "task-wdt/task-hung certain" },
    { .name = "task watchdog: the task that ran is not told",
      .crash = { .chip = "esp32",
                 .statements = { { .kind = WHY_SAYS_TASK_WDT,
                                   .text = "Task watchdog got triggered." } } },
      .verdict = "task-wdt certain" },
};

static void watchdogs_blame_the_right_one(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watchdogs_blame_the_right_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
