/* Core dumps in logs: where their text begins and ends, and what becomes of the report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "read/collect.h"

#define GURU                                                                                       \
    "Guru Meditation Error: Core  0 panic'ed (StoreProhibited). Exception was unhandled.\r\n"
#define CELLS                                                                                      \
    "Core  0 register dump:\r\n"                                                                   \
    "PC      : 0x400d8362  PS      : 0x00060130  A0      : 0x800d85b8  A1      : 0x3ffe3b20  \r\n"
#define BACKTRACE "Backtrace: 0x400d835f:0x3ffe3b20 0x400d85b5:0x3ffe3b40\r\n\r\n"
#define REPORT GURU CELLS BACKTRACE
#define START "================= CORE DUMP START =================\r\n"
#define END "================= CORE DUMP END =================\r\n"
#define CHECKSUM "Coredump checksum='9730d7ff'\r\n"
#define TAIL "\r\nRebooting...\r\n"
#define BOOT                                                                                       \
    "ets Jul 29 2019 12:21:46\r\n\r\nrst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n"
#define HEAD_LINE "tCQAAAIBAAAAAAAAAAAAAAAAAAAsAQAA\r\n"
#define LINE "f0VMRgEBAQAAAAAA\n"
#define LINES_5 LINE LINE LINE LINE LINE
#define LINES_80                                                                                   \
    LINES_5 LINES_5 LINES_5 LINES_5 LINES_5 LINES_5 LINES_5 LINES_5 LINES_5 LINES_5 LINES_5        \
        LINES_5 LINES_5 LINES_5 LINES_5 LINES_5
#define DUMP START HEAD_LINE LINES_80 "AAAAAA==\r\n" END

/* What the collector gives out of a log. */
struct given {
    uint32_t reports;
    uint32_t updates;
    struct why_core_text core[4]; /* of the reports; their text is a count of lines */
    size_t lines[4];
    uint32_t block_lines[4];
};

static void take(void *context, const struct why_collected *collected)
{
    struct given *given = context;
    size_t at = given->reports - (collected->update ? 1 : 0);

    given->reports += collected->update ? 0 : 1;
    given->updates += collected->update ? 1 : 0;
    if (at >= WHY_COUNTOF(given->core))
        return;
    given->block_lines[at] = (uint32_t)collected->block->count;
    given->core[at].phase = WHY_CORE_NONE;
    if (!collected->core)
        return;
    given->core[at] = *collected->core;
    given->lines[at] = 1;
    for (size_t i = 0; i < collected->core->text.len; i++)
        given->lines[at] += collected->core->text.text[i] == '\n' ? 1 : 0;
}

/* Line by line, as the session does; `idle` after each line that holds that text. */
static void collect(const char *log, bool hold, const char *idle, struct given *given)
{
    static struct why_collector collector;
    why_span rest = why_span_of(log);
    why_span text;
    uint32_t line_no = 1;

    *given = (struct given){ .reports = 0 };
    why_collector_init(&collector, hold, take, given);
    for (; why_span_take_until(&rest, "\n", &text); line_no++) {
        struct why_line line = { .text = text, .line_no = line_no };

        if (why_span_ends(line.text, "\r"))
            line.text.len--;
        line.to = line.text.len;
        if (line.text.len > 0)
            why_collect_line(&collector, &line);
        if (idle && why_span_contains(text, idle))
            why_collect_idle(&collector, NULL);
    }
    why_collect_finish(&collector);
    why_collector_deinit(&collector);
}

struct text_case {
    const char *name;
    const char *log;
    uint32_t reports;
    enum why_core_phase phase[3]; /* of each report */
    uint32_t first;               /* line of the first report's dump */
    uint32_t last;
};

/* clang-format off */
static const struct text_case texts[] = {
    { "between the backtrace and the restart", REPORT DUMP CHECKSUM TAIL BOOT, 1, { WHY_CORE_WHOLE }, 6, 90 },
    { "an espcoredump report is none", REPORT "==================== ESP32 CORE DUMP START ====================\r\n" TAIL,
      1, { WHY_CORE_NONE }, 0, 0 },
    { "with the prefixes of a log", REPORT "I (1) x: " START "I (1) x: " HEAD_LINE "[12:00:01] " LINE "\x1b[0;32mI (2) x: " LINE END TAIL,
      1, { WHY_CORE_WHOLE }, 6, 10 },
    { "more lines than a report waits for", REPORT START LINES_80 LINES_80 END TAIL, 1, { WHY_CORE_WHOLE }, 6, 167 },
    { "the log ends in it", REPORT START HEAD_LINE LINES_5, 1, { WHY_CORE_READING }, 6, 12 },
    { "a restart in it", REPORT START HEAD_LINE LINES_5 BOOT REPORT, 2, { WHY_CORE_CUT, WHY_CORE_NONE }, 6, 12 },
    { "a tail in it", REPORT START HEAD_LINE LINES_5 TAIL BOOT, 1, { WHY_CORE_CUT }, 6, 12 },
    { "another panic in it", REPORT START HEAD_LINE LINES_5 REPORT DUMP, 2, { WHY_CORE_CUT, WHY_CORE_WHOLE }, 6, 12 },
    { "its start is lost", REPORT HEAD_LINE LINES_80 END TAIL, 1, { WHY_CORE_WHOLE }, 6, 87 },
    { "an end alone", "hello\r\n" LINES_5 END TAIL, 1, { WHY_CORE_NONE }, 0, 0 },
    { "its end is lost, and the program goes on", REPORT START LINES_5 "a b\nc d\ne f\ng h\ni j\na b\nc d\ne f\ng h\ni j\n"
      "a b\nc d\ne f\ng h\ni j\na b\nc d\ne f\ng h\ni j\na b\nc d\n" LINES_5, 1, { WHY_CORE_CUT }, 6, 31 },
    { "two in a row", REPORT DUMP DUMP TAIL, 2, { WHY_CORE_WHOLE, WHY_CORE_WHOLE }, 6, 89 },
    { "without a report", "hello\r\n" DUMP TAIL, 1, { WHY_CORE_WHOLE }, 2, 85 },
    { "without anything", DUMP, 1, { WHY_CORE_WHOLE }, 1, 84 },
    { "a start alone", START, 1, { WHY_CORE_READING }, 1, 1 },
    { "lines that look like words", REPORT START "Rebooting\r\nGuru\r\nBacktrace\r\nabort\r\n" END TAIL, 1, { WHY_CORE_WHOLE }, 6, 11 },
    { "an abort whose words a dump confirms", "abort() was called at PC 0x400d66b9 on core 0\r\n" DUMP TAIL, 1, { WHY_CORE_WHOLE }, 2, 85 },
};
/* clang-format on */

