/* Broken lines: what is put together again, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "read/rejoin.h"

static struct why_scanner scanner;

/* The joined line, or "" for two lines. */
static void check(const char *line, const char *next, const char *whole)
{
    const struct why_line above = { .text = why_span_of(line), .line_no = 1, .to = strlen(line) };
    const struct why_line below = { .text = why_span_of(next), .line_no = 2, .to = strlen(next) };
    struct why_strbuf joined;
    bool is_one;

    why_strbuf_init(&joined);
    is_one = why_rejoin(&scanner, &above, &below, &joined);
    if (strcmp(is_one ? joined.text : "", whole) != 0)
        fail_msg("'%s' + '%s' is '%s', not '%s'", line, next, is_one ? joined.text : "", whole);
    why_strbuf_deinit(&joined);
}

static void broken_lines_are_joined(void **state)
{
    static const char *const cases[][3] = {
        { "PC      : 0x400d", "8362  PS      : 0x00060130  ",
          "PC      : 0x400d8362  PS      : 0x00060130  " },
        { "PC      : 0x400d8362  PS   ", "   : 0x00060130",
          "PC      : 0x400d8362  PS      : 0x00060130" },
        { "A14     : 0x00000000  EXCC", "AUSE: 0x0000001d",
          "A14     : 0x00000000  EXCCAUSE: 0x0000001d" },
        { "> PC      : 0x400d", "> 8362", "> PC      : 0x400d8362" },
        { "12:34:56.789 -> PC      : 0x400d", "12:34:56.801 -> 8362  PS      : 0x00060130",
          "12:34:56.789 -> PC      : 0x400d8362  PS      : 0x00060130" },
        { "Backtrace: 0x400d1234:0x3ffb5e70 0x400d", "0f3a:0x3ffb5e90 |<-CORRUPTED",
          "Backtrace: 0x400d1234:0x3ffb5e70 0x400d0f3a:0x3ffb5e90 |<-CORRUPTED" },
        { "Backtrace: 0x400d1234:", "0x3ffb5e70 0x400d0f3a:0x3ffb5e90",
          "Backtrace: 0x400d1234:0x3ffb5e70 0x400d0f3a:0x3ffb5e90" },
        { "3fc8ea70: 0xa5a5a5a5 0x3fc8ead0 0x4038", "87b8 0xa5a5a5a5",
          "3fc8ea70: 0xa5a5a5a5 0x3fc8ead0 0x403887b8 0xa5a5a5a5" },
        { "Guru Meditation Error: Core  0 panic'ed (LoadPro", "hibited). Exception was unhandled.",
          "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled." },
        { "Guru Meditation Error: Core  0 panic'ed ", "(LoadProhibited). Exception was unhandled.",
          "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled." },
        { "abort() was called at PC 0x400d66", "b9 on core 0",
          "abort() was called at PC 0x400d66b9 on core 0" },
        { "assert failed: xQueueGiveMutexRecursive queue.c:672 (pxMu", "tex)",
          "assert failed: xQueueGiveMutexRecursive queue.c:672 (pxMutex)" },
        { "Core  0 reg", "ister dump:", "Core  0 register dump:" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(cases[i][0], cases[i][1], cases[i][2]);
}

static void two_lines_stay_two(void **state)
{
    static const char *const cases[][2] = {
        { "PC      : 0x400d83", "A2      : 0x00000000  A3      : 0x00000000" },
        { "A14     : 0x00000000  EXCCAUSE: 0x0000001",
          "EXCVADDR: 0x00000010  LBEG    : 0x4000c2e0" },
        { "EXCVADDR: 0x0000000", "Backtrace: 0x400d1234:0x3ffb5e70" },
        { "Backtrace: 0x400d1234:0x3ffb5e7", "ELF file SHA256: 5d3b8d3f2" },
        { "Backtrace: 0x400d1234:0x3ffb5e70 0x400d0f", "17:38:15.654 -> Rebooting..." },
        { "Backtrace: 0x400d1234:0x3ffb5e70 0x400d0f", "34 bytes free" },
        { "Backtrace: 0x400d1234:0x3ffb5e70", "0x400d1234: main at a.c:3" },
        { "Backtrace: 0x400d1234:0x3ffb5e70", "0x400d0f3a:0x3ffb5e90" },
        { "Guru Meditation Error: Core  0 panic'ed (LoadPro", "Core  0 register dump:" },
        { "Guru Meditation Error: Core 0 panic'ed", "free heap (in bytes): 12" },
        { "PC      : 0x400d8362  PS      : 0x00060130", "A2      : 0x00000000" },
        { "3fc8ea70: 0xa5a5a5a5 0x3fc8", "3fc8ea90: 0x00000000 0x00000000" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(cases[i][0], cases[i][1], "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_lines_are_joined),
        cmocka_unit_test(two_lines_stay_two),
    };

    why_scanner_init(&scanner);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
