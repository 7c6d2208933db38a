/* The report for people: its parts, its short forms, the summary of a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "sample_crash.h"

static const struct why_run first_run = { .reports = 0 };

/* The caller frees it. */
static char *write_text(const struct why_crash *crash, const struct why_format_options *options)
{
    struct why_strbuf out;
    char *text;

    why_strbuf_init(&out);
    why_format_find("text")->crash(&out, crash, &first_run, options);
    assert_false(out.failed);
    text = strdup(out.text);
    assert_non_null(text);
    why_strbuf_deinit(&out);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is missing in\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' should not be in\n%s", part, text);
}

static const char *const parts[] = {
    "crash 1   ESP32-C3, core 0, task main ",
    " log.txt:12-61   no ELF\n",
    "\nnull-deref/write: store through a NULL pointer ",
    " certain\n  in store() at main/x.c:9\n",
    "    · A0 is NULL  [log.txt:17]\n",
    "    → find out why A0 is NULL\n",
    "backtrace (printed by the chip",
    "  #0 0x42006960 store() at main/x.c:9\n",
    "inlined into fault(p=0x0, n=<optimized out>)\n",
    "  #1 0x42006984 code in flash (IROM) (from RA)\n",
    "  #2 0x40000040 ets_printf in ROM\n",
    "CORRUPTED: ",
    "  A0        0x00000000  NULL\n",
    "  · a line is damaged  [log.txt:20]\n",
    "espwhy -e build/hello_world.elf\n",
    "hello_world 1.2, ESP-IDF v5.1, ELF SHA256 eadf3892aabbccdd…\n",
    "log before the crash (2.1 s after boot)\n",
    "      11  I (100) main: about to fail\n",
};

static void report_has_its_parts_in_order(void **state)
{
    const struct why_format_options options = { .width = 100 };
    const struct why_crash crash = sample_full_crash();
    char *text = write_text(&crash, &options);
    const char *from = text;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(parts); i++) {
        const char *at = strstr(from, parts[i]);

        if (!at)
            fail_msg("'%s' is missing or out of order in\n%s", parts[i], text);
        else
            from = at;
    }
    assert_lacks(text, "wild-pointer");
    assert_lacks(text, "\033");
    free(text);
}

static const char *const source_lines[] = { "{", "    pöp->x = 1; /* a comment that goes on */",
                                            "" };
static const struct why_excerpt excerpt = {
    .first_line = 8, .lines = source_lines, .line_count = 3, .line = 9, .caret = 11, .newer = true
};

static void source_stands_below_the_place(void **state)
{
    const struct why_format_options options = { .width = 100 };
    struct why_crash crash = sample_full_crash();
    char *text;

    (void)state;
    crash.excerpt = &excerpt;
    text = write_text(&crash, &options);
    assert_contains(text, "  in store() at main/x.c:9\n"
                          "      8 │ {\n"
                          "  →   9 │     pöp->x = 1; /* a comment that goes on */\n"
                          "        │           ^\n"
                          "     10 │\n"
                          "      (this file is newer than the ELF: lines may have moved)\n");
    free(text);
}

static void source_in_narrow_ascii(void **state)
{
    const struct why_format_options options = { .width = 40, .ascii = true };
    struct why_excerpt narrow = excerpt;
    struct why_crash crash = sample_full_crash();
    char *text;

    (void)state;
    narrow.newer = false;
    narrow.caret = 39;
    crash.excerpt = &narrow;
    text = write_text(&crash, &options);
    assert_contains(text, "      8 | {\n"
                          "  >   9 |     p?p->x = 1; /* a comment ...\n"
                          "     10 |\n"
                          "\n");
    assert_lacks(text, "newer");
    free(text);
}

static void verbose_report_shows_everything(void **state)
{
    const struct why_format_options options = { .detail = WHY_DETAIL_VERBOSE };
    const struct why_crash crash = sample_full_crash();
    char *text = write_text(&crash, &options);

    (void)state;
    assert_contains(text, "wild-pointer: an address that is not mapped (possible");
    assert_contains(text, "  A5        0x0000005f  95\n");
    assert_contains(text, "sp=0x3fc8f7c0");
    assert_contains(text, "  · Store access fault  [log.txt:12]\n");
    assert_contains(text, "      12  Guru Meditation Error");
    free(text);
}

