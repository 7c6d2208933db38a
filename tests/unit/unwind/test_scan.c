/* Scans of a RISC-V stack: which words are frames. */
#include "stack.h"

#define PRINTF_3 0x40048722u  /* behind a call in ets_printf() of revision 3 */
#define PRINTF_0 0x40047f40u  /* in ets_printf() of revision 0 */
#define VPRINTF_3 0x400482c8u /* in ets_vprintf() of revision 3 */
#define IN_VPRINTF                                                                                 \
    {                                                                                              \
        NUMBER(1, 0x400482f0)                                                                      \
    } /* RA: it has called already */

/* clang-format off */
static const struct stack_case cases[] = {
    { .name = "a stale word is rejected: its call goes elsewhere", .pc = LABEL(0, "opaque_body"),
      .words = { LABEL(0xc, "middle_bare_ret"), LABEL(0x1c, "main_opaque_ret"), LABEL(0x2c, "task_entry_ret") },
      .frames = "opaque_body/register@0 main_opaque_ret/scan@20 task_entry_ret/cfi@30", .source = WHY_BACKTRACE_CFI },
    { .name = "closing the chain through the ROM", .pc = NUMBER(0, VPRINTF_3), .rom = 3, .registers = IN_VPRINTF,
      .words = { NUMBER(0x1c, PRINTF_3), LABEL(0x4c, "main_printf_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "0x400482c8/register@0 0x40048722/scan main_printf_ret/scan@50 task_entry_ret/cfi@60", .source = WHY_BACKTRACE_CFI },
    { .name = "a stale word between two frames of the ROM", .pc = NUMBER(0, VPRINTF_3), .rom = 3, .registers = IN_VPRINTF,
      .words = { LABEL(0xc, "middle_leaf_ret"), NUMBER(0x1c, PRINTF_3), LABEL(0x2c, "main_bare_ret"), LABEL(0x4c, "main_printf_ret"),
                 LABEL(0x5c, "task_entry_ret") },
      .frames = "0x400482c8/register@0 0x40048722/scan main_printf_ret/scan@50 task_entry_ret/cfi@60", .source = WHY_BACKTRACE_CFI },
    { .name = "arguments of va_arg() above the return address", .pc = NUMBER(0, VPRINTF_3), .rom = 3, .registers = IN_VPRINTF,
      .words = { NUMBER(0x1c, PRINTF_3), LABEL(0x4c, "main_printf_ret"), LABEL(0x7c, "task_entry_ret") },
      .frames = "0x400482c8/register@0 0x40048722/scan main_printf_ret/scan@70 task_entry_ret/cfi@80", .source = WHY_BACKTRACE_CFI },
    { .name = "the ROM's function is called by the frame itself", .pc = NUMBER(0, PRINTF_3 - 8), .rom = 3, .registers = { NUMBER(1, PRINTF_3) },
      .words = { NUMBER(0x1c, PRINTF_3 + 2), LABEL(0x4c, "main_printf_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "0x4004871a/register@0 main_printf_ret/scan@50 task_entry_ret/cfi@60", .source = WHY_BACKTRACE_CFI },
    { .name = "a word into the ROM that nothing closes", .pc = NUMBER(0, VPRINTF_3), .rom = 3, .registers = IN_VPRINTF,
      .words = { NUMBER(0x1c, PRINTF_3), LABEL(0x4c, "main_bare_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "0x400482c8/register@0", .ended = "no word of the stack" },
    { .name = "a revision that is not known", .pc = NUMBER(0, VPRINTF_3), .registers = IN_VPRINTF,
      .words = { NUMBER(0x1c, PRINTF_3), LABEL(0x4c, "main_printf_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "0x400482c8/register@0 0x40048722/scan main_printf_ret/scan@50 task_entry_ret/cfi@60", .source = WHY_BACKTRACE_CFI },
    { .name = "revisions that disagree", .pc = NUMBER(0, VPRINTF_3), .registers = IN_VPRINTF,
      .words = { NUMBER(0x1c, PRINTF_3), NUMBER(0x2c, PRINTF_0), LABEL(0x4c, "main_printf_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "0x400482c8/register@0", .ended = "no word of the stack" },
    { .name = "another revision", .pc = NUMBER(0, VPRINTF_3), .rom = 101, .registers = IN_VPRINTF,
      .words = { NUMBER(0x1c, PRINTF_3), LABEL(0x4c, "main_printf_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "0x400482c8/register@0", .ended = "no word of the stack" },
    { .name = "a call through a pointer that leads on", .pc = LABEL(0, "opaque_body"),
      .words = { LABEL(0x1c, "main_pointer_ret"), LABEL(0x2c, "task_entry_ret") },
      .frames = "opaque_body/register@0 main_pointer_ret/scan@20 task_entry_ret/cfi@30", .source = WHY_BACKTRACE_CFI },
    { .name = "a call through a pointer that does not", .pc = LABEL(0, "opaque_body"),
      .words = { LABEL(0x1c, "middle_pointer_ret") },
      .frames = "opaque_body/register@0", .ended = "no word of the stack" },
    { .name = "a direct call is preferred", .pc = LABEL(0, "opaque_body"),
      .words = { LABEL(0xc, "main_pointer_ret"), LABEL(0x1c, "task_entry_ret"), LABEL(0x4c, "main_opaque_ret"), LABEL(0x5c, "task_entry_ret") },
      .frames = "opaque_body/register@0 main_opaque_ret/scan@50 task_entry_ret/cfi@60", .source = WHY_BACKTRACE_CFI },
    { .name = "a place where no compiler saves ra", .pc = LABEL(0, "opaque_body"),
      .words = { LABEL(0x18, "main_pointer_ret"), LABEL(0x2c, "task_entry_ret") },
      .frames = "opaque_body/register@0 task_entry_ret/scan@30", .source = WHY_BACKTRACE_SCAN },
    { .name = "a direct call whose caller does not lead on", .pc = LABEL(0, "opaque_body"), .words = { LABEL(0x1c, "middle_opaque_ret") },
      .frames = "opaque_body/register@0 middle_opaque_ret/scan", .ended = "no word of the stack from 0x3fc90020 to 0x3fc90400",
      .source = WHY_BACKTRACE_SCAN },
    { .name = "beyond a word that is missing no stack pointer is sought", .pc = LABEL(0, "opaque_body"), .dumped = 0x2c,
      .words = { LABEL(0x1c, "main_opaque_ret") }, .frames = "opaque_body/register@0 main_opaque_ret/scan",
      .ended = "the stack at 0x3fc9002c is not in the dump", .source = WHY_BACKTRACE_SCAN },
    { .name = "the dump ends before a word that fits", .pc = LABEL(0, "opaque_body"), .dumped = 0x1c, .frames = "opaque_body/register@0",
      .ended = "no word of the stack from 0x3fc90000 to 0x3fc9001c is a return address that fits, and the stack from 0x3fc9001c on is not in the dump" },
    { .name = "a return address that was overwritten", .pc = NUMBER(0, 0x6173656e), .registers = { NUMBER(1, 0x6173656f) },
      .words = { NUMBER(0xc, 0x6f6d726f), LABEL(0x2c, "main_middle_ret"), LABEL(0x3c, "task_entry_ret") },
      .frames = "0x6173656e/register@0 main_middle_ret/scan@30 task_entry_ret/cfi@40", .source = WHY_BACKTRACE_CFI },
    { .name = "the same, and nothing leads on", .pc = NUMBER(0, 0x6173656e), .registers = { NUMBER(1, 0x6173656f) },
      .words = { LABEL(0x2c, "main_middle_ret") }, .frames = "0x6173656e/register@0", .ended = "no word of the stack" },
    { .name = "an odd word is no return address", .pc = LABEL(0, "opaque_body"), .words = { NUMBER(0x1c, 0x42000049) },
      .frames = "opaque_body/register@0", .ended = "no word of the stack" },
};
/* clang-format on */

static void words_are_frames_only_where_their_calls_fit(void **state)
{
    (void)state;
    assert_int_equal(check_stacks(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_frames_only_where_their_calls_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
