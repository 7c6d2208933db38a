/* The times that a line bears. */
#include "read/clock.h"

#include <string.h>

#include "base/span.h"

#define HOUR_MS 3600000u
#define MINUTE_MS 60000u
#define SECOND_MS 1000u

/* ---- of the chip ----------------------------------------------------------------------------- */

/* The letter of a log level. */
static bool ends_in_level(why_span text)
{
    static const char *const levels[] = { "E", "W", "I", "D", "V" };

    for (size_t i = 0; i < WHY_COUNTOF(levels); i++)
        if (why_span_ends(text, levels[i]))
            return true;
    return false;
}

/* Milliseconds of "I (412) main_task: ..." (ESP-IDF components/log, the format of a line). */
static struct why_value log_time(const struct why_line *line)
{
    struct why_value ms = { .line_no = line->line_no };
    size_t at;

    for (why_span rest = line->text; why_span_find(rest, " (", &at);
         rest = why_span_skip(rest, 2)) {
        why_span before = why_span_head(rest, at);

        rest = why_span_skip(rest, at);
        if (ends_in_level(before)) {
            why_span number = why_span_skip(rest, 2);

            ms.known = why_span_take_decimal(&number, &ms.value) && why_span_starts(number, ") ");
            return ms;
        }
    }
    return ms;
}

/* Milliseconds of "[  5123][E][main.cpp:44] loop(): ..." (Arduino core, esp32-hal-log.h). */
static struct why_value arduino_time(const struct why_line *line)
{
    struct why_value ms = { .line_no = line->line_no };
    why_span cur = line->text;
    why_span skipped;

    while (!ms.known && why_span_take_until(&cur, "[", &skipped)) {
        why_span rest = cur;

        why_span_take_blanks(&rest);
        ms.known = why_span_take_decimal(&rest, &ms.value) && why_span_take_text(&rest, "][") &&
                   rest.len > 2 && strchr("EWIDV", rest.ptr[0]) && rest.ptr[1] == ']' &&
                   rest.ptr[2] == '[';
    }
    return ms;
}

/* What stands behind the milliseconds of "[00:00:05.373,000] <err> os: ": it is Zephyr's. */
static bool is_zephyrs(why_span behind)
{
    uint32_t micros;
    const size_t len = behind.len;

    return why_span_take_text(&behind, ",") && why_span_take_decimal(&behind, &micros) &&
           len - behind.len == 4 && why_span_starts(behind, "] <");
}

/* ---- of day ---------------------------------------------------------------------------------- */

/* Two digits less than a bound. */
static bool take_two(why_span *cur, uint32_t bound, uint32_t *out)
{
    why_span two = why_span_head(*cur, 2);

    if (cur->len < 2 || !why_is_digit(two.ptr[0]) || !why_is_digit(two.ptr[1]) ||
        !why_span_take_decimal(&two, out) || *out >= bound)
        return false;
    *cur = why_span_skip(*cur, 2);
    return true;
}

/* ".123", ",123456": milliseconds; nothing of the kind is none. */
static uint32_t take_fraction(why_span *cur)
{
    uint32_t ms = 0;
    uint32_t unit = 100;

    if (cur->len < 2 || (cur->ptr[0] != '.' && cur->ptr[0] != ',') || !why_is_digit(cur->ptr[1]))
        return 0;
    *cur = why_span_skip(*cur, 1);
    for (; cur->len > 0 && why_is_digit(cur->ptr[0]); unit /= 10) {
        ms += (uint32_t)(cur->ptr[0] - '0') * unit;
        *cur = why_span_skip(*cur, 1);
        if (unit == 1)
            break; /* microseconds, or of Zephyr the end */
    }
    return ms;
}

/* "12:34:56.789": what stands behind it is left in @p cur. */
static bool take_time(why_span *cur, uint32_t *ms)
{
    uint32_t hours;
    uint32_t minutes;
    uint32_t seconds;

    if (!take_two(cur, 24, &hours) || !why_span_take_text(cur, ":") ||
        !take_two(cur, 60, &minutes) || !why_span_take_text(cur, ":") ||
        !take_two(cur, 60, &seconds))
        return false;
    *ms = hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + take_fraction(cur);
    return true;
}

/* A month, as syslog writes it; the boot ROM's "ets Jul 29 2019 12:21:46" has a word before it. */
static void pass_month(why_span *cur)
{
    if (cur->len > 4 && why_is_letter(cur->ptr[0]) && why_is_letter(cur->ptr[1]) &&
        why_is_letter(cur->ptr[2]) && cur->ptr[3] == ' ' &&
        (why_is_digit(cur->ptr[4]) || cur->ptr[4] == ' '))
        *cur = why_span_skip(*cur, 4);
}

/* The time at the start of a line, behind a date and marks. */
static bool find_time(why_span *cur, uint32_t *ms)
{
    pass_month(cur);
    while (cur->len > 0 && !why_is_letter(cur->ptr[0])) {
        why_span at = *cur;
        const bool first = why_is_digit(cur->ptr[0]);

        if (first && take_time(&at, ms)) {
            *cur = at;
            return true;
        }
        do
            *cur = why_span_skip(*cur, 1);
        while (first && cur->len > 0 && why_is_digit(cur->ptr[0]));
        if (cur->len > 1 && cur->ptr[0] == 'T' && why_is_digit(cur->ptr[1]))
            *cur = why_span_skip(*cur, 1); /* "2024-05-01T10:20:30" */
    }
    return false;
}

bool why_line_clock(const struct why_line *line, struct why_value *out)
{
    why_span cur = line->text;
    uint32_t ms;

    if (!find_time(&cur, &ms) || is_zephyrs(cur))
        return false;
    *out = (struct why_value){ .known = true, .value = ms, .line_no = line->line_no };
    return true;
}

struct why_value why_line_uptime(const struct why_line *line)
{
    struct why_value uptime = log_time(line);
    why_span cur = line->text;
    uint32_t ms;

    if (!uptime.known)
        uptime = arduino_time(line);
    if (!uptime.known && find_time(&cur, &ms) && is_zephyrs(cur))
        uptime = (struct why_value){ .known = true, .value = ms, .line_no = line->line_no };
    return uptime;
}
