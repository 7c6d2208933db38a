/* What the ESP8266 core for Arduino says of its heap: checks that failed, and the last allocation
 * that did.
 * Source: ESP8266 core for Arduino, cores/esp8266/umm_malloc/, core_esp8266_postmortem.cpp (2.2 to
 * 3.1). */
#include "base/span.h"
#include "read/grammar.h"

/* "No poison after block at: 0x3fff1880, actual data: 0x80 0x0 0x0 0x0", of older cores "there is
 * no poison after the block. Expected poison address: ...": a check of the heap, before it panics.
 */
static bool take_poison(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    size_t at;

    if (!why_take_statement_from_word(before, rest, out) ||
        !why_span_contains(cur, "actual data: "))
        return false;
    if (why_span_find(cur, ": 0x", &at)) {
        cur = why_span_skip(cur, at + 2);
        why_take_address(&cur, &out->value);
    }
    return true;
}

/* "last failed alloc call: 40203876(256)[@src.cpp:12]" and "last failed alloc caller: 0x40203876"
 */
static bool take_failed_alloc(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);

    if (why_span_take_words(&cur, "last failed alloc caller: ")) {
        if (!why_take_address(&cur, &out->value))
            return false;
        return why_take_statement(before, rest, out);
    }
    if (!why_span_take_words(&cur, "last failed alloc call: ") ||
        !why_take_word(&cur, &out->value.value))
        return false;
    out->value.known = true;
    out->value2.known = why_span_take_text(&cur, "(") &&
                        why_span_take_decimal(&cur, &out->value2.value) &&
                        why_span_take_text(&cur, ")");
    if (why_span_ends(cur, "]") && why_span_take_text(&cur, "["))
        cur.len--;
    if (why_span_take_text(&cur, "@"))
        (void)why_split_place(cur, &out->file, &out->line);
    return why_take_statement(before, rest, out);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "o poison after ", WHY_ROLE_HINT, take_poison, WHY_SAYS_HEAP_CORRUPT,
      "No poison after block at: 0x3fff1880, actual data: 0x80 0x0 0x0 0x0" },
    { "o poison before ", WHY_ROLE_HINT, take_poison, WHY_SAYS_HEAP_CORRUPT,
      "there is no poison before the block. Expected poison address: 0x3fff1880, actual data: 0x0d 0x00 0x00 0x00" },
    { "check_poison_block is called for free block", WHY_ROLE_HINT, why_take_statement, WHY_SAYS_HEAP_CORRUPT,
      "check_poison_block is called for free block 0x3fff2bb8" },
    { "last failed alloc call", WHY_ROLE_LATE, take_failed_alloc, WHY_SAYS_FAILED_ALLOC,
      "last failed alloc call: 40203876(256)" },
};
/* clang-format on */

const struct why_grammar why_grammar_esp8266_heap = { .rules = rules,
                                                      .count = WHY_COUNTOF(rules),
                                                      .family = WHY_FAMILY_ESP8266_NONOS };
