/* Heap traces: who allocated and who freed a block. No crash, and their addresses are no backtrace.
 * Source: ESP-IDF components/heap/heap_trace_standalone.c. */
#include "base/span.h"
#include "read/grammar.h"

/* "caller 0x400d276d:0x400d27c1", "freed by 0x400d27a1:0x400d27c1": all of them. */
static bool take_callers(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur;
    why_span words;
    uint32_t address;

    (void)before;
    out->kind = WHY_ITEM_MARK;
    cur = *rest;
    if (!why_span_take_until(&cur, " 0x", &words))
        return false;
    cur = why_span_skip(*rest, words.len + 1);
    while (why_span_take_hex8(&cur, &address))
        why_span_take_text(&cur, ":");
    *rest = cur;
    return true;
}

static bool take_allocator(why_span before, why_span *rest, struct why_item *out)
{
    return why_span_contains(before, "bytes (@ 0x") && take_callers(before, rest, out);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "caller 0x", WHY_ROLE_RUN, take_allocator, WHY_SAYS_NOTHING,
      "32 bytes (@ 0x3ffaf214) allocated CPU 0 ccount 0x2e9b7384 caller 0x400d276d:0x400d27c1" },
    { "freed by 0x", WHY_ROLE_RUN, take_callers, WHY_SAYS_NOTHING, "freed by 0x400d27a1:0x400d27c1" },
};
/* clang-format on */

const struct why_grammar why_grammar_heap_trace = { .rules = rules, .count = WHY_COUNTOF(rules) };
