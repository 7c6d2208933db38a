/* A core dump made by hand: three tasks, of which one crashed. */
#ifndef WHY_TESTS_SAMPLE_TASKS_H
#define WHY_TESTS_SAMPLE_TASKS_H

#include "sample_crash.h"

static const struct why_function sample_esp_ipc = {
    .name = "ipc_task", .file = "/idf/esp_ipc.c", .line = 58, .origin = WHY_ORIGIN_DWARF
};
static const struct why_function sample_notify = {
    .name = "xTaskGenericNotifyWait", .file = "tasks.c", .line = 5744, .origin = WHY_ORIGIN_DWARF
};
static const struct why_function sample_intlevel = { .name = "_xtos_set_intlevel",
                                                     .origin = WHY_ORIGIN_ROM };

static struct why_frame sample_ipc_frames[] = {
    { .pc = KNOWN(0x4000bff0),
      .lookup = KNOWN(0x4000bff0),
      .sp = KNOWN(0x3fc8a000),
      .cfa = KNOWN(0x3fc8a020),
      .trust = WHY_TRUST_REGISTER,
      .functions = &sample_intlevel,
      .function_count = 1 },
    { .pc = KNOWN(0x42001000),
      .lookup = KNOWN(0x42000fff),
      .trust = WHY_TRUST_CFI,
      .functions = &sample_notify,
      .function_count = 1 },
    { .pc = KNOWN(0x42002000),
      .lookup = KNOWN(0x42001fff),
      .trust = WHY_TRUST_PROLOGUE,
      .functions = &sample_esp_ipc,
      .function_count = 1 },
    { .pc = KNOWN(0x42003000), .lookup = KNOWN(0x42002fff), .trust = WHY_TRUST_SCAN },
};

static const struct why_register sample_task_registers[] = { { "MEPC", KNOWN(0x4000bff0) } };

static struct why_task sample_tasks[] = {
    { .name = "main",
      .tcb = KNOWN(0x3fc8ec30),
      .state = WHY_TASK_RUNNING,
      .priority = KNOWN(1),
      .base_priority = KNOWN(1),
      .stack_lo = KNOWN(0x3fc8f000),
      .stack_hi = KNOWN(0x3fc8f930),
      .stack_used = KNOWN(368),
      .stack_free = KNOWN(1984),
      .registers = sample_registers,
      .register_count = WHY_COUNTOF(sample_registers),
      .crashed = true,
      .context = WHY_CONTEXT_EXCEPTION,
      .backtrace = { .source = WHY_BACKTRACE_CFI,
                     .frames = sample_frames,
                     .frame_count = WHY_COUNTOF(sample_frames) } },
    { .name = "ipc0",
      .tcb = KNOWN(0x3fc8a100),
      .state = WHY_TASK_BLOCKED,
      .priority = KNOWN(24),
      .base_priority = KNOWN(5),
      .core = KNOWN(0),
      .stack_lo = KNOWN(0x3fc89000),
      .stack_used = KNOWN(448),
      .stack_free = KNOWN(96),
      .context = WHY_CONTEXT_YIELDED,
      .registers = sample_task_registers,
      .register_count = WHY_COUNTOF(sample_task_registers),
      .backtrace = { .source = WHY_BACKTRACE_CFI,
                     .frames = sample_ipc_frames,
                     .frame_count = WHY_COUNTOF(sample_ipc_frames),
                     .ended = "the next word is not in the dump" } },
    { .tcb = KNOWN(0x3fc8b200), .fake_stack = true },
};

static const struct why_core_dump sample_dump = {
    .first_line = 62,
    .last_line = 90,
    .format = "ELF 1.2",
    .checksum = WHY_CHECKSUM_GOOD,
    .chip_revision = KNOWN(3),
    .elf_sha256 = "eadf3892aabbccdd",
    .reason = "Store access fault",
    .size = 4096,
    .held = 4096,
};

/* The full crash with the dump behind it. */
static inline struct why_crash sample_dumped_crash(void)
{
    struct why_crash crash = sample_full_crash();

    crash.dump = &sample_dump;
    crash.tasks = sample_tasks;
    crash.task_count = WHY_COUNTOF(sample_tasks);
    return crash;
}

/* The dump alone, in a binary file. */
static inline struct why_crash sample_lone_dump(const struct why_core_dump *dump)
{
    struct why_crash crash = sample_bare_crash();

    crash.log_name = "out/coredump.bin";
    crash.first_line = 0;
    crash.last_line = 0;
    crash.arch = why_arch_get(WHY_ARCH_RISCV);
    crash.dump = dump;
    crash.tasks = sample_tasks;
    crash.task_count = WHY_COUNTOF(sample_tasks);
    return crash;
}

#endif