static bool check_text(const struct text_case *row)
{
    struct given given;
    bool good;

    collect(row->log, true, NULL, &given);
    good = given.reports == row->reports && given.updates == 0;
    for (size_t i = 0; i < row->reports; i++)
        good = good && given.core[i].phase == row->phase[i];
    if (row->first > 0)
        good = good && given.core[0].first_line == row->first &&
               given.core[0].last_line == row->last && given.lines[0] == row->last - row->first + 1;
    if (!good)
        printf("%s: %u reports, phase %d %d, lines %u-%u, %zu of them\n", row->name, given.reports,
               (int)given.core[0].phase, (int)given.core[1].phase, given.core[0].first_line,
               given.core[0].last_line, given.lines[0]);
    return good;
}

static void text_is_kept_apart(void **state)
{
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(texts); i++)
        failed += check_text(&texts[i]) ? 0 : 1;
    assert_int_equal(failed, 0);
}

static void a_report_has_no_lines_of_the_dump(void **state)
{
    struct given given;

    (void)state;
    collect(REPORT DUMP CHECKSUM TAIL, true, NULL, &given);
    assert_int_equal(given.block_lines[0], 8); /* the report, start, end, checksum, tail */
}

static void silence_within_gives_one_report_and_one_update(void **state)
{
    struct given given;

    (void)state;
    collect(REPORT DUMP TAIL BOOT, false, "f0VMRg", &given);
    assert_int_equal(given.reports, 1);
    assert_int_equal(given.updates, 1);
    assert_int_equal(given.core[0].phase, WHY_CORE_WHOLE);
}

static void a_report_waits_for_its_dump(void **state)
{
    struct given given;

    (void)state;
    collect(REPORT DUMP TAIL BOOT, false, NULL, &given);
    assert_int_equal(given.reports, 1);
    assert_int_equal(given.updates, 0);
}

static void text_beyond_the_limit_is_left_out(void **state)
{
    struct why_core_text core;
    static const char bytes[64 * 1024];
    struct why_line line = { .text = { bytes, sizeof(bytes) }, .line_no = 1, .to = sizeof(bytes) };

    (void)state;
    why_core_text_init(&core);
    why_core_text_begin(&core, &line, WHY_CORE_READING);
    for (line.line_no = 2; line.line_no < 400; line.line_no++)
        why_core_text_add(&core, &line);
    assert_true(core.overflow);
    assert_true(core.text.len <= WHY_CORE_TEXT_BYTES);
    why_core_text_deinit(&core);
}

/* clang-format off */
static const struct {
    const char *line;
    bool is;
    bool bare;
} lines[] = {
    { "f0VMRgEBAQAAAAAAAAAAAAQAXgABAAAAAAAAADQAAAAAAAAAAAAAADQAIAAOACgA", true, true },
    { "I (12) x: f0VMRgEBAQAAAAAA", true, false },
    { "\x1b[0;32mI (12) x: f0VMRgEBAQAAAAAA\x1b[0m", true, false },
    { "--- AAAAAA==", true, false },
    { "AAAAAA==", true, false },
    { "AAAA", true, false },
    { "I (12) wifi: init", false, false },
    { "Rebooting...", false, false },
    { "================= CORE DUMP END =================", false, false },
    { "AAAAA", false, false },
    { "==", false, false },
    { "", false, false },
};
/* clang-format on */

static void a_line_of_base64_is_told_from_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(lines); i++) {
        if (why_is_core_line(why_span_of(lines[i].line)) != lines[i].is ||
            why_is_bare_core_line(why_span_of(lines[i].line)) != lines[i].bare)
            fail_msg("%s", lines[i].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_kept_apart),
        cmocka_unit_test(a_report_has_no_lines_of_the_dump),
        cmocka_unit_test(silence_within_gives_one_report_and_one_update),
        cmocka_unit_test(a_report_waits_for_its_dump),
        cmocka_unit_test(text_beyond_the_limit_is_left_out),
        cmocka_unit_test(a_line_of_base64_is_told_from_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