static void quiet_report_is_one_line(void **state)
{
    const struct why_format_options options = { .detail = WHY_DETAIL_QUIET, .width = 40 };
    const struct why_crash crash = sample_full_crash();
    char *text = write_text(&crash, &options);

    (void)state;
    assert_string_equal(text, "log.txt:12: null-deref/write: store through a NULL pointer at "
                              "main/x.c:9 [certain]\n");
    free(text);
}

static void repeat_is_one_line_unless_verbose(void **state)
{
    struct why_format_options options = { .width = 100 };
    struct why_crash crash = sample_full_crash();
    char *text;

    (void)state;
    crash.id = 14;
    crash.same_as = 1;
    crash.repeat = 13;
    text = write_text(&crash, &options);
    assert_contains(text, "crash 14 = crash 1, 13th repeat, 2.1 s after boot");
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    free(text);
    crash.richer = true;
    text = write_text(&crash, &options);
    assert_contains(text, "evidence");
    free(text);
    crash.richer = false;
    options.detail = WHY_DETAIL_VERBOSE;
    text = write_text(&crash, &options);
    assert_contains(text, "evidence");
    free(text);
}

static void update_says_so(void **state)
{
    const struct why_format_options options = { .width = 100 };
    struct why_crash crash = sample_full_crash();
    char *text;

    (void)state;
    crash.update = true;
    text = write_text(&crash, &options);
    assert_contains(text, "crash 1, updated   ESP32-C3");
    assert_contains(text, "evidence");
    free(text);
}

static void bare_crash_is_reported(void **state)
{
    const struct why_format_options options = { .width = 100 };
    const struct why_crash crash = sample_bare_crash();
    char *text = write_text(&crash, &options);

    (void)state;
    assert_contains(text, "crash 2   chip not known");
    assert_contains(text, "no fault was recognised");
    free(text);
}

static void ascii_report_is_ascii(void **state)
{
    const struct why_format_options options = { .ascii = true };
    const struct why_crash crash = sample_full_crash();
    char *text = write_text(&crash, &options);

    (void)state;
    for (const char *c = text; *c != '\0'; c++)
        assert_in_range((unsigned char)*c, '\n', '~');
    assert_contains(text, "    - A0 is NULL");
    free(text);
}

static void endless_recursion_is_folded(void **state)
{
    const struct why_format_options options = { .width = 100 };
    struct why_frame frames[60];
    struct why_core core = { .backtrace = { .source = WHY_BACKTRACE_DEVICE, .frames = frames } };
    struct why_crash crash = sample_bare_crash();
    char *text;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(frames); i++)
        frames[i] = (struct why_frame){ .pc = KNOWN(0x42000010), .trust = WHY_TRUST_DEVICE };
    core.backtrace.frame_count = WHY_COUNTOF(frames);
    core.backtrace.continues = true;
    crash.cores = &core;
    crash.core_count = 1;
    text = write_text(&crash, &options);
    assert_contains(text, "  #0  0x42000010");
    assert_contains(text, "the same 59 times more");
    assert_contains(text, "CONTINUES: ");
    assert_lacks(text, "#1 ");
    free(text);
}

struct end_case {
    const char *name;
    struct why_run run;
    const char *expected;
};

static const struct why_log_summary end_logs[] = {
    { .name = "boot.log", .lines = 2310, .bytes = 9, .boots = 3, .crashes = 0 },
    { .name = "crash.log", .lines = 10, .crashes = 3 },
    { .name = "b\xff\x1b[1m.log", .lines = 1 },
};
static const struct why_fault end_faults[] = {
    { .variant = "",
      .fingerprint = "1-aa",
      .function = "poll",
      .file = "main/x.c",
      .line = 9,
      .count = 1,
      .first = { .id = 1, .log_name = "dir/crash.log", .line = 12 } },
    { .variant = "read",
      .fingerprint = "1w-bb",
      .address = { .known = true, .value = 0x400d1234 },
      .count = 2,
      .first = { .id = 2, .log_name = "dir/crash.log", .line = 30 },
      .last = { .id = 3 },
      .uptime_min_ms = { .known = true, .value = 2000 },
      .uptime_max_ms = { .known = true, .value = 2400 },
      .between_min_ms = { .known = true, .value = 60000 },
      .between_max_ms = { .known = true, .value = 61000 } },
};
static const struct why_log_summary end_boots[] = {
    { .name = "crash.log", .lines = 99, .boots = 4, .crashes = 3 },
    { .name = "loop.log", .boots = 4, .crashes = 3, .boot_crashed = { false, true, true, true } },
};
static const char *const end_conditions[] = { "crash", "null-deref" };

