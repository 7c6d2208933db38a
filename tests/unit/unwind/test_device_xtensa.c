/* Backtraces that the chip printed: what is checked, and what is added. */
#include "unwind/window.h"
#include "windows.h"

#define ENTRIES_MOST 6u

struct entry {
    uint32_t pc; /* as printed; 0 ends the list */
    uint32_t sp;
};

struct device_case {
    const char *name;
    const char *reason;
    struct built_register registers[6];
    struct entry printed[ENTRIES_MOST];
    bool corrupted;
    bool continues;
    bool no_elf;
    struct word memory[WORDS_MOST];
    uint32_t frames[8]; /* program counters afterwards, 0 at the end */
    const char *note;   /* NULL: none */
    const char *ended;  /* NULL: nothing is said */
};

#define SP 0x3ffb4000u
#define FETCH "InstrFetchProhibited"
#define LOAD "LoadProhibited"
#define PRINTED(address) ((address)-3)
#define A0 WINDOW(8, BEHIND_CALLX8)
#define A0_2 WINDOW(8, BEHIND_CALLX8_2)

/* clang-format off */
static const struct device_case cases[] = {
    { .name = "all is well", .reason = LOAD,
      .registers = { { "PC", BEHIND_NOTHING }, { "PS", STATUS(8) }, { "A0", A0 }, { "A1", SP }, { "A8", A0_2 } },
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 32 }, { PRINTED(IN_ROM), SP + 64 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8), PRINTED(IN_ROM) } },
    { .name = "an entry that follows no call", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 32 }, { PRINTED(BEHIND_NOTHING), SP + 64 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8), PRINTED(BEHIND_NOTHING) },
      .note = "0x400d004d cannot be right: no call stands there" },
    { .name = "one that follows a CALL0", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX0), SP + 32 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX0) }, .note = "no call stands there" },
    { .name = "A0 tells of a call of another size", .reason = LOAD, .registers = { { "A0", WINDOW(4, BEHIND_CALLX8) } },
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 32 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8) }, .note = "no call stands there" },
    { .name = "one whose call goes to another function", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALL8_UP), SP + 32 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALL8_UP) }, .note = "goes to another function" },
    { .name = "the last entry of a corrupted one fits, but for the stack", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), 0x616c6973 } }, .corrupted = true,
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8) }, .ended = "its stack pointer, 0x616c6973, does not" },
    { .name = "the last entry of a corrupted one is not noted", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 32 }, { PRINTED(BEHIND_NOTHING), 3 } },
      .corrupted = true, .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8), PRINTED(BEHIND_NOTHING) } },
    { .name = "nothing to compare with", .reason = LOAD, .no_elf = true,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_NOTHING), SP - 32 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_NOTHING) } },
    { .name = "a stack pointer that goes down", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP - 32 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8) }, .note = "0x3ffb3fe0 is no stack pointer for" },
    { .name = "one that is not aligned", .reason = LOAD, .no_elf = true,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 33 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8) }, .note = "0x3ffb4021 is no stack pointer for" },
    { .name = "interrupted code was not called, and has another stack", .reason = LOAD,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(IN_DISPATCHER), SP + 32 }, { PRINTED(BEHIND_NOTHING), SP - 64 } },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(IN_DISPATCHER), PRINTED(BEHIND_NOTHING) } },
    { .name = "the caller of a bad call goes in", .reason = FETCH,
      .registers = { { "PC", 0 }, { "PS", STATUS(8) }, { "A0", A0_2 }, { "A1", SP }, { "A8", A0 } },
      .printed = { { 0xfffffffd, SP }, { PRINTED(BEHIND_CALLX8_2), SP + 32 }, { PRINTED(IN_ROM), SP + 64 } },
      .frames = { 0xfffffffd, BEHIND_CALLX8, PRINTED(BEHIND_CALLX8_2), PRINTED(IN_ROM) } },
    { .name = "what A8 kept from another call does not", .reason = FETCH,
      .registers = { { "PC", 0 }, { "PS", STATUS(8) }, { "A0", A0_2 }, { "A1", SP }, { "A8", WINDOW(8, BEHIND_NOTHING) } },
      .printed = { { 0xfffffffd, SP }, { PRINTED(BEHIND_CALLX8_2), SP + 32 } },
      .frames = { 0xfffffffd, PRINTED(BEHIND_CALLX8_2) } },
    { .name = "behind a corrupted first entry", .reason = FETCH,
      .registers = { { "PC", 0 }, { "PS", STATUS(8) }, { "A0", A0_2 }, { "A1", SP }, { "A8", A0 } },
      .printed = { { 0xfffffffd, SP } }, .corrupted = true, .frames = { 0xfffffffd, BEHIND_CALLX8, BEHIND_CALLX8_2 },
      .ended = "first entry, the bad address; what is behind it comes from registers" },
    { .name = "behind a corrupted first entry in code", .reason = LOAD,
      .registers = { { "PC", BEHIND_NOTHING }, { "PS", STATUS(8) }, { "A0", A0_2 }, { "A1", SP } },
      .printed = { { PRINTED(BEHIND_NOTHING), SP } }, .corrupted = true, .frames = { PRINTED(BEHIND_NOTHING), BEHIND_CALLX8_2 },
      .ended = "first entry; what is behind it comes from registers" },
    { .name = "A0 of a call that goes to another function", .reason = LOAD,
      .registers = { { "PC", BEHIND_NOTHING }, { "PS", STATUS(8) }, { "A0", WINDOW(8, BEHIND_CALL8_UP) }, { "A1", SP } },
      .printed = { { PRINTED(BEHIND_NOTHING), SP } }, .corrupted = true, .frames = { PRINTED(BEHIND_NOTHING) } },
    { .name = "A0 of interrupted code is no return address", .reason = LOAD,
      .registers = { { "PC", IN_DISPATCHER }, { "PS", STATUS(8) }, { "A0", A0_2 }, { "A1", SP } },
      .printed = { { PRINTED(IN_DISPATCHER), SP } }, .corrupted = true, .frames = { PRINTED(IN_DISPATCHER) } },
    { .name = "nothing behind it in A0", .reason = FETCH,
      .registers = { { "PC", 0 }, { "PS", STATUS(0) }, { "A0", WINDOW(8, BEHIND_NOTHING) }, { "A1", SP } },
      .printed = { { 0xfffffffd, SP } }, .corrupted = true, .frames = { 0xfffffffd } },
    { .name = "beyond the chip's depth, as memory tells", .reason = LOAD, .continues = true,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 32 } },
      .memory = { SAVED(SP, A0_2, SP + 32), SAVED(SP + 32, 0, SP + 64) },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8), BEHIND_CALLX8_2 } },
    { .name = "memory that does not fit what was printed", .reason = LOAD, .continues = true,
      .printed = { { PRINTED(BEHIND_NOTHING), SP }, { PRINTED(BEHIND_CALLX8), SP + 32 } },
      .memory = { SAVED(SP, A0_2, SP + 48), SAVED(SP + 48, 0, SP + 64) },
      .frames = { PRINTED(BEHIND_NOTHING), PRINTED(BEHIND_CALLX8) } },
};
/* clang-format on */

