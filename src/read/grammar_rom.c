/* Faults that the boot ROM reports, before an application installs its own handlers.
 * Source: strings of the boot ROM images. */
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

/* "    PCAddr: 0x4200a1b2", "    Cause:  0x00000005", "    Value:  0x00000000": of the report of a
 * lock-up; of each core the first exception comes first. */
static bool take_lockup_cell(why_span before, why_span *rest, struct why_item *out)
{
    static const struct {
        const char *label;
        const char *name;
    } rows[] = { { "PCAddr", "MEPC" }, { "Cause", "MCAUSE" }, { "Value", "MTVAL" } };
    why_span cur = why_span_skip(*rest, 1);

    out->kind = WHY_ITEM_REGISTER;
    for (size_t i = 0; i < WHY_COUNTOF(rows) && out->name.len == 0; i++)
        if (why_span_equals(why_span_trim(before), rows[i].label))
            out->name = why_span_of(rows[i].name);
    why_span_take_blanks(&cur);
    if (out->name.len == 0 || !why_span_take_hex8(&cur, &out->value.value))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "[Core0]" */
static bool take_lockup_core(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_DUMP_HEADER;
    why_span_take_text(&cur, "[Core");
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    *rest = cur;
    return out->value.known && why_span_is_empty(why_span_trim(before)) &&
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
    { ":", WHY_ROLE_DETAIL, take_lockup_cell, WHY_SAYS_NOTHING, "    PCAddr: 0x4200a1b2" },
};
/* clang-format on */

const struct why_grammar why_grammar_rom = { .rules = rules,
                                             .count = WHY_COUNTOF(rules),
                                             .family = WHY_FAMILY_ESP_ROM };