static const struct end_case end_cases[] = {
    { "log without a crash",
      { .logs = end_logs, .log_count = 1 },
      "no crash found in boot.log (2310 lines, 3 boots)\n" },
    { "one crash needs no summary",
      { .logs = end_logs + 1, .log_count = 1, .crashes = 1, .distinct = 1 },
      "" },
    { "several crashes are counted",
      { .logs = end_logs + 1, .log_count = 1, .crashes = 3, .distinct = 2 },
      "3 crashes, 2 different faults\n" },
    { "the same fault", { .crashes = 3, .distinct = 1 }, "3 crashes, all of the same fault\n" },
    { "faults, the frequent ones first",
      { .logs = end_boots, .log_count = 1, .crashes = 3, .distinct = 2, .fault_count = 2 },
      "3 crashes in 4 boots, 2 different faults\n"
      "    2 × null-deref/read at 0x400d1234                                  "
      "                        1w-bb\n"
      "        crash 2 at crash.log:30 and crash 3; 2.0 s to 2.4 s after boot; 1 min 0 s to 1 min "
      "1 s from\n"
      "        one to the next\n"
      "    1 × null-deref in poll() at main/x.c:9                              "
      "                        1-aa\n"
      "        crash 1 at crash.log:12\n" },
    { "three boots in a row",
      { .logs = end_boots + 1, .log_count = 1, .crashes = 3, .distinct = 1 },
      "boot loop: 3 crashes in 4 boots, all of the same fault\n" },
    { "a log's name is made clean",
      { .logs = end_logs + 2, .log_count = 1 },
      "no crash found in b\xEF\xBF\xBD.log (1 line)\n" },
    { "one condition",
      { .gate_matched = end_conditions, .gate_matched_count = 1 },
      "gate failed: crash (condition of --fail-on met)\n" },
    { "two conditions",
      { .gate_matched = end_conditions, .gate_matched_count = 2 },
      "gate failed: crash, null-deref (conditions of --fail-on met)\n" },
};

static void end_sums_up(void **state)
{
    const struct why_format_options options = { .width = 100 };
    struct why_fault faults[WHY_COUNTOF(end_faults)];

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(end_faults); i++) {
        faults[i] = end_faults[i];
        faults[i].rule = why_rule_find("null-deref");
    }
    for (size_t i = 0; i < WHY_COUNTOF(end_cases); i++) {
        struct why_run run = end_cases[i].run;
        struct why_strbuf out;

        run.faults = faults;
        why_strbuf_init(&out);
        why_format_find("text")->end(&out, &run, &options);
        if (strcmp(out.text, end_cases[i].expected) != 0)
            fail_msg("%s: got\n%s", end_cases[i].name, out.text);
        why_strbuf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_has_its_parts_in_order),
        cmocka_unit_test(source_stands_below_the_place),
        cmocka_unit_test(source_in_narrow_ascii),
        cmocka_unit_test(verbose_report_shows_everything),
        cmocka_unit_test(quiet_report_is_one_line),
        cmocka_unit_test(repeat_is_one_line_unless_verbose),
        cmocka_unit_test(update_says_so),
        cmocka_unit_test(bare_crash_is_reported),
        cmocka_unit_test(ascii_report_is_ascii),
        cmocka_unit_test(endless_recursion_is_folded),
        cmocka_unit_test(end_sums_up),
    };

    return cmocka_run_group_tests_name("render/text", tests, NULL, NULL);
}