static void fill_core(const struct device_case *c, struct why_core *core,
                      struct why_register *cells, struct why_frame *frames)
{
    *core = (struct why_core){ .registers = cells };
    for (size_t i = 0; i < WHY_COUNTOF(c->registers) && c->registers[i].name; i++)
        cells[core->register_count++] =
            (struct why_register){ .name = c->registers[i].name,
                                   .value = given(c->registers[i].value) };
    core->backtrace = (struct why_backtrace){
        .source = WHY_BACKTRACE_DEVICE,
        .frames = frames,
        .corrupted = c->corrupted,
        .continues = c->continues,
    };
    for (size_t i = 0; i < ENTRIES_MOST && c->printed[i].pc != 0; i++)
        frames[core->backtrace.frame_count++] = (struct why_frame){
            .pc = given(c->printed[i].pc),
            .lookup = given(c->printed[i].pc),
            .sp = given(c->printed[i].sp),
            .trust = WHY_TRUST_DEVICE,
        };
}

static bool same_frames(const struct device_case *c, const struct why_backtrace *backtrace)
{
    size_t i = 0;

    for (; i < WHY_COUNTOF(c->frames) && c->frames[i] != 0; i++)
        if (i >= backtrace->frame_count || backtrace->frames[i].pc.value != c->frames[i])
            return false;
    return i == backtrace->frame_count;
}

