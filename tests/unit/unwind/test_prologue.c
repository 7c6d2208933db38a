/* What the instructions of a function tell of its frame. */
#include "stack.h"
#include "unwind/prologue.h"

#define RA 1
#define S0 8
#define S1 9
#define NOT_SAVED 1

struct prologue_case {
    const char *name;
    const char *at; /* label; the instruction before it when it is a return address */
    const char *chip;
    bool unknown;
    int32_t sp;
    bool lost;
    int32_t ra; /* where it is saved; NOT_SAVED */
    int32_t s0;
    int32_t s1;
    bool trap;
};

/* clang-format off */
static const struct prologue_case cases[] = {
    { .name = "a frame", .at = "bare_ret", .sp = -32, .ra = -4, .s0 = -8, .s1 = NOT_SAVED },
    { .name = "behind an epilogue", .at = "bare_late_ret", .sp = -32, .ra = -4, .s0 = -8, .s1 = NOT_SAVED },
    { .name = "in an epilogue", .at = "bare_end", .sp = 0, .ra = -4, .s0 = -8, .s1 = NOT_SAVED },
    { .name = "at the first instruction", .at = "bare", .sp = 0, .ra = NOT_SAVED, .s0 = NOT_SAVED, .s1 = NOT_SAVED },
    { .name = "a frame that only one way makes", .at = "wrapped_ret", .sp = -16, .ra = -4, .s0 = NOT_SAVED, .s1 = NOT_SAVED },
    { .name = "the other way", .at = "wrapped_early", .sp = 0, .ra = NOT_SAVED, .s0 = NOT_SAVED, .s1 = NOT_SAVED },
    { .name = "a case of a switch", .at = "switches_ret", .sp = -48, .ra = -4, .s0 = NOT_SAVED, .s1 = NOT_SAVED },
    { .name = "registers that shared code saves", .at = "outlined_ret", .sp = -32, .ra = -4, .s0 = -8, .s1 = NOT_SAVED },
    { .name = "a stack pointer that moves by a register", .at = "opaque_ret", .lost = true, .ra = NOT_SAVED, .s0 = NOT_SAVED, .s1 = NOT_SAVED },
    { .name = "a pointer to the frame", .at = "pointed_ret", .sp = -32, .lost = true, .ra = -4, .s0 = -8, .s1 = NOT_SAVED },
    { .name = "Zcmp", .at = "pushes_ret", .chip = "esp32c61", .sp = -32, .ra = -12, .s0 = -8, .s1 = -4 },
    { .name = "Zcmp, on a core that lacks it", .at = "pushes_ret", .unknown = true },
    { .name = "a trap", .at = "interrupt_ret", .sp = -128, .ra = -124, .s0 = -96, .s1 = NOT_SAVED, .trap = true },
    { .name = "no function", .at = "ets_printf", .unknown = true },
};
/* clang-format on */

static bool is_slot(const struct why_prologue *found, int number, int32_t slot)
{
    if (slot == NOT_SAVED)
        return !(found->saved & 1u << number);
    return (found->saved & 1u << number) && found->slot[number] == slot;
}

static bool check_prologue(const struct prologue_case *c, const struct why_image *image)
{
    static uint8_t bytes[STACK_BYTES];
    const struct stack_case stack = { .name = c->name, .chip = c->chip };
    const struct cell at = { 0, c->at, 0 };
    struct why_crash *crash = make_crash(&stack, image, bytes);
    struct why_backtrace backtrace = { .frame_count = 0 };
    const struct why_walk walk = why_walk_of(crash, image, &backtrace);
    const bool behind = strlen(c->at) > 4 && strcmp(c->at + strlen(c->at) - 4, "_ret") == 0;
    const uint32_t address = strcmp(c->at, "ets_printf") == 0 ? 0x40000040 : resolve(image, &at);
    struct why_prologue found = { .sp = 1 };
    bool known = why_prologue_read(&walk, address - (behind ? 1 : 0), &found);
    bool same = known != c->unknown;

    if (known && !c->unknown)
        same = found.lost == c->lost && (c->lost || found.sp == c->sp) && found.trap == c->trap &&
               is_slot(&found, RA, c->ra) && is_slot(&found, S0, c->s0) &&
               is_slot(&found, S1, c->s1);
    if (!same)
        print_error("%s: known %d, sp %d, saved %08x, ra %d, s0 %d, s1 %d\n", c->name, known,
                    (int)found.sp, (unsigned)found.saved, (int)found.slot[RA], (int)found.slot[S0],
                    (int)found.slot[S1]);
    why_crash_destroy(crash);
    return same;
}

static void frames_are_read_from_code(void **state)
{
    struct why_image image = open_stack_elf();
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        failed += check_prologue(&cases[i], &image) ? 0 : 1;
    why_image_deinit(&image);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_read_from_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
