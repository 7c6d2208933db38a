/* Backtraces that a RISC-V chip printed, with the ELF. */
#include "stack.h"

#define NO_RA 99u
#define MARK 0xfffffffeu /* zero less two */

struct device_case {
    const char *name;
    const char *label; /* return address of the second frame */
    uint32_t printed;  /* bytes less than it */
    uint32_t lookup;   /* bytes less than it */
    uint32_t end;      /* a third entry; 0: none */
    bool no_elf;
    uint32_t ra; /* bytes that RA is above what is printed; NO_RA */
};

/* clang-format off */
static const struct device_case cases[] = {
    { .name = "raw, behind a long call", .label = "main_middle_ret", .lookup = 1 },
    { .name = "raw, behind a short call", .label = "main_pointer_ret", .lookup = 1 },
    { .name = "less two, behind a long call", .label = "main_middle_ret", .printed = 2, .lookup = 2 },
    { .name = "less two, behind a short call", .label = "task_entry_ret", .printed = 2, .lookup = 2 },
    { .name = "no call at all", .label = "middle", .printed = 0, .lookup = 1, .ra = NO_RA },
    { .name = "an end less two, but a call before the raw address", .label = "main_middle_ret", .lookup = 1, .end = MARK, .ra = 2 },
    { .name = "an end less two, and the call before that", .label = "main_middle_ret", .printed = 2, .lookup = 2, .end = MARK },
    { .name = "without an ELF RA tells: less two", .label = "main_middle_ret", .printed = 2, .lookup = 2, .no_elf = true, .ra = 2 },
    { .name = "without an ELF RA tells: raw, whatever the end", .label = "main_middle_ret", .lookup = 1, .end = MARK, .no_elf = true },
    { .name = "without an ELF and RA the end tells", .label = "main_middle_ret", .printed = 2, .lookup = 2, .end = MARK, .no_elf = true, .ra = NO_RA },
    { .name = "without any of them", .label = "main_middle_ret", .lookup = 1, .no_elf = true, .ra = NO_RA },
};
/* clang-format on */

static bool check_device(const struct device_case *c, const struct why_image *image)
{
    static uint8_t bytes[STACK_BYTES];
    const struct stack_case stack = { .name = c->name, .elf = c->no_elf ? WHY_ELF_NO : 0 };
    const struct cell label = { 0, c->label, 0 };
    const uint32_t address = resolve(image, &label);
    const uint32_t pc = address - c->printed;
    struct why_register ra = { .name = "RA", .value = { c->ra != NO_RA, pc + c->ra, 1 } };
    const struct why_core core = { .registers = &ra, .register_count = 1 };
    struct why_frame frames[3] = {
        { .pc = { true, pc, 1 }, .lookup = { true, pc, 1 } },
        { .pc = { true, pc, 1 }, .lookup = { true, 0, 1 } },
        { .pc = { true, c->end, 1 } },
    };
    struct why_backtrace backtrace = { .frames = frames, .frame_count = c->end ? 3 : 2 };
    struct why_crash *crash = make_crash(&stack, image, bytes);
    struct why_walk walk = why_walk_of(crash, image, &backtrace);
    bool same;

    why_check_device_riscv(&walk, &core);
    same = frames[0].lookup.value == pc && frames[1].lookup.value == address - c->lookup &&
           backtrace.frame_count == 2;
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
