/* Backtraces in the report for people: how they were found, and how far each frame is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "sample_crash.h"

static const struct why_run first_run = { .reports = 0 };

struct frames_case {
    const char *name;
    const char *chip;
    enum why_backtrace_source source;
    struct why_register registers[4];
    struct why_frame frames[3];
    const char *ended;
    const char *says;  /* part of the report; NULL: nothing looked for */
    const char *lacks; /* NULL: nothing */
};

/* clang-format off */
static const struct frames_case frames_cases[] = {
    { "frames by what the title says are silent", "esp32c3", WHY_BACKTRACE_CFI, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x42000010), .trust = WHY_TRUST_REGISTER }, { .pc = KNOWN(0x42000020), .trust = WHY_TRUST_CFI } },
      NULL, "backtrace (unwound from the dumped stack)\n  #0 0x42000010\n  #1 0x42000020\n", "scan" },
    { "save areas are silent too", "esp32", WHY_BACKTRACE_SAVE_AREA, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x400d0010), .trust = WHY_TRUST_REGISTER }, { .pc = KNOWN(0x400d0020), .trust = WHY_TRUST_CALL_SITE },
        { .pc = KNOWN(0x400d0030), .trust = WHY_TRUST_SAVE_AREA } },
      NULL, "backtrace (unwound from the dumped stack)\n  #0 0x400d0010\n  #1 0x400d0020\n  #2 0x400d0030\n", NULL },
    { "a scanned frame is marked, and the mark explained", "esp32c3", WHY_BACKTRACE_CFI, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x42000010), .trust = WHY_TRUST_CFI }, { .pc = KNOWN(0x42000020), .trust = WHY_TRUST_SCAN } },
      NULL, "  #1 0x42000020 (scan)\n      scan: a word on the stack", "prologue" },
    { "nothing but a scan is said once", "esp32c3", WHY_BACKTRACE_SCAN, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x42000010), .trust = WHY_TRUST_SCAN }, { .pc = KNOWN(0x42000020), .trust = WHY_TRUST_CFI } },
      NULL, "(guessed from the dumped stack: words that return behind a call)\n  #0 0x42000010\n"
      "  #1 0x42000020 (unwound)\n", "scan" },
    { "the end of a walk of ours is a clause", "esp32c3", WHY_BACKTRACE_CFI, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x42000010), .trust = WHY_TRUST_REGISTER } },
      "a word is missing", "      the walk ends here: a word is missing\n", NULL },
    { "the words of another tool stay as they are", "esp32c3", WHY_BACKTRACE_LOG, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x42000010), .trust = WHY_TRUST_REGISTER } },
      "Backtrace stopped: x", "  #0 0x42000010 (from MEPC)\n      Backtrace stopped: x\n", "walk" },
    { "a call through a bad pointer is recovered from its register", "esp32", WHY_BACKTRACE_DEVICE,
      { { "A0", KNOWN(0x800d1234) }, { "A8", KNOWN(0x800d0020) } },
      { { .pc = KNOWN(0x3ffb0000), .trust = WHY_TRUST_DEVICE },
        { .pc = KNOWN(0x400d0020), .lookup = KNOWN(0x400d001d), .trust = WHY_TRUST_CALL_SITE },
        { .pc = KNOWN(0x400d1234), .trust = WHY_TRUST_DEVICE } },
      NULL, "  #1 0x400d0020 (from A8: the chip leaves out the call through a bad pointer)\n  #2 0x400d1234\n", NULL },
    { "a frame of a register that is not told", "esp32", WHY_BACKTRACE_DEVICE, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x400d0010), .trust = WHY_TRUST_DEVICE }, { .pc = KNOWN(0x400d0020), .trust = WHY_TRUST_CALL_SITE } },
      NULL, "  #1 0x400d0020 (from a register: the chip leaves out the call", NULL },
    { "where the chip gave up at once, its return address is no call that was left out", "esp32",
      WHY_BACKTRACE_DEVICE, { { "A0", KNOWN(0x800d0020) } },
      { { .pc = KNOWN(0x400d0010), .trust = WHY_TRUST_DEVICE }, { .pc = KNOWN(0x400d0020), .trust = WHY_TRUST_CALL_SITE } },
      NULL, "  #1 0x400d0020 (from A0)\n", "bad pointer" },
    { "the return address of a leaf", "esp32c3", WHY_BACKTRACE_CFI, { { NULL, KNOWN(0) } },
      { { .pc = KNOWN(0x42000010), .trust = WHY_TRUST_REGISTER }, { .pc = KNOWN(0x42000020), .trust = WHY_TRUST_CALL_SITE } },
      NULL, "  #1 0x42000020 (from RA)\n", NULL },
};
/* clang-format on */

