/* What exception decoders of the Arduino IDE print: cause and program counter in words, and the
 * list of names. Source: EspExceptionDecoder. */
#include "base/span.h"
#include "espwhy/chip.h"
#include "read/grammar.h"

/* "Exception 28: LoadProhibited: A load referenced a page ...": what the decoder makes of the line
 * with the number. */
static bool take_decoded_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span name;

    out->kind = WHY_ITEM_TOOL_REPORT;
    if (!why_begins_line(before) || !why_span_take_words(&cur, "Exception ") ||
        !why_span_take_decimal(&cur, &out->value.value) || !why_span_take_text(&cur, ": ") ||
        !why_span_take_until(&cur, ": ", &name) || !why_cause_by_reason(NULL, name))
        return false;
    out->value.known = true;
    out->text = why_span_head(*rest, (size_t)(name.ptr - rest->ptr) + name.len);
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "PC: 0x40201dba: setup() at FILE line 21": the name is read by itself. */
static bool take_decoded_pc(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 4);

    out->kind = WHY_ITEM_TOOL_PC;
    if (!why_begins_line(before) || !why_span_take_hex8(&cur, &out->value.value) ||
        !why_span_starts(cur, ": "))
        return false;
    out->value.known = true;
    *rest = why_span_skip(*rest, 4);
    return true;
}

static bool take_list(why_span before, why_span *rest, struct why_item *out)
{
    why_take_mark(before, rest, out);
    out->kind = WHY_ITEM_TOOL_LIST;
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Exception ", WHY_ROLE_LATE, take_decoded_exception, WHY_SAYS_NOTHING,
      "Exception 28: LoadProhibited: A load referenced a page mapped with an attribute that does not permit loads" },
    { "PC: 0x", WHY_ROLE_LATE, take_decoded_pc, WHY_SAYS_NOTHING, "PC: 0x40201dba: setup() at C:\\a/a.ino line 21" },
    { "Decoding stack results", WHY_ROLE_LATE, take_list, WHY_SAYS_NOTHING, "Decoding stack results" },
};
/* clang-format on */

const struct why_grammar why_grammar_decoder = { .rules = rules, .count = WHY_COUNTOF(rules) };
