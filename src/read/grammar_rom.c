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
    out->text = why_line_rest(cur);
    *rest = why_span_skip(cur, cur.len);
    return out->text.len > 0;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Fatal exception (", WHY_ROLE_OPENS, take_fatal, WHY_SAYS_HEADLINE, "Fatal exception (0): IllegalInstruction" },
};
/* clang-format on */

const struct why_grammar why_grammar_rom = { .rules = rules,
                                             .count = WHY_COUNTOF(rules),
                                             .family = WHY_FAMILY_ESP_ROM };