/* The caller frees it. */
static char *write_case(const struct frames_case *from)
{
    const struct why_format_options options = { .width = 100 };
    struct why_frame frames[WHY_COUNTOF(from->frames)];
    struct why_core core = { .registers = from->registers };
    struct why_crash crash = sample_bare_crash();
    struct why_strbuf out;
    char *text;

    memcpy(frames, from->frames, sizeof(frames));
    core.backtrace =
        (struct why_backtrace){ .source = from->source, .frames = frames, .ended = from->ended };
    while (core.backtrace.frame_count < WHY_COUNTOF(frames) &&
           frames[core.backtrace.frame_count].pc.known)
        core.backtrace.frame_count++;
    while (core.register_count < WHY_COUNTOF(from->registers) &&
           from->registers[core.register_count].name)
        core.register_count++;
    crash.chip = why_chip_find(from->chip);
    crash.arch = crash.chip->arch;
    crash.cores = &core;
    crash.core_count = 1;
    why_strbuf_init(&out);
    why_format_find("text")->crash(&out, &crash, &first_run, &options);
    assert_false(out.failed);
    text = strdup(out.text);
    assert_non_null(text);
    why_strbuf_deinit(&out);
    return text;
}

static void trust_is_said_where_it_differs_from_the_title(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(frames_cases); i++) {
        const struct frames_case *row = &frames_cases[i];
        char *text = write_case(row);

        if (row->says && !strstr(text, row->says))
            fail_msg("%s: '%s' is missing in\n%s", row->name, row->says, text);
        if (row->lacks && strstr(text, row->lacks))
            fail_msg("%s: '%s' should not be in\n%s", row->name, row->lacks, text);
        free(text);
    }
}

struct hint_case {
    const char *name;
    bool memory;
    bool muted;
    enum why_backtrace_source source;
    const struct why_crash_elf *elf; /* NULL: none */
    const char *says;                /* NULL: no word of callers */
};

static const struct why_crash_elf right_elf = { .path = "a.elf", .match = WHY_ELF_YES };
static const struct why_crash_elf wrong_elf = { .path = "a.elf",
                                                .match = WHY_ELF_NO,
                                                .reason = "another SHA256" };
static const struct why_crash_elf rom_elf = { .path = "rom.elf", .rom = true };

static const struct hint_case hint_cases[] = {
    { "a stack and no ELF", true, false, WHY_BACKTRACE_NONE, NULL, "the same ELF unwinds it" },
    { "a boot ROM is no build", true, false, WHY_BACKTRACE_NONE, &rom_elf, "the dumped stack" },
    { "another build", true, false, WHY_BACKTRACE_NONE, &wrong_elf, "with the ELF of this build" },
    { "the walk says why it ended", true, false, WHY_BACKTRACE_NONE, &right_elf, NULL },
    { "no stack", false, false, WHY_BACKTRACE_NONE, NULL, "lacks the \"Stack memory:\" block" },
    { "muted by a monitor", false, true, WHY_BACKTRACE_NONE, NULL, NULL },
    { "unwound", true, false, WHY_BACKTRACE_CFI, &right_elf, NULL },
};

static void callers_are_promised_where_the_elf_would_tell_them(void **state)
{
    const struct why_format_options options = { .width = 300 };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(hint_cases); i++) {
        const struct hint_case *row = &hint_cases[i];
        struct why_core core = sample_cores[0];
        struct why_crash crash = sample_full_crash();
        struct why_strbuf out;
        const char *hint;

        core.backtrace.source = row->source;
        crash.cores = &core;
        crash.memory_count = row->memory ? 1 : 0;
        crash.muted_stack = row->muted;
        crash.elfs = row->elf;
        crash.elf_count = row->elf ? 1 : 0;
        why_strbuf_init(&out);
        why_format_find("text")->crash(&out, &crash, &first_run, &options);
        hint = strstr(out.text, "callers: ");
        if (row->says ? !hint || !strstr(hint, row->says) : hint != NULL)
            fail_msg("%s: got\n%s", row->name, out.text);
        why_strbuf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trust_is_said_where_it_differs_from_the_title),
        cmocka_unit_test(callers_are_promised_where_the_elf_would_tell_them),
    };

    return cmocka_run_group_tests_name("render/text_frames", tests, NULL, NULL);
}
