/* Backtraces as the chip prints them.
 * Source: ESP-IDF components/esp_system/port/arch/xtensa/debug_helpers.c,
 * port/arch/riscv/debug_helpers.c, eh_frame_parser.c. */
#include "base/span.h"
#include "read/grammar.h"

#define GLUED_NAME_BYTES 512u
#define SP_BYTES_MIN 8u /* of a stack pointer that lost digits */
#define SP_BYTES_MAX 12u
#define PAIRS_BYTES 64u /* in which the pairs of a backtrace show a colon */

/* A program's own "Backtrace: none" is no header: entries, a mark, or nothing stand behind one. */
static bool take_header(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_BACKTRACE;
    if (!why_span_take_words(&cur, "Backtrace: ") ||
        (cur.len > 0 && why_is_word(cur.ptr[0]) && !why_is_digit(cur.ptr[0])))
        return false;
    return why_span_take_text(rest, "Backtrace:");
}

/* " [panic_abort:/path/panic.c:402]", as an old monitor put it between the two halves of an entry.
 */
static void take_glued_name(why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span inside;

    if (!why_span_take_text(&cur, " [") || !why_span_take_until(&cur, "]", &inside) ||
        inside.len > GLUED_NAME_BYTES || !why_span_starts(cur, ":0x"))
        return;
    *rest = cur;
    if (why_span_take_until(&inside, ":", &out->function) &&
        !why_split_place(inside, &out->file, &out->line))
        out->file = why_span_head(inside, 0);
}

/* A digit too many; the next entry may touch, as "0x3ffb5e700x400d0f3a". */
static bool is_glued_digit(why_span text)
{
    return text.len > 0 && why_is_hex_digit(text.ptr[0]) && !why_span_starts(text, "0x");
}

/* "0x3ffb5e7", "0x3ffb5es0": something like an address up to the blank before the next entry, or up
 * to the end. */
static bool take_damaged_sp(why_span *rest)
{
    why_span cur = *rest;
    size_t len = 0;

    while (len < cur.len && why_is_word(cur.ptr[len]))
        len++;
    if (len < SP_BYTES_MIN || len > SP_BYTES_MAX || !why_span_take_text(&cur, "0x") ||
        why_span_contains(why_span_head(cur, len - 2), "0x"))
        return false;
    cur = why_span_skip(cur, len - 2);
    if (cur.len > 0 && !why_span_starts(cur, " 0x") && !why_span_starts(cur, " |<"))
        return false;
    *rest = cur;
    return true;
}

/* The stack pointer of an entry; where it is damaged, or the line was cut in the middle of it, the
 * program counter before the colon is still whole. */
static bool take_sp(why_span *rest, struct why_item *out)
{
    why_span cut = *rest;

    out->value2.known = why_span_take_hex8(rest, &out->value2.value);
    if (out->value2.known && !is_glued_digit(*rest))
        return true;
    if (out->value2.known) {
        out->value2.known = false;
        while (is_glued_digit(*rest))
            *rest = why_span_skip(*rest, 1);
        return true;
    }
    if (take_damaged_sp(rest))
        return true;
    if (!why_span_take_text(&cut, "0x") && cut.len > 1)
        return false;
    while (cut.len > 0 && why_is_hex_digit(cut.ptr[0]))
        cut = why_span_skip(cut, 1);
    *rest = cut;
    return cut.len == 0;
}

/* True when a pair of addresses, or the header, ends the text: what follows is an entry. */
static bool is_behind_entry(why_span before)
{
    why_span text = why_span_trim(before);
    const size_t pair = 21; /* bytes of "0x400d1234:0x3ffb5e70" */
    uint32_t value;

    if (why_span_ends(text, "Backtrace:"))
        return true;
    text = why_span_skip(text, text.len < pair ? text.len : text.len - pair);
    return why_span_take_hex8(&text, &value) && why_span_take_text(&text, ":") &&
           why_span_take_hex8(&text, &value) && text.len == 0;
}

/* "0x400d1234:0x3ffb5e70"; a heap trace has the callers of a caller in that form. Without a stack
 * pointer, "stack_dump: 0x3fc8d640:" is none. */
static bool take_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_FRAME;
    if (why_span_ends(before, "caller ") || !why_span_take_hex8(&cur, &out->value.value))
        return false;
    take_glued_name(&cur, out);
    if (!why_span_take_text(&cur, ":") || !take_sp(&cur, out) ||
        (cur.len == 0 && why_span_ends(*rest, ":") && !is_behind_entry(before) &&
         !why_begins_line(before)))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "0x400d12340x3ffb5e70": the colon was lost, where the other entries have theirs. */
static bool take_tight_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_FRAME;
    if (!is_behind_entry(before) || !why_span_take_hex8(&cur, &out->value.value) ||
        !why_span_take_hex8(&cur, &out->value2.value) || (cur.len > 0 && cur.ptr[0] != ' ') ||
        !(why_span_contains(cur, ":0x") || why_span_contains(before, ":0x")))
        return false;
    out->value.known = true;
    out->value2.known = true;
    *rest = cur;
    return true;
}

/* "0x400d123:0x3ffb5e70": a byte was lost, doubled or changed. */
static bool take_damaged_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_DAMAGED;
    if (!is_behind_entry(before))
        return false;
    while (cur.len > 0 && cur.ptr[0] != ' ')
        cur = why_span_skip(cur, 1);
    out->written = why_span_head(*rest, rest->len - cur.len);
    *rest = cur;
    return true;
}

