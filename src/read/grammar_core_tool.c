/* What esp-coredump, and the monitor that calls it, say of a core dump in words. Source:
 * esp-coredump corefile/gdb.py, coredump.py; GDB's "info registers". */
#include "base/span.h"
#include "read/grammar.h"

#define TOOL_NAME_BYTES 8u /* of a register, padded at least to these */

/* The word that ends a text, without the blanks behind it. */
static why_span last_word(why_span text)
{
    size_t start;

    text = why_span_trim(text);
    for (start = text.len; start > 0 && why_is_word(text.ptr[start - 1]);)
        start--;
    return why_span_skip(text, start);
}

/* Names of special registers, which stand in no other line in small letters. */
static bool is_special(why_span name)
{
    static const char *const names[] = { "exccause", "excvaddr", "mcause", "mtval", "mepc" };

    for (size_t i = 0; i < WHY_COUNTOF(names); i++)
        if (why_span_equals(name, names[i]))
            return true;
    return false;
}

/* GDB's columns: padding behind the name, or, where blanks were lost, a second value. */
static bool has_columns(why_span field, why_span name, why_span behind)
{
    why_span value = why_span_trim(behind);
    uint32_t number;

    why_span_take_text(&value, "-");
    if (why_span_take_decimal(&value, &number) && value.len == 0)
        return true;
    return field.len >= TOOL_NAME_BYTES || is_special(name) || why_span_starts(behind, " 0x");
}

/* GDB tells a value twice: "0x4 4", "0x80050002 -2147155966", "0x400866d7 0x400866d7 <abort+27>".
 * What is of the exception comes from the tool, once. */
static bool is_told_again(why_span name, why_span rest, uint32_t value)
{
    uint32_t again;

    why_span_take_blanks(&rest);
    if (rest.len == 0)
        return !why_span_equals(name, "pc");
    if (why_span_starts(rest, "0x"))
        return why_span_take_hex(&rest, &again) && again == value;
    if (why_span_take_text(&rest, "-"))
        return why_span_take_decimal(&rest, &again) && (uint32_t)-again == value;
    return !why_is_digit(rest.ptr[0]) || (why_span_take_decimal(&rest, &again) && again == value);
}

/* "excvaddr       0x0" in the core dump tool's text; the name stands alone before the value. What
 * may follow is the value once more, with the symbol there. */
static bool take_tool_register(why_span before, why_span *rest, struct why_item *out)
{
    static const char *const names[] = { "pc",     "ps",       "sar",      "lbeg",   "lend",
                                         "lcount", "exccause", "excvaddr", "ra",     "sp",
                                         "gp",     "tp",       "fp",       "mcause", "mtval",
                                         "mepc",   "mstatus",  "mtvec",    "mhartid" };
    why_span name = last_word(before);
    const size_t prefix = (size_t)(name.ptr - before.ptr);
    why_span digits;
    why_span cur = *rest;
    uint32_t number;
    bool known = false;

    out->kind = WHY_ITEM_REGISTER;
    if (!why_span_ends(before, " ") || name.len < 2 || name.len > TOOL_NAME_BYTES ||
        !why_begins_line(why_span_head(before, prefix)))
        return false;
    for (size_t i = 0; i < WHY_COUNTOF(names) && !known; i++)
        known = why_span_equals(name, names[i]);
    digits = why_span_skip(name, name.len > 3 ? 3 : 1);
    if (!known && name.ptr[0] >= 'a' && name.ptr[0] <= 't' &&
        why_span_take_decimal(&digits, &number))
        known = digits.len == 0;
    if (!known || !why_span_take_hex(&cur, &out->value.value) ||
        !has_columns(why_span_skip(before, prefix), name, cur))
        return false;
    if (is_told_again(name, cur, out->value.value))
        out->value.known = true;
    else
        out->kind = WHY_ITEM_DAMAGED;
    out->name = name;
    *rest = why_span_contains(cur, "<") ? cur : why_span_skip(cur, cur.len);
    return true;
}

/* "Crashed task handle: 0x3fc8ec30, name: 'main', GDB name: 'process 1070132272'" */
static bool take_crashed_task(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, "Crashed task handle: ") ||
        !why_span_take_hex(&cur, &out->value.value))
        return false;
    out->value.known = true;
    if (why_span_take_words(&cur, ", name: '"))
        why_span_take_until(&cur, "'", &out->name);
    return true;
}

static bool take_tool_report(why_span before, why_span *rest, struct why_item *out)
{
    why_take_mark(before, rest, out);
    out->kind = WHY_ITEM_TOOL_REPORT;
    return true;
}

static bool take_panic_reason(why_span before, why_span *rest, struct why_item *out)
{
    why_span_take_words(rest, "Panic reason: ");
    return why_take_statement(before, rest, out);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "0x", WHY_ROLE_LATE, take_tool_register, WHY_SAYS_NOTHING, "excvaddr       0x0" },
    { "Crashed task handle:", WHY_ROLE_LATE, take_crashed_task, WHY_SAYS_CRASHED_TASK,
      "Crashed task handle: 0x3fc8ec30, name: 'main', GDB name: 'process 1070132272'" },
    { " CURRENT THREAD REGISTERS ", WHY_ROLE_LATE, take_tool_report, WHY_SAYS_NOTHING,
      "================== CURRENT THREAD REGISTERS ===================" },
    { "Crash happened in the interrupt context", WHY_ROLE_LATE, why_take_statement, WHY_SAYS_IN_ISR,
      "Crash happened in the interrupt context" },
    { "Panic reason:", WHY_ROLE_LATE, take_panic_reason, WHY_SAYS_PANIC_REASON,
      "Panic reason: abort() was called at PC 0x42009351 on core 0" },
};
/* clang-format on */

const struct why_grammar why_grammar_core_tool = { .rules = rules, .count = WHY_COUNTOF(rules) };