static bool same_notes(const struct device_case *c, const struct why_crash *crash)
{
    if (!c->note)
        return crash->note_count == 0;
    return crash->note_count == 1 && strstr(crash->notes[0].text, c->note);
}

static bool same_end(const struct device_case *c, const struct why_backtrace *backtrace)
{
    if (!c->ended || !backtrace->ended)
        return !c->ended && !backtrace->ended;
    return strstr(backtrace->ended, c->ended) != NULL;
}

static bool check(const struct device_case *c)
{
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, c->reason, !c->no_elf);
    struct why_register cells[WHY_COUNTOF(c->registers)];
    struct why_frame frames[ENTRIES_MOST];
    struct why_core core;
    struct why_walk walk;
    bool right;

    fill_core(c, &core, cells, frames);
    add_words(crash, c->memory);
    walk = why_walk_of(crash, &image, &core.backtrace);
    walk.capacity = core.backtrace.frame_count;
    why_check_device_xtensa(&walk, &core);
    right = same_frames(c, &core.backtrace) && same_notes(c, crash) &&
            same_end(c, &core.backtrace) && !walk.out_of_memory;
    if (!right)
        print_message("%s: %zu frames, %s\n", c->name, core.backtrace.frame_count,
                      crash->note_count ? crash->notes[0].text : "no note");
    why_crash_destroy(crash);
    why_image_deinit(&image);
    return right;
}

static void printed_entries_are_checked_and_never_lost(void **state)
{
    int wrong = 0;

    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        wrong += check(&cases[i]) ? 0 : 1;
    assert_int_equal(wrong, 0);
}

static void the_added_frame_says_where_it_comes_from(void **state)
{
    static const struct device_case c = {
        .registers = { { "PC", 0 }, { "PS", STATUS(8) }, { "A0", A0_2 }, { "A8", A0 } },
        .printed = { { 0xfffffffd, SP }, { PRINTED(BEHIND_CALLX8_2), SP + 32 } },
    };
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, FETCH, true);
    struct why_register cells[WHY_COUNTOF(c.registers)];
    struct why_frame frames[ENTRIES_MOST];
    const struct why_frame *added;
    struct why_core core;
    struct why_walk walk;

    (void)state;
    fill_core(&c, &core, cells, frames);
    walk = why_walk_of(crash, &image, &core.backtrace);
    walk.capacity = core.backtrace.frame_count;
    why_check_device_xtensa(&walk, &core);
    assert_int_equal(core.backtrace.frame_count, 3);
    added = &core.backtrace.frames[1];
    assert_int_equal(added->trust, WHY_TRUST_CALL_SITE);
    assert_int_equal(added->lookup.value, BEHIND_CALLX8 - 3);
    assert_int_equal(added->sp.value, SP);
    assert_int_equal(core.backtrace.source, WHY_BACKTRACE_DEVICE);
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

static void interrupted_code_is_looked_up_where_it_was(void **state)
{
    static const struct device_case c = {
        .printed = { { PRINTED(IN_DISPATCHER), SP }, { PRINTED(BEHIND_NOTHING), SP + 32 } },
    };
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build_crash(&image, LOAD, true);
    struct why_register cells[WHY_COUNTOF(c.registers)];
    struct why_frame frames[ENTRIES_MOST];
    struct why_core core;
    struct why_walk walk;

    (void)state;
    fill_core(&c, &core, cells, frames);
    walk = why_walk_of(crash, &image, &core.backtrace);
    why_check_device_xtensa(&walk, &core);
    assert_int_equal(frames[1].lookup.value, BEHIND_NOTHING);
    assert_int_equal(frames[1].pc.value, PRINTED(BEHIND_NOTHING));
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_entries_are_checked_and_never_lost),
        cmocka_unit_test(the_added_frame_says_where_it_comes_from),
        cmocka_unit_test(interrupted_code_is_looked_up_where_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
