/* RISC-V walks: what each frame is found by, and where a walk ends. */
#include "stack.h"

/* clang-format off */
static const struct stack_case good[] = {
    { .name = "a leaf without call-frame information", .pc = LABEL(0, "leaf_body"), .ra = "main_leaf_ret",
      .words = { LABEL(0xc, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "leaf_body/register@0 main_leaf_ret/call-site@0 task_entry_ret/cfi@10" },
    { .name = "a jump through NULL goes on from RA", .pc = NUMBER(0, 0), .ra = "main_pointer_ret",
      .words = { LABEL(0xc, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "0x00000000/register@0 main_pointer_ret/call-site@0 task_entry_ret/cfi@10" },
    { .name = "a prologue that is read", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { LABEL(0x1c, "main_bare_ret"), LABEL(0x2c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "leaf_body/register@0 bare_ret/call-site@0 main_bare_ret/prologue@20 task_entry_ret/cfi@30" },
    { .name = "a frame by s0", .pc = LABEL(0, "leaf_body"), .ra = "pointed_ret", .registers = { NUMBER(8, STACK + 0x60) },
      .words = { LABEL(0x5c, "main_pointer_ret"), LABEL(0x6c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "leaf_body/register@0 pointed_ret/call-site@0 main_pointer_ret/prologue@60 task_entry_ret/cfi@70" },
    { .name = "s0 as a prologue saved it", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { NUMBER(0x18, STACK + 0x80), LABEL(0x1c, "pointed_bare_ret"), LABEL(0x7c, "main_pointed_ret"), LABEL(0x8c, "task_entry_ret") },
      .frames = "leaf_body/register@0 bare_ret/call-site@0 pointed_bare_ret/prologue@20 main_pointed_ret/prologue@80 task_entry_ret/cfi@90",
      .source = WHY_BACKTRACE_CFI },
    { .name = "callers of functions that do not return", .pc = LABEL(0, "never_returns_body"), .ra = "fails_ret",
      .words = { LABEL(0xc, "fails_ret"), LABEL(0x1c, "main_fails_ret"), LABEL(0x2c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "never_returns_body/register@0 fails_ret/cfi@10 main_fails_ret/cfi@20 task_entry_ret/cfi@30" },
    { .name = "a leaf of the ROM", .pc = NUMBER(0, 0x40048202), .rom = 3, .ra = "main_pointer_ret",
      .words = { LABEL(0xc, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "0x40048202/register@0 main_pointer_ret/call-site@0 task_entry_ret/cfi@10" },
    { .name = "code that no ELF has: RA as it is", .pc = NUMBER(0, 0x42300000), .registers = { NUMBER(1, 0x42300100) },
      .frames = "0x42300000/register@0 0x42300100/call-site", .ended = "no word of the stack" },
    { .name = "a function of the ROM that has made its frame", .pc = NUMBER(0, 0x400482c8), .rom = 3, .ra = "main_pointer_ret",
      .words = { LABEL(0x7c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "0x400482c8/register@0 main_pointer_ret/call-site@70 task_entry_ret/cfi@80" },
};

static const struct stack_case tails[] = {
    { .name = "a tail call: nothing is made up", .pc = LABEL(0, "never_returns_body"),
      .words = { LABEL(0xc, "main_tails_ret"), LABEL(0x1c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "never_returns_body/register@0 main_tails_ret/cfi@10 task_entry_ret/cfi@20" },
    { .name = "a tail call of a function that was called so", .pc = LABEL(0, "never_returns_body"),
      .words = { LABEL(0xc, "main_twice_ret"), LABEL(0x1c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "never_returns_body/register@0 main_twice_ret/cfi@10 task_entry_ret/cfi@20" },
    { .name = "a tail call through a pointer", .pc = LABEL(0, "never_returns_body"),
      .words = { LABEL(0xc, "main_tails_pointer_ret"), LABEL(0x1c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "never_returns_body/register@0 main_tails_pointer_ret/cfi@10 task_entry_ret/cfi@20" },
    { .name = "a switch is no tail call", .pc = LABEL(0, "never_returns_body"),
      .words = { LABEL(0xc, "main_switches_ret"), LABEL(0x1c, "task_entry_ret"), LABEL(0x2c, "main_fails_ret"), LABEL(0x3c, "task_entry_ret") },
      .frames = "never_returns_body/register@0 task_entry_ret/scan@20", .source = WHY_BACKTRACE_SCAN,
      .note = "goes to switches(), not to never_returns(): the stack was overwritten" },
    { .name = "a call to a function of the ROM, which might have jumped on", .pc = LABEL(0, "never_returns_body"), .rom = 3,
      .words = { LABEL(0xc, "main_printf_ret"), LABEL(0x1c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "never_returns_body/register@0 main_printf_ret/scan@10 task_entry_ret/cfi@20",
      .note = "in ROM, not to never_returns(): unless that one jumped on, the stack was overwritten" },
    { .name = "a call that goes elsewhere", .pc = LABEL(0, "never_returns_body"),
      .words = { LABEL(0xc, "main_bare_ret"), LABEL(0x2c, "main_fails_ret"), LABEL(0x3c, "task_entry_ret") },
      .frames = "never_returns_body/register@0 main_fails_ret/scan@30 task_entry_ret/cfi@40", .source = WHY_BACKTRACE_CFI,
      .note = "behind frame #0: the call before 0x42000038 goes to bare(), not to never_returns()" },
    { .name = "the same, and nothing leads on", .pc = LABEL(0, "never_returns_body"), .words = { LABEL(0xc, "main_bare_ret") },
      .frames = "never_returns_body/register@0", .ended = "goes to bare(), not to never_returns(): the stack was overwritten" },
    { .name = "RA of a call that went elsewhere", .pc = LABEL(0, "leaf_body"), .ra = "main_middle_ret",
      .words = { LABEL(0xc, "task_entry_ret") },
      .frames = "leaf_body/register@0 task_entry_ret/scan@10", .source = WHY_BACKTRACE_SCAN,
      .note = "goes to middle(), not to leaf(): RA is not its return address" },
    { .name = "a task ends where it started", .pc = LABEL(0, "never_returns_body"), .words = { LABEL(0xc, "wrapper_ret") },
      .frames = "never_returns_body/register@0 wrapper_ret/cfi@10", .source = WHY_BACKTRACE_CFI },
    { .name = "a zero before that", .pc = LABEL(0, "never_returns_body"), .words = { LABEL(0xc, "fails_ret") },
      .frames = "never_returns_body/register@0 fails_ret/cfi@10", .source = WHY_BACKTRACE_CFI,
      .ended = "the return address of fails() is 0, but tasks start in vPortTaskWrapper()" },
};

static const struct stack_case interrupts[] = {
    { .name = "a frame on the same stack", .pc = LABEL(0, "handler_body"), .ra = NULL,
      .words = { LABEL(0xc, "interrupt_ret"), LABEL(0x10, "leaf_body"), LABEL(0x14, "main_leaf_ret"), NUMBER(0x18, STACK + 0x90),
                 LABEL(0x9c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "handler_body/register@0 interrupt_ret/cfi@10 leaf_body/prologue@90 main_leaf_ret/call-site@90 task_entry_ret/cfi@a0" },
    { .name = "the frame that the task's control block points to", .pc = LABEL(0, "handler_body"), .tcb = 0x200,
      .words = { LABEL(0xc, "interrupt_ret"), NUMBER(0x200, STACK + 0x100), LABEL(0x100, "leaf_body"), LABEL(0x104, "main_leaf_ret"),
                 NUMBER(0x108, STACK + 0x180), LABEL(0x18c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "handler_body/register@0 interrupt_ret/cfi@10 leaf_body/prologue@180 main_leaf_ret/call-site@180 task_entry_ret/cfi@190" },
    { .name = "a frame that is not there", .pc = LABEL(0, "handler_body"),
      .words = { LABEL(0xc, "interrupt_ret"), LABEL(0x10, "leaf_body"), LABEL(0x14, "main_leaf_ret"), LABEL(0x9c, "task_entry_ret") },
      .frames = "handler_body/register@0 interrupt_ret/cfi@10", .ended = "what was interrupted is not in the dump",
      .source = WHY_BACKTRACE_CFI },
};

static const struct stack_case bad[] = {
    { .name = "a stale RA is not used: no call stands before it", .pc = NUMBER(0, 0), .ra = "middle",
      .frames = "0x00000000/register@0", .ended = "no word of the stack from 0x3fc90000 to 0x3fc90400" },
    { .name = "a stale RA is not used: it points into the same function", .pc = LABEL(0, "opaque_body"), .ra = "opaque_ret",
      .words = { LABEL(0x1c, "main_opaque_ret"), LABEL(0x2c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "opaque_body/register@0 main_opaque_ret/scan@20 task_entry_ret/cfi@30" },
    { .name = "a stale RA is not used: it points into the same function of the ROM", .pc = NUMBER(0, 0x400482c8), .rom = 3,
      .ra = NULL, .registers = { NUMBER(1, 0x400482f0) }, .frames = "0x400482c8/register@0", .ended = "no word of the stack" },
    { .name = "memory that is missing", .pc = LABEL(0, "leaf_body"), .ra = "main_leaf_ret", .dumped = 12,
      .frames = "leaf_body/register@0 main_leaf_ret/call-site@0", .ended = "the stack at 0x3fc9000c is not in the dump" },
    { .name = "all memory is missing", .pc = NUMBER(0x3f8, 0), .ra = "middle", .dumped = 4,
      .frames = "0x00000000/register@3f8", .ended = "the stack at 0x3fc903f8 is not in the dump" },
    { .name = "a stack pointer that goes down", .pc = LABEL(0x80, "leaf_body"), .ra = "pointed_ret",
      .registers = { NUMBER(8, STACK + 0x40) }, .words = { LABEL(0x3c, "main_pointer_ret") },
      .frames = "leaf_body/register@80 pointed_ret/call-site@80", .ended = "the stack pointer does not go up, it would be 0x3fc90040" },
    { .name = "a stack pointer that stands still", .pc = LABEL(0x80, "leaf_body"), .ra = "pointed_ret",
      .registers = { NUMBER(8, STACK + 0x80) }, .words = { LABEL(0x7c, "main_pointer_ret") },
      .frames = "leaf_body/register@80 pointed_ret/call-site@80", .ended = "the stack pointer does not go up" },
    { .name = "a stack pointer that is not aligned", .pc = LABEL(0, "leaf_body"), .ra = "pointed_ret",
      .registers = { NUMBER(8, STACK + 0x68) }, .words = { LABEL(0x64, "main_pointer_ret") },
      .frames = "leaf_body/register@0 pointed_ret/call-site@0", .ended = "0x3fc90068, which is not aligned" },
    { .name = "a return address that is no code", .pc = LABEL(0, "leaf_body"), .ra = "main_leaf_ret",
      .words = { NUMBER(0xc, 0x41414141) },
      .frames = "leaf_body/register@0 main_leaf_ret/call-site@0", .ended = "the return address 0x41414141 is not in code" },
    { .name = "a return address that follows no call", .pc = LABEL(0, "leaf_body"), .ra = "main_leaf_ret",
      .words = { LABEL(0xc, "middle") },
      .frames = "leaf_body/register@0 main_leaf_ret/call-site@0", .ended = "follows no call" },
    { .name = "a task without a caller", .pc = LABEL(0, "leaf_body"), .ra = "main_leaf_ret",
      .frames = "leaf_body/register@0 main_leaf_ret/call-site@0", .ended = "the return address of app_main() is 0" },
    { .name = "nothing is asked of another build", .pc = LABEL(0, "leaf_body"), .ra = "main_leaf_ret", .elf = WHY_ELF_NO, .frames = "" },
};
/* clang-format on */

static void frames_are_found(void **state)
{
    (void)state;
    assert_int_equal(check_stacks(good, WHY_COUNTOF(good)), 0);
}

static void calls_lead_to_their_callees(void **state)
{
    (void)state;
    assert_int_equal(check_stacks(tails, WHY_COUNTOF(tails)), 0);
}

static void what_was_interrupted_is_found(void **state)
{
    (void)state;
    assert_int_equal(check_stacks(interrupts, WHY_COUNTOF(interrupts)), 0);
}

static void frames_that_do_not_fit_end_the_walk(void **state)
{
    (void)state;
    assert_int_equal(check_stacks(bad, WHY_COUNTOF(bad)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_found),
        cmocka_unit_test(calls_lead_to_their_callees),
        cmocka_unit_test(what_was_interrupted_is_found),
        cmocka_unit_test(frames_that_do_not_fit_end_the_walk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
