/* MicroPython: an exception that nothing catches. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "the message in a debugger's arguments",
      .crash = { .chip = "esp32",
                 .reason = "LoadProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400f65c6 }, { "EXCVADDR", 0x10 } },
                           .frames = { { 0x400f65c6, 0, 0, 0 } } },
                 .log_frames = { { 0, "nlr_jump", "val=0x3ffc92e8", 0 },
                                 { 0x400fe5ae, "mp_raise_msg",
                                   "msg=\"memory allocation failed, heap is locked\"", 0 },
                                 { 0x400fe5c5, "m_malloc_fail", "num_bytes=28", 0 },
                                 { 0x400f65ed, "m_malloc", "num_bytes=28", 0 },
                                 { 0x400f4fa7, "f_readdir_helper", 0, 0 },
                                 { 0x400e08d3, "TASK_Servers", 0, 0 } } },
      .verdict = "gc-heap-locked certain",
      .function = "f_readdir_helper",
      .contributing = "null-deref",
      .says = "f_readdir_helper -> m_malloc -> m_malloc_fail -> mp_raise_msg -> nlr_jump" },
    { .name = "the names without the message leave a full heap possible",
      .crash = { .chip = "esp32",
                 .log_frames = { { 0, "nlr_jump", 0, 0 },
                                 { 0x400fe5c5, "m_malloc_fail", 0, 0 },
                                 { 0x400e08d3, "TASK_Servers", 0, 0 } } },
      .verdict = "gc-heap-locked possible" },
    { .name = "a register that points at the message in the ELF",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .has_instruction = true,
                 .instruction = { 0x18, 0x48, 0x00, 0x00 }, /* lw a4,16(s0) */
                 .elf = WHY_ELF_YES,
                 .data = { { .address = 0x3c011360,
                             .text = "memory allocation failed, heap is locked",
                             .section = ".flash.rodata" } },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42001abc },
                                          { "S0/FP", 0 },
                                          { "A1", 0x3c011360 },
                                          { "MTVAL", 0x10 } },
                           .frames = { { 0x42001abc, "nlr_jump", 0, 0 },
                                       { 0x42001af8, "mp_raise_msg", 0, 0 } } } },
      .verdict = "gc-heap-locked certain",
      .contributing = "null-deref",
      .says = "A1 points at the message being raised" },
    { .name = "a register that points at MemoryError leaves a full heap possible",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .data = { { .address = 0x3c0113c0,
                             .object = "mp_type_MemoryError",
                             .section = ".flash.rodata" } },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42001abc },
                                          { "A0", 0x3c0113c0 },
                                          { "MTVAL", 0x10 } },
                           .frames = { { 0x42001abc, "nlr_jump", 0, 0 },
                                       { 0x42001af8, "mp_raise_msg", 0, 0 } } } },
      .verdict = "gc-heap-locked possible",
      .says = "A0 points at mp_type_MemoryError" },
    { .name = "the message in a register means nothing away from a raise",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .data = { { .address = 0x3c011360,
                             .text = "memory allocation failed, heap is locked",
                             .section = ".flash.rodata" } },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42001abc },
                                          { "A1", 0x3c011360 },
                                          { "MTVAL", 0x10 } },
                           .frames = { { 0x42001abc, "print_text", 0, 0 } } } },
      .verdict = "null-deref/read likely",
      .silent = "gc-heap-locked" },
    { .name = "the text of a Python traceback",
      .crash = { .chip = "esp32",
                 .statements = { { .kind = WHY_SAYS_PYTHON,
                                   .name = "MemoryError",
                                   .text = "memory allocation failed, heap is locked" } } },
      .verdict = "gc-heap-locked likely" },
    { .name = "another MemoryError is not this fault",
      .crash = { .chip = "esp32",
                 .reason = "LoadProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400f65c6 }, { "EXCVADDR", 0x10 } } },
                 .statements = { { .kind = WHY_SAYS_PYTHON,
                                   .name = "MemoryError",
                                   .text = "memory allocation failed, allocating 4096 bytes" } } },
      .verdict = "null-deref/read likely",
      .silent = "gc-heap-locked" },
};

static void a_locked_heap_is_recognised(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_locked_heap_is_recognised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
