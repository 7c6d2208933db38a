/* The times that lines bear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "read/clock.h"

#define NONE UINT32_MAX

/* clang-format off */
static const struct time_case {
    const char *line;
    uint32_t uptime_ms;
    uint32_t clock_ms;
} times[] = {
    { "I (412) main_task: Started",                                 412,      NONE },
    { "12:34:56.789 -> I (412) main_task: Started",                 412,      45296789 },
    { "[12:34:56] E (9) app: x",                                    9,        45296000 },
    { "2024-05-01 10:20:30,123 - serial - INFO - Rebooting...",     NONE,     37230123 },
    { "2024-05-01T10:20:30.123456Z Rebooting...",                   NONE,     37230123 },
    { "May  1 10:20:30 gateway esp[812]: Rebooting...",             NONE,     37230000 },
    { "> 00:00:00.5 rst:0x1",                                       NONE,     500 },
    { "[00:00:05.373,000] <err> os:  ** FATAL EXCEPTION",           5373,     NONE },
    { "[  5123][E][main.cpp:44] loop(): oops",                      5123,     NONE },
    { "12:34:56.5 -> [5123][E][main.cpp:44] loop(): oops",          5123,     45296500 },
    { "[5123][x][main.cpp:44] loop(): oops",                        NONE,     NONE },
    { "ets Jul 29 2019 12:21:46",                                   NONE,     NONE },
    { "ets Jun  8 2016 00:22:57",                                   NONE,     NONE },
    { "compiled 12:34:56",                                          NONE,     NONE },
    { "24:00:00 x",                                                 NONE,     NONE },
    { "12:3:56 x",                                                  NONE,     NONE },
    { "",                                                           NONE,     NONE },
};
/* clang-format on */

static uint32_t told(struct why_value value)
{
    return value.known ? value.value : NONE;
}

static void times_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(times); i++) {
        const struct why_line line = { .text = why_span_of(times[i].line) };
        struct why_value clock = { .known = false };

        assert_int_equal(why_line_clock(&line, &clock), times[i].clock_ms != NONE);
        if (told(clock) != times[i].clock_ms || told(why_line_uptime(&line)) != times[i].uptime_ms)
            fail_msg("%s", times[i].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(times_are_read) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
