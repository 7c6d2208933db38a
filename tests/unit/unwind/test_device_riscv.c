/* Backtraces that a RISC-V chip printed, with the ELF. */
#include "stack.h"

struct device_case {
    const char *name;
    const char *label; /* return address of the second frame */
    uint32_t printed;  /* bytes less than it */
    uint32_t lookup;   /* bytes less than it */
};

/* clang-format off */
static const struct device_case cases[] = {
    { .name = "raw, behind a long call", .label = "main_middle_ret", .lookup = 1 },
    { .name = "raw, behind a short call", .label = "main_pointer_ret", .lookup = 1 },
    { .name = "less two, behind a long call", .label = "main_middle_ret", .printed = 2, .lookup = 2 },
    { .name = "less two, behind a short call", .label = "task_entry_ret", .printed = 2, .lookup = 2 },
    { .name = "no call at all", .label = "middle", .printed = 0, .lookup = 1 },
};
/* clang-format on */

static bool check_device(const struct device_case *c, const struct why_image *image)
{
    static uint8_t bytes[STACK_BYTES];
    const struct stack_case stack = { .name = c->name };
    const struct cell label = { 0, c->label, 0 };
    const uint32_t address = resolve(image, &label);
    const uint32_t pc = address - c->printed;
    struct why_frame frames[2] = {
        { .pc = { true, pc, 1 }, .lookup = { true, pc, 1 } },
        { .pc = { true, pc, 1 }, .lookup = { true, pc - 1, 1 } },
    };
    struct why_backtrace backtrace = { .frames = frames, .frame_count = 2 };
    struct why_crash *crash = make_crash(&stack, image, bytes);
    struct why_walk walk = why_walk_of(crash, image, &backtrace);
    bool same;

    why_check_device_riscv(&walk);
    same = frames[0].lookup.value == pc && frames[1].lookup.value == address - c->lookup;
    if (!same)
        print_error("%s: looked up at %08x\n", c->name, (unsigned)frames[1].lookup.value);
    why_crash_destroy(crash);
    return same;
}

static void calls_tell_how_return_addresses_are_printed(void **state)
{
    struct why_image image = open_stack_elf();
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        failed += check_device(&cases[i], &image) ? 0 : 1;
    why_image_deinit(&image);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_tell_how_return_addresses_are_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
