/* ESPHome's record of a crash, which it prints after the restart.
 * Source: ESPHome components/{esp32,esp8266}/crash_handler.cpp. */
#include "base/span.h"
#include "read/grammar.h"

/* The kinds of panic that the record names. */
struct reason_row {
    const char *kind;
    enum why_statement_kind says;
};

/* "StoreProhibited", in later versions "StoreProhibited (cause 29)"; of the ESP8266 "LoadProhibit
 * (exccause=28)", whose name is ESPHome's own: the number tells. */
static void take_name(why_span text, struct why_item *out)
{
    why_span cur = text;
    why_span name = text;
    struct why_value cause = { .known = false };

    if (why_span_take_until(&cur, " (", &name) &&
        (why_span_take_text(&cur, "exccause=") || why_span_take_text(&cur, "cause ")))
        cause.known = why_span_take_decimal(&cur, &cause.value);
    if (out->says == WHY_SAYS_EXCEPTION) {
        out->value = cause;
        out->text = name;
    } else if (out->says == WHY_SAYS_HEADLINE) {
        out->text = name;
    }
}

/* "Reason: Fault - StoreProhibited", "Reason: Task wdt": a fault has its name behind the kind; of
 * an abort and a watchdog of the ESP8266 that name is the one of the trap that it used. */
static bool take_reason(why_span before, why_span *rest, struct why_item *out)
{
    static const struct reason_row rows[] = {
        { "Fault", WHY_SAYS_HEADLINE },         { "Debug exception", WHY_SAYS_HEADLINE },
        { "Interrupt wdt", WHY_SAYS_HEADLINE }, { "Abort", WHY_SAYS_ABORT },
        { "Task wdt", WHY_SAYS_TASK_WDT },      { "Exception", WHY_SAYS_EXCEPTION },
        { "Soft WDT", WHY_SAYS_SOFT_WDT },      { "Hardware WDT", WHY_SAYS_HARD_WDT },
    };
    why_span cur = why_line_rest(*rest);
    why_span kind = cur;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_words(&cur, "Reason: ");
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        kind = cur;
        if (!why_span_take_text(&kind, rows[i].kind))
            continue;
        out->says = rows[i].says;
        out->text = why_span_head(cur, cur.len - kind.len);
        if (why_span_take_text(&kind, " - "))
            take_name(kind, out);
        else if (why_span_equals(out->text, "Interrupt wdt"))
            out->text = why_span_of("Interrupt wdt timeout on CPU"); /* RISC-V: no name follows */
        *rest = why_span_skip(*rest, rest->len);
        return true;
    }
    return false;
}

/* "Crashed core: 1" */
static bool take_core(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_DUMP_HEADER;
    why_span_take_words(&cur, "Crashed core: ");
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    *rest = cur;
    return out->value.known;
}

/* "BT0: 0x4012543D  (backtrace)", "BT3: 0x42001234  (stack scan)" */
static bool take_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 2);
    uint32_t number;

    out->kind = WHY_ITEM_FRAME;
    if ((before.len > 0 && why_is_word(before.ptr[before.len - 1])) ||
        !why_span_take_decimal(&cur, &number) || !why_span_take_words(&cur, ": ") ||
        !why_span_take_hex8(&cur, &out->value.value))
        return false;
    out->value.known = true;
    if (cur.len > 0 && why_is_word(cur.ptr[0]))
        out->kind = WHY_ITEM_DAMAGED; /* a ninth digit */
    out->scanned = !why_span_contains(cur, "(backtrace)");
    *rest = cur;
    return true;
}

/* "Other core (0) backtrace:" */
static bool take_other_core(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_DUMP_HEADER;
    why_span_take_words(&cur, "Other core (");
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    if (!out->value.known || !why_span_take_words(&cur, ") backtrace:"))
        return false;
    *rest = cur;
    return true;
}

/* ESPHome keeps such records on other makers' chips, too, each with a tag of its own. */
static bool is_foreign_tag(why_span before)
{
    static const char *const tags[] = { "[rp2", "[bk72", "[rtl87", "[ln882", "[libretiny" };

    for (size_t i = 0; i < WHY_COUNTOF(tags); i++)
        if (why_span_contains(before, tags[i]))
            return true;
    return false;
}

/* "*** CRASH DETECTED ON PREVIOUS BOOT ***", and no more of the line: the next may touch it. */
static bool take_record(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span words;

    if (is_foreign_tag(before))
        return false;
    out->kind = WHY_ITEM_STATEMENT;
    if (why_span_contains(before, "[esp8266"))
        out->name = why_span_of("esp8266");
    why_span_take_text(&cur, "*** ");
    if (!why_span_take_until(&cur, "***", &words))
        return false;
    out->text = why_span_head(*rest, rest->len - cur.len);
    *rest = cur;
    return true;
}

/* What it names are the entries once more: addresses on the next line continue it. */
static bool take_command(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_BACKTRACE_END;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "*** CRASH DETECTED ON PREVIOUS BOOT ***", WHY_ROLE_OPENS, take_record, WHY_SAYS_PREVIOUS_RUN,
      "[12:31:55][E][esp32.crash:322]: *** CRASH DETECTED ON PREVIOUS BOOT ***" },
    { "DETECTED ON PREVIOUS BOOT ***", WHY_ROLE_OPENS, take_record, WHY_SAYS_PREVIOUS_RUN,
      "[E][esp32.crash:322]: *** CRSH DETECTED ON PREVIOUS BOOT ***" },
    { "Reason: ", WHY_ROLE_DETAIL, take_reason, WHY_SAYS_HEADLINE, "[E][esp32.crash:327]:   Reason: Fault - StoreProhibited" },
    { "Crashed core: ", WHY_ROLE_DETAIL, take_core, WHY_SAYS_NOTHING, "[E][esp32.crash:331]:   Crashed core: 1" },
    { "Other core (", WHY_ROLE_DETAIL, take_other_core, WHY_SAYS_NOTHING, "[E][esp32.crash:351]:   Other core (0) backtrace:" },
    { "BT", WHY_ROLE_DETAIL, take_entry, WHY_SAYS_NOTHING, "[E][esp32.crash:340]:   BT0: 0x4012543D  (backtrace)" },
    { "Use: addr2line ", WHY_ROLE_DETAIL, take_command, WHY_SAYS_NOTHING,
      "[E][esp32.crash:361]: Use: addr2line -pfiaC -e firmware.elf 0x40125440 0x4012543D" },
    { "Other core: addr2line ", WHY_ROLE_DETAIL, take_command, WHY_SAYS_NOTHING,
      "[E][esp32.crash:368]: Other core: addr2line -pfiaC -e firmware.elf 0x40081234" },
};
/* clang-format on */

const struct why_grammar why_grammar_esphome = { .rules = rules,
                                                 .count = WHY_COUNTOF(rules),
                                                 .family = WHY_FAMILY_ESPHOME };
