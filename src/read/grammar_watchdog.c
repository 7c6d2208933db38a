/* The task watchdog's block of log lines.
 * Source: ESP-IDF components/esp_system/task_wdt/task_wdt.c (v5), components/esp32/task_wdt.c (v2.1
 * to v4.x). */
#include "base/span.h"
#include "read/grammar.h"

/* Up to the next line of the block, where a page runs them together: "main [08:17:06]E (5906)
 * task_wdt: ...". */
static why_span one_line(why_span text)
{
    static const char level[] = "E (";
    size_t at;

    text = why_line_rest(text);
    if (!why_span_find(text, ") task_wdt:", &at))
        return text;
    while (at > 0 && why_is_digit(text.ptr[at - 1]))
        at--;
    if (!why_span_ends(why_span_head(text, at), level))
        return text;
    text = why_span_trim(why_span_head(text, at - (sizeof(level) - 1)));
    if (why_span_ends(text, "]"))
        while (text.len > 0 && text.ptr[--text.len] != '[')
            ;
    return why_span_trim(text);
}

/* Move behind a part of the text. */
static void move_behind(why_span *rest, why_span part)
{
    *rest = why_span_skip(*rest, (size_t)(part.ptr - rest->ptr) + part.len);
}

static bool take_triggered(why_span before, why_span *rest, struct why_item *out)
{
    const why_span line = one_line(*rest);

    if (line.len == why_line_rest(*rest).len)
        return why_take_statement(before, rest, out);
    out->kind = WHY_ITEM_STATEMENT;
    out->text = line;
    move_behind(rest, line);
    return true;
}

/* "IDLE0 (CPU 0)": a task, and its cores in brackets where they are printed. */
static bool take_starved(why_span text, struct why_item *out)
{
    size_t bracket = text.len;

    out->kind = WHY_ITEM_STATEMENT;
    out->name = text;
    out->text = why_span_head(text, 0);
    while (bracket > 0 && text.ptr[bracket - 1] != '(')
        bracket--;
    if (bracket > 0 && why_span_ends(text, ")")) {
        out->name = why_span_trim(why_span_head(text, bracket - 1));
        out->text = why_span_head(why_span_skip(text, bracket), text.len - bracket - 1);
    }
    return out->name.len > 0;
}

/* "task_wdt:  - IDLE0 (CPU 0)" */
static bool take_late(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    if (!why_span_take_words(&cur, "task_wdt: - ") || !take_starved(one_line(cur), out))
        return false;
    move_behind(rest, one_line(cur));
    return true;
}

/* " - IDLE (CPU 0)", as v2.1 and v3.0 print it, without the name of the module. */
static bool take_plain_late(why_span before, why_span *rest, struct why_item *out)
{
    why_span end = why_line_rest(*rest);
    why_span line = { before.ptr, before.len + end.len };
    why_span skipped;

    if (!why_span_take_until(&line, " - ", &skipped) || !why_span_ends(end, ")") ||
        !take_starved(line, out))
        return false;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "CPU 0: main" */
static bool take_runs(why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "CPU ") || !why_span_take_decimal(&cur, &out->value.value) ||
        !why_span_take_words(&cur, ": "))
        return false;
    out->value.known = true;
    out->text = one_line(*rest);
    out->name = one_line(cur);
    move_behind(rest, out->text);
    return out->name.len > 0;
}

/* "task_wdt: CPU 0: main" */
static bool take_running(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    if (!why_span_take_words(&cur, "task_wdt: ") || !take_runs(&cur, out))
        return false;
    *rest = cur;
    return true;
}

/* The same as v3.0 prints it: nothing but marks and digits may stand before it. */
static bool take_plain_running(why_span before, why_span *rest, struct why_item *out)
{
    return why_begins_line(before) && take_runs(rest, out);
}

/* "Print CPU 1 backtrace", "Print CPU 0 (current core) registers": of which core it is that comes.
 */
static bool take_printed_core(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_DUMP_HEADER;
    if (!why_span_take_words(&cur, "Print CPU ") ||
        !why_span_take_decimal(&cur, &out->value.value) || !why_span_take_text(&cur, " "))
        return false;
    why_span_take_words(&cur, "(current core) ");
    if (!why_span_take_text(&cur, "backtrace") && !why_span_take_text(&cur, "registers"))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Task watchdog got triggered", WHY_ROLE_HINT, take_triggered, WHY_SAYS_TASK_WDT,
      "E (15061) task_wdt: Task watchdog got triggered. The following tasks did not reset the watchdog in time:" },
    { "task_wdt:", WHY_ROLE_DETAIL, take_late, WHY_SAYS_TASK_WDT_LATE, "E (15061) task_wdt:  - IDLE0 (CPU 0)" },
    { "task_wdt:", WHY_ROLE_DETAIL, take_running, WHY_SAYS_TASK_WDT_RUNS, "E (15061) task_wdt: CPU 0: main" },
    { "(CPU ", WHY_ROLE_DETAIL, take_plain_late, WHY_SAYS_TASK_WDT_LATE, " - IDLE (CPU 0)" },
    { "CPU ", WHY_ROLE_DETAIL, take_plain_running, WHY_SAYS_TASK_WDT_RUNS, "CPU 0: main" },
    { "Print CPU ", WHY_ROLE_DETAIL, take_printed_core, WHY_SAYS_NOTHING,
      "E (15061) task_wdt: Print CPU 0 (current core) backtrace" },
};
/* clang-format on */

const struct why_grammar why_grammar_watchdog = { .rules = rules, .count = WHY_COUNTOF(rules) };
