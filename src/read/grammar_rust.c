/* Panics of Rust: those of its standard library, on top of ESP-IDF.
 * Source: Rust library/std/src/panicking.rs, library/core/src/panic. */
#include "base/span.h"
#include "read/grammar.h"
#include "read/rust_text.h"

/* "thread 'main' " or "thread 'main' (1) " at the end of @p before: the thread's name. */
static bool thread_before(why_span before, why_span *name)
{
    why_span text = why_span_trim(before);
    size_t quote;

    if (why_span_ends(text, ")"))
        while (text.len > 0 && text.ptr[text.len - 1] != '\'')
            text.len--;
    if (!why_span_ends(text, "'"))
        return false;
    text.len--;
    for (quote = text.len; quote > 0 && text.ptr[quote - 1] != '\'';)
        quote--;
    *name = why_span_skip(text, quote);
    return quote > 0 && why_span_ends(why_span_head(text, quote - 1), "thread ");
}

/* "thread 'main' panicked at src/main.rs:2:5:" */
static bool take_thread_panic(why_span before, why_span *rest, struct why_item *out)
{
    return thread_before(before, &out->name) && why_take_rust_panic(rest, out);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "panicked at ", WHY_ROLE_CLUE, take_thread_panic, WHY_SAYS_RUST_PANIC,
      "thread 'main' panicked at src/main.rs:2:5:" },
};
/* clang-format on */

const struct why_grammar why_grammar_rust = { .rules = rules, .count = WHY_COUNTOF(rules) };
