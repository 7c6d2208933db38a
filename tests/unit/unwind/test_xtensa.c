/* Walks through window save areas. */
#include "windows.h"

#define SP 0x3ffb4000u
#define SP_1 0x3ffb4020u
#define SP_2 0x3ffb4060u
#define SP_3 0x3ffb4090u

#define FRAMES_MOST 6u

struct walk_case {
    const char *name;
    uint32_t pc;
    uint32_t ps;
    enum why_context context; /* unknown: exception */
    uint32_t a0;              /* 0: the register is 0, too */
    bool no_a0;               /* it is not known */
    uint32_t a8;
    struct word memory[WORDS_MOST];
    bool no_elf;
    uint32_t stack_hi;            /* of the task; 0: no task */
    uint32_t frames[FRAMES_MOST]; /* program counters, 0 at the end */
    const char *ended;            /* in the clause; NULL: none */
};

#define A0 WINDOW(8, BEHIND_CALLX8)
#define A0_2 WINDOW(8, BEHIND_CALLX8_2)
#define A0_4 WINDOW(4, BEHIND_CALLX4)

/* clang-format off */
static const struct walk_case cases[] = {
    { .name = "to the task's first function", .pc = BEHIND_NOTHING, .a0 = A0,
      .memory = { SAVED(SP, A0_2, SP_1), SAVED(SP_1, A0_4, SP_2), SAVED(SP_2, 0, SP_3) },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8, BEHIND_CALLX8_2, BEHIND_CALLX4 } },
    { .name = "a task that has not run", .pc = BEHIND_NOTHING, .context = WHY_CONTEXT_INTERRUPTED,
      .memory = { { SP, 1 } }, .frames = { BEHIND_NOTHING } },
    { .name = "a return address of 0 with window bits", .pc = BEHIND_NOTHING, .a0 = 0x80000000,
      .memory = { { SP, 1 } }, .frames = { BEHIND_NOTHING } },
    { .name = "ROM code cannot be checked", .pc = BEHIND_NOTHING, .a0 = WINDOW(8, IN_ROM),
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { BEHIND_NOTHING, IN_ROM } },
    { .name = "nor can code without the ELF", .pc = BEHIND_NOTHING, .a0 = WINDOW(8, BEHIND_NOTHING), .no_elf = true,
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { BEHIND_NOTHING, BEHIND_NOTHING } },
    { .name = "a save area outside of the dump", .pc = BEHIND_NOTHING, .a0 = A0,
      .memory = { SAVED(SP, A0_2, SP_1) },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8, BEHIND_CALLX8_2 }, .ended = "the window save area at 0x3ffb4010 is not in the dump" },
    { .name = "half of a save area", .pc = BEHIND_NOTHING, .a0 = A0,
      .memory = { { SP - 16, A0_2 }, { SP - 12, SP_1 } },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8 }, .ended = "the window save area at 0x3ffb3ff0 is not in the dump" },
    { .name = "stack pointers that go down", .pc = BEHIND_NOTHING, .a0 = A0,
      .memory = { SAVED(SP, A0_2, SP - 32), SAVED(SP - 32, 0, SP) },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8 }, .ended = "holds no stack pointer: 0x3ffb3fe0" },
    { .name = "that stand still", .pc = BEHIND_NOTHING, .a0 = A0, .memory = { SAVED(SP, A0, SP) },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8 }, .ended = "holds no stack pointer" },
    { .name = "that are not aligned", .pc = BEHIND_NOTHING, .a0 = A0, .memory = { SAVED(SP, A0, SP_1 + 4) },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8 }, .ended = "holds no stack pointer" },
    { .name = "that leave the task's stack", .pc = BEHIND_NOTHING, .a0 = A0, .stack_hi = SP_2,
      .memory = { SAVED(SP, A0_2, SP_1), SAVED(SP_1, A0_4, SP_3) },
      .frames = { BEHIND_NOTHING, BEHIND_CALLX8, BEHIND_CALLX8_2 }, .ended = "holds no stack pointer: 0x3ffb4090" },
    { .name = "no call before the return address", .pc = BEHIND_NOTHING, .a0 = WINDOW(8, BEHIND_NOTHING),
      .memory = { SAVED(SP, A0, SP_1) }, .frames = { BEHIND_NOTHING }, .ended = "no call ends at the return address 0x800d0050" },
    { .name = "a call of another size", .pc = BEHIND_NOTHING, .a0 = WINDOW(4, BEHIND_CALLX8),
      .memory = { SAVED(SP, A0, SP_1) }, .frames = { BEHIND_NOTHING }, .ended = "no call ends at" },
    { .name = "a return address that is data", .pc = BEHIND_NOTHING, .a0 = 0xbfff0020,
      .memory = { SAVED(SP, A0, SP_1) }, .frames = { BEHIND_NOTHING }, .ended = "the return address 0x7fff0020 is not code" },
    { .name = "call0 code", .pc = BEHIND_NOTHING, .a0 = 0x3ffd0058,
      .memory = { SAVED(SP, A0, SP_1) }, .frames = { BEHIND_NOTHING }, .ended = "0x3ffd0058 is not the return address of a windowed call" },
    { .name = "the caller of a bad call", .pc = 0, .ps = STATUS(8), .a0 = A0_2, .a8 = A0,
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { 0xffffffff, BEHIND_CALLX8, BEHIND_CALLX8_2 } },
    { .name = "registers alone", .pc = BEHIND_NOTHING, .a0 = A0, .frames = { BEHIND_NOTHING, BEHIND_CALLX8 } },
    { .name = "a program counter without its top bits", .pc = BEHIND_CALLX8 & 0x3fffffff, .context = WHY_CONTEXT_YIELDED, .a0 = A0_2,
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { BEHIND_CALLX8, BEHIND_CALLX8_2 } },
    { .name = "a task that yielded", .pc = BEHIND_CALLX8, .context = WHY_CONTEXT_YIELDED, .no_a0 = true,
      .memory = { SAVED(SP, WINDOW(8, BEHIND_CALL8_UP), SP_1), SAVED(SP_1, 0, SP_2) }, .frames = { BEHIND_CALLX8, 0xffffffff, BEHIND_CALL8_UP } },
    { .name = "one whose save area is not there", .pc = BEHIND_CALLX8, .context = WHY_CONTEXT_YIELDED, .no_a0 = true,
      .memory = { { SP, 1 } }, .frames = { BEHIND_CALLX8 }, .ended = "lies below the stack that was dumped" },
    { .name = "a direct call of this function", .pc = AT_ENTRY + 8, .a0 = WINDOW(8, BEHIND_CALL8_UP),
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { AT_ENTRY + 8, BEHIND_CALL8_UP } },
    { .name = "a direct call of another one", .pc = BEHIND_NOTHING, .a0 = WINDOW(8, BEHIND_CALL8_UP),
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { BEHIND_NOTHING }, .ended = "0x800d0054 goes to another function" },
    { .name = "code that is in no ELF and not in ROM", .pc = BEHIND_NOTHING, .a0 = WINDOW(8, 0x400d4000),
      .memory = { SAVED(SP, 0, SP_1) }, .frames = { BEHIND_NOTHING }, .ended = "no call ends at the return address 0x800d4000" },
    { .name = "a frame in ROM that nobody called", .pc = BEHIND_NOTHING, .a0 = WINDOW(8, IN_ROM),
      .memory = { SAVED(SP, WINDOW(8, BEHIND_CALL8_UP), SP_1), SAVED(SP_1, 0, SP_2) },
      .frames = { BEHIND_NOTHING }, .ended = "goes to another function" },
    { .name = "through an interrupt, to another stack", .pc = BEHIND_NOTHING, .a0 = WINDOW(4, IN_DISPATCHER),
      .memory = { SAVED(SP, WINDOW(4, BEHIND_NOTHING + 1), SP_1), SAVED(SP_1, A0, SP - 64), SAVED(SP - 64, 0, SP) },
      .frames = { BEHIND_NOTHING, IN_DISPATCHER, BEHIND_NOTHING + 1, BEHIND_CALLX8 } },
    { .name = "an interrupt of data", .pc = BEHIND_NOTHING, .a0 = WINDOW(4, IN_DISPATCHER),
      .memory = { SAVED(SP, 0x7fff0020, SP_1), SAVED(SP_1, A0, SP_2) },
      .frames = { BEHIND_NOTHING, IN_DISPATCHER }, .ended = "the return address 0x7fff0020 is not code" },
    { .name = "no return address at all", .pc = BEHIND_CALLX8, .no_a0 = true,
      .memory = { { SP, 1 } }, .frames = { BEHIND_CALLX8 }, .ended = "the return address is not known" },
};
/* clang-format on */

