/* The words of a Rust panic, as core::panic::PanicInfo writes them. */
#include "read/rust_text.h"

#include "base/span.h"
#include "read/grammar.h"

/* "src/main.rs:2:5" */
static bool split_place(why_span text, struct why_item *out)
{
    why_span place;
    uint32_t column;

    return why_split_place(text, &place, &column) && why_split_place(place, &out->file, &out->line);
}

bool why_take_rust_panic(why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);
    why_span message;

    out->kind = WHY_ITEM_STATEMENT;
    out->text = cur;
    *rest = why_span_skip(*rest, cur.len);
    why_span_take_words(&cur, "panicked at ");
    if (why_span_take_text(&cur, "'")) {
        if (why_span_take_until(&cur, "', ", &message) && split_place(cur, out))
            out->text = message;
        return true;
    }
    if (why_span_ends(cur, ":"))
        cur.len--;
    if (split_place(cur, out))
        out->text = why_span_head(cur, 0);
    return true;
}
