/* Faults that the boot ROM reports, before an application installs its own handlers.
 * Source: strings of the boot ROM images. */
#include <string.h>

#include "base/span.h"
#include "read/grammar.h"

/* "Fatal exception (0): IllegalInstruction" of the ESP32 and S2; the registers follow. */
static bool take_fatal(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "Fatal exception (") ||
        !why_span_take_decimal(&cur, &out->value2.value) || !why_span_take_text(&cur, "): "))
        return false;
    out->name = why_span_of("EXCCAUSE");
    out->value2.known = true;
    out->text = why_line_rest(cur);
    *rest = why_span_skip(cur, cur.len);
    return out->text.len > 0;
}

/* True when a label ends the text, behind nothing but the prefix of a log line: two cells on one
 * line are what is left of damaged ones. */
static bool ends_in_label(why_span text, const char *label)
{
    text = why_span_trim(text);
    if (!why_span_ends(text, label))
        return false;
    text = why_span_head(text, text.len - strlen(label));
    return !why_span_contains(text, "0x") &&
           (text.len == 0 || !why_is_word(text.ptr[text.len - 1]) ||
            why_is_digit(text.ptr[text.len - 1]));
}

/* "    PCAddr: 0x4200a1b2", "    Cause:  0x00000005", "    Value:  0x00000000": of the report of a
 * lock-up; of each core the first exception comes first. */
static bool take_lockup_cell(why_span before, why_span *rest, struct why_item *out)
{
    static const struct {
        const char *label;
        const char *name;
    } rows[] = { { "PCAddr", "MEPC" }, { "Cause", "MCAUSE" }, { "Value", "MTVAL" } };
    why_span cur = why_span_skip(*rest, 1);

    out->kind = WHY_ITEM_LOCKUP_CELL;
    for (size_t i = 0; i < WHY_COUNTOF(rows) && out->name.len == 0; i++)
        if (ends_in_label(before, rows[i].label))
            out->name = why_span_of(rows[i].name);
    why_span_take_blanks(&cur);
    if (out->name.len == 0 || !why_span_take_hex8(&cur, &out->value.value) ||
        (cur.len > 0 && why_is_word(cur.ptr[0])))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "1st Exception:", "2nd Exception:" */
static bool take_lockup_level(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_LOCKUP_LEVEL;
    out->value.known = why_span_ends(before, "1st") || why_span_ends(before, "2nd");
    out->value.value = why_span_ends(before, "1st") ? 1 : 2;
    return out->value.known && why_span_take_text(rest, " Exception:");
}

/* "[Core0]" */
static bool take_lockup_core(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_DUMP_HEADER;
    why_span_take_text(&cur, "[Core");
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    *rest = cur;
    return out->value.known &&
           (before.len == 0 || !why_is_word(before.ptr[before.len - 1]) ||
            why_is_digit(before.ptr[before.len - 1])) &&
           why_span_take_text(rest, "]");
}

static bool take_lockup(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_span_head(*rest, 10);
    return why_span_take_text(rest, "CPU LockUp Exception Report");
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Fatal exception (", WHY_ROLE_OPENS, take_fatal, WHY_SAYS_HEADLINE, "Fatal exception (0): IllegalInstruction" },
    { "CPU LockUp Exception Report", WHY_ROLE_OPENS, take_lockup, WHY_SAYS_HEADLINE,
      "========== CPU LockUp Exception Report ==========" },
    { "[Core", WHY_ROLE_DETAIL, take_lockup_core, WHY_SAYS_NOTHING, "[Core0]" },
    { " Exception:", WHY_ROLE_DETAIL, take_lockup_level, WHY_SAYS_NOTHING, "  2nd Exception:" },
    { ":", WHY_ROLE_DETAIL, take_lockup_cell, WHY_SAYS_NOTHING, "    PCAddr: 0x4200a1b2" },
};
/* clang-format on */

const struct why_grammar why_grammar_rom = { .rules = rules,
                                             .count = WHY_COUNTOF(rules),
                                             .family = WHY_FAMILY_ESP_ROM };
