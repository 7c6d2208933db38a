/* What the libraries and runtimes above ESP-IDF say of their own end: C++, Bluetooth controllers,
 * MicroPython. Source: libstdc++ vterminate.cc; strings of the controller libraries and boot ROMs;
 * MicroPython py/obj.c, ports/{esp32,minimal}/main.c, ports/esp32/panichandler.c. */
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

/* "  what():  std::bad_alloc" */
static bool take_what(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_text(rest, "what():");
    out->text = why_span_trim(why_line_rest(*rest));
    *rest = why_span_skip(*rest, rest->len);
    return out->text.len > 0;
}

/* "memory allocation of 131072 bytes failed" */
static bool take_rust_allocation(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, "memory allocation of ") ||
        !why_span_take_decimal(&cur, &out->value.value) ||
        !why_span_take_words(&cur, " bytes failed"))
        return false;
    out->value.known = true;
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

/* "MemoryError:" and no more, as small builds print it. */
static bool take_bare_error(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_ends(before, "Memory") ||
        !why_span_is_empty(why_line_rest(why_span_skip(*rest, 6))))
        return false;
    out->name = why_span_of("MemoryError");
    out->text = out->name;
    *rest = why_span_skip(*rest, rest->len);
    return why_begins_line(why_span_head(before, before.len - 6));
}

/* '  File "net.py", line 88, in fetch': of a traceback; what was typed at the prompt is no file. */
static bool take_traced(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_text(&cur, "File \"");
    if (!why_span_ends(before, " ") || !why_span_take_until(&cur, "\"", &out->file) ||
        out->file.len == 0 || why_span_starts(out->file, "<") ||
        !why_span_take_words(&cur, ", line ") || !why_span_take_decimal(&cur, &out->line))
        return false;
    out->text = why_line_rest(*rest);
    if (why_span_take_words(&cur, ", in "))
        out->function = why_line_rest(cur);
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "FATAL: uncaught NLR 0x3ffb1230", "FATAL: uncaught exception 0x3ffb1230" */
static bool take_uncaught(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    why_span_take_text(&cur, "FATAL: uncaught ");
    if (!why_begins_line(before) ||
        (!why_span_take_text(&cur, "NLR ") && !why_span_take_text(&cur, "exception ")) ||
        !why_take_number(&cur, &out->value) || !why_span_is_empty(why_line_rest(cur)))
        return false;
    *rest = cur;
    return true;
}

/* "NLR jump failed, val=0x3ffb1230" as the start of a line; the ESP8266's has no value. */
static bool take_nlr(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (before.len > 0 && why_is_word(before.ptr[before.len - 1]))
        return false;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    why_span_take_words(&cur, "NLR jump failed");
    if (why_span_take_words(&cur, ", val=") && !why_take_number(&cur, &out->value))
        return false;
    if (!why_span_is_empty(why_line_rest(cur)))
        return false;
    *rest = cur;
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "terminate called", WHY_ROLE_HINT, take_terminate, WHY_SAYS_TERMINATE,
      "terminate called after throwing an instance of 'std::bad_alloc'" },
    { "pure virtual method called", WHY_ROLE_HINT, why_take_statement, WHY_SAYS_TERMINATE,
      "pure virtual method called" },
    { "what():", WHY_ROLE_DETAIL, take_what, WHY_SAYS_TERMINATE_WHAT, "  what():  std::bad_alloc" },
    { "memory allocation of ", WHY_ROLE_CLUE, take_rust_allocation, WHY_SAYS_ALLOC_FAIL,
      "memory allocation of 131072 bytes failed" },
    { "ASSERT_PARAM(", WHY_ROLE_HINT, take_controller_param, WHY_SAYS_CONTROLLER,
      "ASSERT_PARAM(512 0), in rwble.c at line 238" },
    { "ASSERT_ERR(", WHY_ROLE_HINT, take_controller_param, WHY_SAYS_CONTROLLER, "ASSERT_ERR(0), in rwbt.c at line 360" },
    { "assert rw", WHY_ROLE_HINT, take_controller_assert, WHY_SAYS_CONTROLLER,
      "assert rwble.c 261, param 00020000 00000000" },
    { "BLE assert: line", WHY_ROLE_HINT, take_ble_assert, WHY_SAYS_CONTROLLER,
      "BLE assert: line 1076 in function r_ble_lll_scan, param: 0x0, 0x0" },
    { "Error: memory allocation failed", WHY_ROLE_CLUE, take_python_error, WHY_SAYS_PYTHON,
      "MemoryError: memory allocation failed, heap is locked" },
    { "Error:", WHY_ROLE_CLUE, take_bare_error, WHY_SAYS_PYTHON, "MemoryError: " },
    { "Error: maximum recursion depth exceeded", WHY_ROLE_CLUE, take_python_error, WHY_SAYS_PYTHON,
      "RuntimeError: maximum recursion depth exceeded" },
    { "Error: pystack exhausted", WHY_ROLE_CLUE, take_python_error, WHY_SAYS_PYTHON, "RuntimeError: pystack exhausted" },
    { "File \"", WHY_ROLE_CLUE, take_traced, WHY_SAYS_TRACED, "  File \"net.py\", line 88, in fetch" },
    { "FATAL: uncaught ", WHY_ROLE_OPENS, take_uncaught, WHY_SAYS_NLR, "FATAL: uncaught NLR 0x3ffe6b50" },
    { "NLR jump failed", WHY_ROLE_OPENS, take_nlr, WHY_SAYS_NLR, "NLR jump failed, val=0x3ffb1230" },
    { "A fatal error occurred. The crash dump printed below", WHY_ROLE_CLUE, why_take_mark, WHY_SAYS_NOTHING,
      "A fatal error occurred. The crash dump printed below may be used to help" },
};
/* clang-format on */

const struct why_grammar why_grammar_runtime = { .rules = rules, .count = WHY_COUNTOF(rules) };
