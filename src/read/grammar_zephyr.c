/* Fatal errors of Zephyr.
 * Source: Zephyr kernel/fatal.c, arch/xtensa/core/vector_handlers.c, arch/riscv/core/fatal.c,
 * arch/riscv/core/stacktrace.c, subsys/debug/coredump. */
#include "base/span.h"
#include "read/grammar.h"
#include "read/register_name.h"

#define NAME_BYTES 9u  /* of "THREADPTR" */
#define CELL_BYTES 10u /* of ": 3fc80000" */

/* "CPU 0 EXCCAUSE 29 (store prohibited)" */
static bool take_exccause(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_ends(before, "** ") || !why_span_take_words(&cur, "CPU ") ||
        !why_span_take_decimal(&cur, &out->value.value) || !why_span_take_text(&cur, " "))
        return false;
    out->value.known = true;
    out->name = why_span_head(cur, 8);
    if (!why_span_take_words(&cur, "EXCCAUSE ") || !why_span_take_decimal(&cur, &out->value2.value))
        return false;
    out->value2.known = why_span_is_empty(cur) || why_is_blank(cur.ptr[0]); /* else a digit more */
    out->text = out->name;
    *rest = cur;
    if (why_span_take_words(&cur, " (") && why_span_take_until(&cur, ")", &out->text))
        *rest = cur;
    return true;
}

/* The name that ends a text, a blank behind it. */
static why_span name_before(why_span before)
{
    why_span text = why_span_trim(before);
    size_t len = 0;

    while (len < text.len && len < NAME_BYTES &&
           (why_is_capital(text.ptr[text.len - 1 - len]) ||
            why_is_digit(text.ptr[text.len - 1 - len])))
        len++;
    return why_span_skip(text, text.len - len);
}

/* "**  A0 0x820138d4  SP 0x3fcba4a0  A2 (nil)": no colons, no padding, and a word for zero. */
static bool take_star_cell(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_REGISTER;
    out->name = name_before(before);
    if (out->name.len < 2 || !why_is_capital(out->name.ptr[0]) ||
        !why_span_contains(before, "** ") || !why_span_ends(before, " "))
        return false;
    if (!why_span_take_text(&cur, "(nil)") && !why_span_take_hex(&cur, &out->value.value))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "VADDR 0", "A6 0  A7 0x6": newer versions print zero without "0x". */
static bool take_star_zero(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 2);

    out->kind = WHY_ITEM_REGISTER;
    out->name = name_before(before);
    if (out->name.len < 2 || !why_is_capital(out->name.ptr[0]) ||
        !why_span_contains(before, "** ") || (cur.len > 0 && cur.ptr[0] != ' '))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* " mcause: 5, Load access fault" */
static bool take_mcause(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->name = why_span_head(cur, 6);
    if (!why_span_take_words(&cur, "mcause: ") ||
        !why_span_take_decimal(&cur, &out->value2.value) || !why_span_take_words(&cur, ", "))
        return false;
    out->value2.known = true;
    out->text = why_line_rest(cur);
    *rest = why_span_skip(cur, cur.len);
    return out->text.len > 0 && out->text.len < 40;
}

/* These are printed without padding. */
static bool is_short(why_span name)
{
    return why_span_equals(name, "mtval") || why_span_equals(name, "xtval") ||
           why_span_equals(name, "mtval2") || why_span_equals(name, "mcause");
}

/* "     a0: 00000000    t0: 3fc80000", "   xepc: 42001234", "  mtval: 4" */
static bool take_lower_cell(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 2);
    size_t len = 0;

    while (len < before.len && why_is_word(before.ptr[before.len - 1 - len]))
        len++;
    out->kind = WHY_ITEM_REGISTER;
    out->name = why_span_skip(before, before.len - len);
    out->value.known = true;
    if (len < 2 || why_is_capital(out->name.ptr[0]) || !why_is_register_name(out->name) ||
        !why_span_take_hex_digits(&cur, &out->value.value))
        return false;
    if (rest->len - cur.len < CELL_BYTES && !is_short(out->name))
        out->kind = WHY_ITEM_DAMAGED;
    *rest = cur;
    return true;
}

/* "      0: fp: 3fc8ea70   ra: 42001234" and, with symbols, "ra: 42001234 [main+0x10]" */
static bool take_trace_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span text = why_span_trim(before);
    size_t digits = 0;

    out->kind = WHY_ITEM_FRAME;
    while (digits < text.len && why_is_digit(text.ptr[text.len - 1 - digits]))
        digits++;
    if (digits == 0 || !why_span_take_text(&cur, ": "))
        return false;
    if (!why_span_take_text(&cur, "fp: ") && !why_span_take_text(&cur, "sp: "))
        return false;
    why_span_take_text(&cur, "0x");
    out->value2.known = why_span_take_hex_digits(&cur, &out->value2.value);
    why_span_take_blanks(&cur);
    if (!why_span_take_text(&cur, "ra: "))
        return false;
    why_span_take_text(&cur, "0x");
    out->value.known = why_take_word(&cur, &out->value.value);
    if (!out->value.known)
        out->kind = WHY_ITEM_DAMAGED;
    *rest = cur;
    if (why_span_take_text(&cur, " [") && why_span_take_until(&cur, "+0x", &out->function))
        *rest = why_span_skip(cur, cur.len);
    return true;
}