static struct why_start start_of(const struct walk_case *c, const struct why_task *task)
{
    struct why_start start = {
        .pc = given(c->pc),
        .ps = given(c->ps),
        .context = c->context ? c->context : WHY_CONTEXT_EXCEPTION,
        .task = c->stack_hi ? task : NULL,
    };

    start.registers.known = c->no_a0 ? 2u : 3u;
    start.registers.value[0] = c->a0;
    start.registers.value[1] = SP;
    start.registers.value[8] = c->a8;
    start.registers.known |= c->a8 ? 1u << 8 : 0;
    return start;
}

/* 0xffffffff stands for a program counter that is no code, or not known. */
static bool same_frames(const struct walk_case *c, const struct why_backtrace *backtrace)
{
    size_t i = 0;

    for (; i < FRAMES_MOST && c->frames[i] != 0; i++) {
        if (i >= backtrace->frame_count)
            return false;
        if (c->frames[i] != 0xffffffff && backtrace->frames[i].pc.value != c->frames[i])
            return false;
    }
    return i == backtrace->frame_count;
}

static bool same_end(const struct walk_case *c, const struct why_backtrace *backtrace)
{
    if (!c->ended || !backtrace->ended)
        return !c->ended && !backtrace->ended;
    return strstr(backtrace->ended, c->ended) != NULL;
}

