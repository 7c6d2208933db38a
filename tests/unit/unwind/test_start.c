/* Walks by an ELF without symbols. */
#include "stack.h"

/* clang-format off */
static const struct stack_case cases[] = {
    { .name = "the call that returns tells where the function starts", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { LABEL(0x1c, "main_bare_ret"), LABEL(0x2c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "leaf_body/register@0 bare_ret/call-site@0 main_bare_ret/scan@20 task_entry_ret/cfi@30" },
    { .name = "a function that was called through a pointer", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { LABEL(0x1c, "by_pointer_ret"), LABEL(0x2c, "main_by_pointer_ret"), LABEL(0x3c, "task_entry_ret") }, .source = WHY_BACKTRACE_CFI,
      .frames = "leaf_body/register@0 bare_ret/call-site@0 by_pointer_ret/scan@20 main_by_pointer_ret/scan@30 task_entry_ret/cfi@40" },
    { .name = "a word where the function does not save its return address", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { LABEL(0x2c, "main_bare_ret") },
      .frames = "leaf_body/register@0 bare_ret/call-site@0", .ended = "; the ELF has no symbols" },
    { .name = "a call to another function", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { LABEL(0x1c, "main_opaque_ret"), LABEL(0x2c, "task_entry_ret") },
      .frames = "leaf_body/register@0 bare_ret/call-site@0", .ended = "; the ELF has no symbols" },
    { .name = "a call to an earlier function, from which no way leads here", .pc = LABEL(0, "leaf_body"), .ra = "bare_ret",
      .words = { LABEL(0x1c, "main_leaf_ret"), LABEL(0x2c, "task_entry_ret") },
      .frames = "leaf_body/register@0 bare_ret/call-site@0", .ended = "; the ELF has no symbols" },
};
/* clang-format on */

static void calls_tell_where_functions_start(void **state)
{
    struct why_image labels = open_stack_elf();
    struct why_image stripped = open_elf(WHY_TESTDATA "/elf/stack-riscv-stripped.elf");
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        failed += check_stack(&cases[i], &labels, &stripped) ? 0 : 1;
    why_image_deinit(&labels);
    why_image_deinit(&stripped);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_tell_where_functions_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