static bool take_trace(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_BACKTRACE;
    return why_span_take_text(rest, "all trace:");
}

/* ">>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0" */
static bool take_fatal_error(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, ">>> ZEPHYR FATAL ERROR ") ||
        !why_span_take_decimal(&cur, &out->value.value) || !why_span_take_text(&cur, ": "))
        return false;
    out->value.known = true;
    out->name = why_line_rest(cur);
    if (why_span_take_until(&cur, " on CPU ", &out->name))
        out->value2.known = why_span_take_decimal(&cur, &out->value2.value);
    return out->name.len > 0;
}

/* "Current thread: 0x3ffb2c80 (main)" */
static bool take_thread(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) || !why_span_take_words(&cur, "Current thread: "))
        return false;
    why_take_address(&cur, &out->value);
    if (why_span_take_words(&cur, " ("))
        why_span_take_until(&cur, ")", &out->name);
    if (why_span_equals(out->name, "unknown"))
        out->name.len = 0;
    return true;
}

/* "ASSERTION FAIL [count > 0] @ WEST_TOPDIR/app/src/main.c:42"; of a broken line the place is not
 * known. */
static bool take_assertion(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) || !why_span_take_text(&cur, "ASSERTION FAIL ["))
        return false;
    if (why_span_take_until(&cur, "] @ ", &out->expression) &&
        !why_split_place_before(why_line_rest(cur), &out->file, &out->line))
        out->file.len = 0;
    return true;
}

static bool take_halting(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_TAIL;
    *rest = why_span_skip(*rest, rest->len);
    return why_span_ends(before, ": ") || why_span_is_empty(before);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "** FATAL EXCEPTION", WHY_ROLE_OPENS, why_take_mark, WHY_SAYS_NOTHING,
      "[00:00:05.373,000] <err> os:  ** FATAL EXCEPTION" },
    { "ASSERTION FAIL [", WHY_ROLE_HINT, take_assertion, WHY_SAYS_ASSERT,
      "ASSERTION FAIL [count > 0] @ WEST_TOPDIR/app/src/main.c:42" },
    { "CPU ", WHY_ROLE_JOINS, take_exccause, WHY_SAYS_HEADLINE, " ** CPU 0 EXCCAUSE 29 (store prohibited)" },
    { "(INTLEVEL:", WHY_ROLE_DETAIL, why_take_mark, WHY_SAYS_NOTHING,
      " **    (INTLEVEL:0 EXCM: 1 UM:1 RING:0 WOE:1 OWB:14 CALLINC:2)" },
    { "0x", WHY_ROLE_DETAIL, take_star_cell, WHY_SAYS_NOTHING, " **  PC 0x400d1234 VADDR (nil)" },
    { " 0", WHY_ROLE_DETAIL, take_star_zero, WHY_SAYS_NOTHING, " **  PC 0x400d75c0 VADDR 0" },
    { "(nil)", WHY_ROLE_DETAIL, take_star_cell, WHY_SAYS_NOTHING, " **  A4 (nil)  A5 0x60620  A6 (nil)  A7 0x51feaa" },
    { " mcause: ", WHY_ROLE_JOINS, take_mcause, WHY_SAYS_HEADLINE, "[00:00:01.234,000] <err> os:  mcause: 5, Load access fault" },
    { ": ", WHY_ROLE_DETAIL, take_trace_entry, WHY_SAYS_NOTHING, "E:       0: fp: 3fc8ea70   ra: 42001234" },
    { ": ", WHY_ROLE_DETAIL, take_lower_cell, WHY_SAYS_NOTHING, "E:      a0: 00000000    t0: 3fc80000" },
    { "all trace:", WHY_ROLE_DETAIL, take_trace, WHY_SAYS_NOTHING, "E: call trace:" },
    { "#CD:", WHY_ROLE_DETAIL, why_take_mark, WHY_SAYS_NOTHING, "E: #CD:5a4501000500050000000000" },
    { ">>> ZEPHYR FATAL ERROR ", WHY_ROLE_JOINS, take_fatal_error, WHY_SAYS_FATAL_ERROR,
      "E: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0" },
    { "Current thread: ", WHY_ROLE_DETAIL, take_thread, WHY_SAYS_THREAD, "E: Current thread: 0x3ffb2c80 (main)" },
    { "Halting system", WHY_ROLE_TAIL, take_halting, WHY_SAYS_NOTHING, "E: Halting system" },
};
/* clang-format on */

const struct why_grammar why_grammar_zephyr = { .rules = rules,
                                                .count = WHY_COUNTOF(rules),
                                                .family = WHY_FAMILY_ZEPHYR };
