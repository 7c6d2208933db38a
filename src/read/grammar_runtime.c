/* What the libraries and runtimes above ESP-IDF say of their own end: C++, Bluetooth controllers,
 * Rust, MicroPython. Source: libstdc++ vterminate.cc; strings of the controller libraries and boot
 * ROMs; Rust std::panicking; MicroPython py/obj.c. */
#include "base/span.h"
#include "read/grammar.h"

/* "terminate called after throwing an instance of 'std::bad_alloc'" */
static bool take_terminate(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span skipped;

    if (!why_take_statement(before, rest, out))
        return false;
    if (why_span_take_until(&cur, "instance of '", &skipped))
        why_span_take_until(&cur, "'", &out->name);
    return true;
}

/* "ASSERT_PARAM(512 0), in rwble.c at line 238" */
static bool take_controller_param(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span skipped;

    if (!why_take_statement(before, rest, out) || !why_span_take_until(&cur, "), in ", &skipped) ||
        !why_span_take_until(&cur, " at line ", &out->file))
        return false;
    return why_span_take_decimal(&cur, &out->line);
}

/* "assert rwble.c 261, param 00020000 00000000" */
static bool take_controller_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span name;

    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    if (!why_span_take_text(&cur, "assert ") || !why_span_take_until(&cur, " ", &name) ||
        !why_span_ends(name, ".c") || !why_span_take_decimal(&cur, &out->line) ||
        !why_span_starts(cur, ", param"))
        return false;
    (void)before;
    out->file = name;
    *rest = cur;
    return true;
}

/* "BLE assert: line 1076 in function r_ble_lll_..., param: 0x0, 0x0" */
static bool take_ble_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) || !why_span_take_words(&cur, "BLE assert: line ") ||
        !why_span_take_decimal(&cur, &out->line))
        return false;
    if (why_span_take_words(&cur, " in function "))
        why_span_take_until(&cur, ",", &out->function);
    return true;
}

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

/* "src/main.rs:2:5" */
static bool split_rust_place(why_span text, struct why_item *out)
{
    why_span place;
    uint32_t column;

    return why_split_place(text, &place, &column) && why_split_place(place, &out->file, &out->line);
}

/* "thread 'main' panicked at src/main.rs:2:5:", the message follows on the next line; up to Rust
 * 1.72 "panicked at 'message', src/main.rs:2:5". */
static bool take_rust_panic(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);
    why_span message;

    if (!thread_before(before, &out->name) || !why_take_statement(before, rest, out))
        return false;
    why_span_take_words(&cur, "panicked at ");
    if (why_span_take_text(&cur, "'")) {
        if (why_span_take_until(&cur, "', ", &message) && split_rust_place(cur, out))
            out->text = message;
        return true;
    }
    if (why_span_ends(cur, ":"))
        cur.len--;
    if (split_rust_place(cur, out))
        out->text = why_span_head(cur, 0);
    return true;
}

/* The last line of a Python traceback: "MemoryError: memory allocation failed, heap is locked". */
static bool take_python_error(why_span before, why_span *rest, struct why_item *out)
{
    size_t start = before.len;
    why_span cur = *rest;

    while (start > 0 && why_is_word(before.ptr[start - 1]))
        start--;
    out->kind = WHY_ITEM_STATEMENT;
    out->name = (why_span){ before.ptr + start, before.len - start + 5 };
    if (!why_span_take_text(&cur, "Error:") || start == before.len || before.ptr[start] < 'A' ||
        before.ptr[start] > 'Z')
        return false;
    out->text = why_span_trim(why_line_rest(cur));
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "terminate called", WHY_ROLE_HINT, take_terminate, WHY_SAYS_TERMINATE,
      "terminate called after throwing an instance of 'std::bad_alloc'" },
    { "ASSERT_PARAM(", WHY_ROLE_HINT, take_controller_param, WHY_SAYS_CONTROLLER,
      "ASSERT_PARAM(512 0), in rwble.c at line 238" },
    { "ASSERT_ERR(", WHY_ROLE_HINT, take_controller_param, WHY_SAYS_CONTROLLER, "ASSERT_ERR(0), in rwbt.c at line 360" },
    { "assert rw", WHY_ROLE_HINT, take_controller_assert, WHY_SAYS_CONTROLLER,
      "assert rwble.c 261, param 00020000 00000000" },
    { "BLE assert: line", WHY_ROLE_HINT, take_ble_assert, WHY_SAYS_CONTROLLER,
      "BLE assert: line 1076 in function r_ble_lll_scan, param: 0x0, 0x0" },
    { "panicked at ", WHY_ROLE_CLUE, take_rust_panic, WHY_SAYS_RUST_PANIC,
      "thread 'main' panicked at src/main.rs:2:5:" },
    { "Error: memory allocation failed", WHY_ROLE_CLUE, take_python_error, WHY_SAYS_PYTHON,
      "MemoryError: memory allocation failed, heap is locked" },
};
/* clang-format on */

const struct why_grammar why_grammar_runtime = { rules, WHY_COUNTOF(rules) };