/* True when digits, blanks and colons stand between the header and the end of the text. */
static bool is_in_bare_backtrace(why_span before)
{
    static const char header[] = "Backtrace:";
    size_t start = before.len;

    while (start > 0 && (why_is_hex_digit(before.ptr[start - 1]) || before.ptr[start - 1] == ' ' ||
                         before.ptr[start - 1] == ':'))
        start--;
    /* "ace:" of the header looks like that, too */
    return why_span_ends(why_span_head(before, start), "Backtr") &&
           why_span_starts(why_span_skip(before, start - 6), header);
}

/* "400d1234:3ffb5e70" behind "Backtrace:": no 0x; the program counter stands before the colon. */
static bool take_digits_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span pc = why_span_skip(before, before.len < 8 ? before.len : before.len - 8);
    why_span cur = why_span_skip(*rest, 1);
    const why_span header = why_span_head(before, before.len - pc.len);

    out->kind = WHY_ITEM_FRAME;
    if (header.len == 0 || why_is_hex_digit(header.ptr[header.len - 1]) ||
        !is_in_bare_backtrace(header) || !why_span_take_hex_digits(&pc, &out->value.value) ||
        pc.len > 0 || cur.len < 8)
        return false;
    pc = why_span_head(cur, 8);
    cur = why_span_skip(cur, 8);
    if (!why_span_take_hex_digits(&pc, &out->value2.value) || pc.len > 0 || is_glued_digit(cur))
        return false;
    out->value.known = true;
    out->value2.known = true;
    *rest = cur;
    return true;
}

/* True when nothing but entries stands between "Backtrace:" and the end of the text. */
static bool is_in_backtrace(why_span before)
{
    size_t start = before.len;

    while (start > 0 && (why_is_hex_digit(before.ptr[start - 1]) || before.ptr[start - 1] == 'x' ||
                         before.ptr[start - 1] == ' '))
        start--;
    return why_span_ends(why_span_head(before, start), "Backtrace:");
}

/* "0x400d1234" behind "Backtrace:", as some print it: no stack pointers. */
static bool take_bare_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_FRAME;
    if (!is_in_backtrace(before) || !why_span_take_hex8(&cur, &out->value.value) ||
        (cur.len > 0 && cur.ptr[0] != ' ') ||
        why_span_contains(why_span_head(cur, PAIRS_BYTES), ":0x"))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

static bool take_corrupted(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CORRUPTED;
    return why_span_take_text(rest, "-CORRUPTED");
}

static bool take_continues(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CONTINUES;
    return why_span_take_text(rest, "-CONTINUES");
}

static bool take_end(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_BACKTRACE_END;
    out->text = why_line_rest(*rest);
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Backtrace:", WHY_ROLE_BODY, take_header, WHY_SAYS_NOTHING,
      "Backtrace: 0x400d1234:0x3ffb5e70 0x400d0f3a:0x3ffb5e90" },
    { "0x", WHY_ROLE_BODY, take_entry, WHY_SAYS_NOTHING, "0x400d1234:0x3ffb5e70" },
    { "0x", WHY_ROLE_BODY, take_tight_entry, WHY_SAYS_NOTHING, "Backtrace: 0x400d12340x3ffb5e70 0x400d0f3a:0x3ffb5e90" },
    { ":", WHY_ROLE_BODY, take_digits_entry, WHY_SAYS_NOTHING, "Backtrace: 400d1234:3ffb5e70 400d0f3a:3ffb5e90" },
    { "0x", WHY_ROLE_BODY, take_bare_entry, WHY_SAYS_NOTHING, "Backtrace: 0x400d1234 0x400d0f3a" },
    { "0x", WHY_ROLE_DETAIL, take_damaged_entry, WHY_SAYS_NOTHING, "Backtrace: 0x400d123:0x3ffb5e70 0x400d0f3a:0x3ffb5e90" },
    { "-CORRUPTED", WHY_ROLE_DETAIL, take_corrupted, WHY_SAYS_NOTHING, "Backtrace: 0x403e298d:0x3fcf2990 |<-CORRUPTED" },
    { "-CONTINUES", WHY_ROLE_DETAIL, take_continues, WHY_SAYS_NOTHING, "Backtrace: 0x403e298d:0x3fcf2990 |<-CONTINUES" },
    { "Backtrace ended abruptly:", WHY_ROLE_DETAIL, take_end, WHY_SAYS_NOTHING,
      "Backtrace ended abruptly: cannot find DWARF information for instruction at address 0x42001234" },
    { "Unsupported DWARF opcode", WHY_ROLE_DETAIL, take_end, WHY_SAYS_NOTHING, "Unsupported DWARF opcode 0: 0x0000001f" },
    { "Backtrace stopped:", WHY_ROLE_DETAIL, take_end, WHY_SAYS_NOTHING,
      "Backtrace stopped: frame did not save the PC" },
    { "Warning: SPI Flash cache is disabled, cannot process eh_frame", WHY_ROLE_DETAIL, take_end, WHY_SAYS_NOTHING,
      "Warning: SPI Flash cache is disabled, cannot process eh_frame parsing. Falling back to basic backtrace." },
};
/* clang-format on */

const struct why_grammar why_grammar_backtrace = { .rules = rules, .count = WHY_COUNTOF(rules) };
