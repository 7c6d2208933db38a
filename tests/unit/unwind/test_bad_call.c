/* The frame that a call through a bad pointer loses. */
#include "unwind/bad_call.h"
#include "windows.h"

struct bad_call_case {
    const char *name;
    const char *reason; /* NULL: InstrFetchProhibited */
    uint32_t pc;
    uint32_t ps;
    unsigned number; /* of the register that follows */
    uint32_t value;
    unsigned number2; /* of another one; 0: none */
    uint32_t value2;
    bool no_elf;
    uint32_t found; /* return address; 0: none */
    unsigned window;
};

#define ILLEGAL "IllegalInstruction"
#define NOWHERE 0x6a17c0dcu

/* clang-format off */
static const struct bad_call_case cases[] = {
    { .name = "call8", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8), .found = BEHIND_CALLX8, .window = 8 },
    { .name = "call4", .pc = NOWHERE, .ps = STATUS(4), .number = 4, .value = WINDOW(4, BEHIND_CALLX4), .found = BEHIND_CALLX4, .window = 4 },
    { .name = "call12", .pc = NOWHERE, .ps = STATUS(12), .number = 12, .value = WINDOW(12, BEHIND_CALLX12), .found = BEHIND_CALLX12, .window = 12 },
    { .name = "into data", .pc = 0x3ffb0018, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8), .found = BEHIND_CALLX8, .window = 8 },
    { .name = "without the ELF", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8), .no_elf = true, .found = BEHIND_CALLX8, .window = 8 },
    { .name = "CALLX0 loses nothing", .pc = 0, .ps = STATUS(0), .number = 8, .value = WINDOW(8, BEHIND_CALLX8) },
    { .name = "CALLINC is left over in an ordinary crash", .reason = "LoadProhibited", .pc = BEHIND_NOTHING, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8) },
    { .name = "also in an illegal instruction of a function", .reason = ILLEGAL, .pc = BEHIND_NOTHING, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8) },
    { .name = "top bits of another call", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(4, BEHIND_CALLX8) },
    { .name = "a call of another size stands there", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX4) },
    { .name = "a CALLX0 stands there", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX0) },
    { .name = "no call stands there", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_NOTHING) },
    { .name = "no code is there", .pc = 0, .ps = STATUS(8), .number = 8, .value = WINDOW(8, 0x3ffb0018), .no_elf = true },
    { .name = "the register is not known", .pc = 0, .ps = STATUS(8), .number = 4, .value = WINDOW(8, BEHIND_CALLX8) },
    { .name = "the pointer's register holds the program counter", .pc = NOWHERE, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8_OF_A5), .number2 = 5, .value2 = NOWHERE, .found = BEHIND_CALLX8_OF_A5, .window = 8 },
    { .name = "the pointer's register holds something else", .pc = NOWHERE, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8_OF_A5), .number2 = 5, .value2 = BEHIND_NOTHING },
    { .name = "a direct call goes elsewhere", .pc = NOWHERE, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALL8_UP) },
    { .name = "garbage that runs", .reason = ILLEGAL, .pc = 0x40090000, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8), .found = BEHIND_CALLX8, .window = 8 },
    { .name = "outside of the functions of a section", .reason = ILLEGAL, .pc = IN_LITERALS, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8), .found = BEHIND_CALLX8, .window = 8 },
    { .name = "garbage, some instructions behind the pointer", .reason = ILLEGAL, .pc = 0x40090009, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8_OF_A5), .number2 = 5, .value2 = 0x40090000, .found = BEHIND_CALLX8_OF_A5, .window = 8 },
    { .name = "garbage far from the pointer", .reason = ILLEGAL, .pc = 0x40090100, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8_OF_A5), .number2 = 5, .value2 = 0x40090000 },
    { .name = "garbage needs the call to be seen", .reason = ILLEGAL, .pc = 0x40090000, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8), .no_elf = true },
    { .name = "garbage by another cause is not told from code", .reason = "LoadProhibited", .pc = 0x40090000, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8) },
    { .name = "the ROM is no garbage", .reason = ILLEGAL, .pc = IN_ROM, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALLX8) },
    { .name = "a function that has not begun", .reason = "LoadProhibited", .pc = AT_ENTRY, .ps = STATUS(8), .number = 8, .value = WINDOW(8, BEHIND_CALL8_UP), .found = BEHIND_CALL8_UP, .window = 8 },
};
/* clang-format on */

static bool check(const struct bad_call_case *c)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash =
        build_crash(&image, c->reason ? c->reason : "InstrFetchProhibited", !c->no_elf);
    struct why_backtrace backtrace = { .frame_count = 0 };
    const struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    struct why_registers registers = { .known = 1u << c->number };
    struct why_bad_call out = { .window = 0 };
    bool right;

    registers.value[c->number] = c->value;
    registers.value[c->number2] = c->number2 ? c->value2 : 0;
    registers.known |= c->number2 ? 1u << c->number2 : 0;
    right =
        why_find_bad_call(&walk, &registers, given(c->pc), given(c->ps), &out) == (c->found != 0) &&
        out.return_address == c->found && out.window == c->window;
    if (!right)
        print_message("%s: 0x%08x in a%u\n", c->name, (unsigned)out.return_address, out.window);
    why_crash_destroy(crash);
    why_image_deinit(&image);
    return right;
}

static void bad_calls_are_told_from_left_over_ones(void **state)
{
    int wrong = 0;

    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        wrong += check(&cases[i]) ? 0 : 1;
    assert_int_equal(wrong, 0);
}

/* Had app_main() made the bad call, A0 would lead to its caller, not to that of another function.
 */
static void the_caller_of_the_caller_must_fit(void **state)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, "InstrFetchProhibited", true);
    struct why_backtrace backtrace = { .frame_count = 0 };
    const struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    struct why_registers registers = { .known = 1u | 1u << 8 };
    struct why_bad_call out;

    (void)state;
    registers.value[8] = WINDOW(8, BEHIND_CALLX8);
    registers.value[0] = WINDOW(8, BEHIND_CALLX8_2);
    assert_true(why_find_bad_call(&walk, &registers, given(0), given(STATUS(8)), &out));
    registers.value[0] = WINDOW(8, BEHIND_CALL8_UP);
    assert_false(why_find_bad_call(&walk, &registers, given(0), given(STATUS(8)), &out));
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

static void nothing_is_said_without_a_status(void **state)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, "InstrFetchProhibited", true);
    struct why_backtrace backtrace = { .frame_count = 0 };
    const struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    struct why_registers registers = { .known = 1u << 8 };
    struct why_bad_call out;

    (void)state;
    registers.value[8] = WINDOW(8, BEHIND_CALLX8);
    assert_false(why_find_bad_call(&walk, &registers, given(0), (struct why_value){ 0 }, &out));
    assert_false(
        why_find_bad_call(&walk, &registers, (struct why_value){ 0 }, given(STATUS(8)), &out));
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_calls_are_told_from_left_over_ones),
        cmocka_unit_test(the_caller_of_the_caller_must_fit),
        cmocka_unit_test(nothing_is_said_without_a_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