static bool check(const struct walk_case *c)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, "InstrFetchProhibited", !c->no_elf);
    const struct why_task task = { .stack_hi = given(c->stack_hi) };
    struct why_backtrace backtrace = { .frame_count = 0 };
    struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    const struct why_start start = start_of(c, &task);
    bool right;

    add_words(crash, c->memory);
    why_walk_xtensa(&walk, &start);
    right = same_frames(c, &backtrace) && same_end(c, &backtrace) && !walk.out_of_memory;
    if (!right)
        print_message("%s: %zu frames, %s\n", c->name, backtrace.frame_count,
                      backtrace.ended ? backtrace.ended : "no clause");
    why_crash_destroy(crash);
    why_image_deinit(&image);
    return right;
}

static void walks_end_where_the_stack_does(void **state)
{
    int wrong = 0;

    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        wrong += check(&cases[i]) ? 0 : 1;
    assert_int_equal(wrong, 0);
}

/* ---- what a frame holds ---------------------------------------------------------------------- */

static void check_frame(const struct why_frame *frame, uint32_t lookup, enum why_trust trust,
                        uint32_t sp, uint32_t cfa)
{
    assert_int_equal(frame->lookup.value, lookup);
    assert_int_equal(frame->trust, trust);
    assert_int_equal(frame->sp.value, sp);
    assert_int_equal(frame->cfa.known, cfa != 0);
    assert_int_equal(frame->cfa.value, cfa);
}

/* app_main() called ring_push() with CALL12, so that eight of its registers are far from the rest.
 */
static void callers_get_their_registers_back(void **state)
{
    static const struct word words[] = {
        SAVED(SP, A0_2, SP_1), SAVED(SP_1, 0, SP_2), { SP_2 - 48, 104 }, { SP_2 - 44, 105 },
        { SP_2 - 40, 106 },    { SP_2 - 36, 107 },   { SP_2 - 32, 108 }, { SP_2 - 28, 109 },
        { SP_2 - 24, 110 },    { SP_2 - 20, 111 },   { 0, 0 },
    };
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, "LoadProhibited", true);
    struct why_backtrace backtrace = { .frame_count = 0 };
    struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    const struct walk_case c = { .pc = BEHIND_NOTHING, .a0 = WINDOW(12, BEHIND_CALLX12) };
    const struct why_start start = start_of(&c, NULL);
    const struct why_registers *registers;

    (void)state;
    add_words(crash, words);
    why_walk_xtensa(&walk, &start);
    assert_int_equal(backtrace.frame_count, 3);
    assert_int_equal(backtrace.source, WHY_BACKTRACE_SAVE_AREA);
    check_frame(&backtrace.frames[0], BEHIND_NOTHING, WHY_TRUST_REGISTER, SP, SP_1);
    check_frame(&backtrace.frames[1], BEHIND_CALLX12 - 3, WHY_TRUST_CALL_SITE, SP_1, SP_2);
    check_frame(&backtrace.frames[2], BEHIND_CALLX8_2 - 3, WHY_TRUST_SAVE_AREA, SP_2, 0);
    registers = backtrace.frames[1].registers;
    assert_non_null(registers);
    assert_int_equal(registers->known, 0xfff);
    assert_int_equal(registers->value[2], 2);
    for (unsigned i = 4; i < 12; i++)
        assert_int_equal(registers->value[i], 100 + i);
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

static void a_bad_call_keeps_the_registers_of_its_caller(void **state)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, "InstrFetchProhibited", true);
    struct why_backtrace backtrace = { .frame_count = 0 };
    struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    const struct walk_case c = { .ps = STATUS(8), .a0 = A0_2, .a8 = A0 };
    const struct why_start start = start_of(&c, NULL);

    (void)state;
    why_walk_xtensa(&walk, &start);
    assert_int_equal(backtrace.frame_count, 3);
    check_frame(&backtrace.frames[1], BEHIND_CALLX8 - 3, WHY_TRUST_CALL_SITE, SP, 0);
    assert_int_equal(backtrace.frames[1].registers->known, 3);
    assert_int_equal(backtrace.source, WHY_BACKTRACE_NONE);
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

static void a_task_that_yielded_is_looked_up_at_its_call(void **state)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, NULL, true);
    struct why_backtrace backtrace = { .frame_count = 0 };
    struct why_walk walk = why_walk_of(crash, &image, &backtrace);
    const struct walk_case c = { .pc = BEHIND_CALLX8, .context = WHY_CONTEXT_YIELDED };
    const struct why_start start = start_of(&c, NULL);

    (void)state;
    why_walk_xtensa(&walk, &start);
    assert_int_equal(backtrace.frame_count, 1);
    check_frame(&backtrace.frames[0], BEHIND_CALLX8 - 3, WHY_TRUST_REGISTER, SP, 0);
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_end_where_the_stack_does),
        cmocka_unit_test(callers_get_their_registers_back),
        cmocka_unit_test(a_bad_call_keeps_the_registers_of_its_caller),
        cmocka_unit_test(a_task_that_yielded_is_looked_up_at_its_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
