/* Register dumps, stack blocks and the words around a program counter.
 * Source: ESP-IDF components/esp_system/port/arch/{xtensa,riscv}/panic_arch.c,
 * port/panic_handler.c; boot ROM strings. */
#include "base/span.h"
#include "read/grammar.h"
#include "read/register_name.h"

#define NAME_BYTES 10u /* of the longest register name, "UINTTHRESH" and "MINTSTATUS" */

static bool take_dump_header(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_DUMP_HEADER;
    out->value = why_core_before(before);
    return why_span_take_words(rest, "egister dump:");
}

/* Without the R of "Register", "Core  0 r" stands before the anchor. */
static bool take_header_after_r(why_span before, why_span *rest, struct why_item *out)
{
    if (before.len == 0 || (before.ptr[before.len - 1] | 0x20) != 'r')
        return false;
    return take_dump_header(why_span_head(before, before.len - 1), rest, out);
}

static bool take_isr_header(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_ISR_HEADER;
    out->text = why_line_rest(*rest);
    out->value = why_core_before(before);
    return why_span_take_words(rest, "was running in ");
}

static bool is_name_char(char c)
{
    return why_is_capital(c) || why_is_digit(c) || c == '/';
}

/* Digits behind a dot or a colon, as in "12:34:56.789". */
static bool is_timestamp(why_span text)
{
    while (text.len > 0 && why_is_digit(text.ptr[text.len - 1]))
        text.len--;
    return why_span_ends(text, ".") || why_span_ends(text, ":");
}

/* True when the text ends in a value, "0x400d8362": the cells of a damaged line may touch. */
static bool ends_in_value(why_span text)
{
    why_span value = why_span_skip(text, text.len < 10 ? text.len : text.len - 10);
    uint32_t number;

    return why_span_take_hex8(&value, &number);
}

/* "Saved PC:" of the boot ROM tells of the reset, "abort() was called at PC" of a cut line of a
 * call: of both words some letters may be lost. */
static bool is_phrase(why_span before, why_span name)
{
    const why_span text = why_span_trim(before);
    const unsigned char *last =
        (const unsigned char *)(text.len > 0 ? &text.ptr[text.len - 1] : " ");

    return why_span_equals(name, "PC") && ((*last >= 'a' && *last <= 'z') || *last >= 0x80);
}

/* The register name that ends a text, blanks behind it ignored. What touches it may be a timestamp
 * or the value of another cell, but no other word. */
static bool name_before(why_span before, why_span *name)
{
    why_span text = why_span_trim(before);
    size_t len = 0;

    while (len < text.len && is_name_char(text.ptr[text.len - 1 - len]))
        len++;
    while (len > 0 && !why_is_capital(text.ptr[text.len - len]))
        len--;
    *name = why_span_skip(text, text.len - len);
    text = why_span_head(text, text.len - len);
    if (len < 2 || len > NAME_BYTES)
        return false;
    if (text.len == 0 || !why_is_word(text.ptr[text.len - 1]))
        return !is_phrase(text, *name);
    return ends_in_value(text) || is_timestamp(text);
}

/* True when the name of a cell stands at the start, as of one that touches the cell before. */
static bool is_cell(why_span text)
{
    size_t len = 0;

    while (len < text.len && is_name_char(text.ptr[len]))
        len++;
    if (!why_is_register_name(why_span_head(text, len)))
        return false;
    text = why_span_skip(text, len);
    why_span_take_blanks(&text);
    return why_span_starts(text, ":");
}

/* Eight digits, with 0x or without it. With a ninth, or a letter that may have been a digit, the
 * value is damaged. */
static bool take_cell_value(why_span *rest, uint32_t *value)
{
    why_span cur = *rest;

    if (!why_span_take_hex8(&cur, value)) {
        why_span digits = why_span_head(cur, 8);

        if (cur.len < 8 || !why_span_take_hex_digits(&digits, value) || digits.len > 0)
            return false;
        cur = why_span_skip(cur, 8);
        if (why_span_starts(why_span_trim(cur), "(fault location)")) /* ESPHome's have 0x */
            return false;
    }
    if (cur.len > 0 && why_is_word(cur.ptr[0]) && !is_cell(cur))
        return false;
    *rest = cur;
    return true;
}

/* "EXCVADDR: 0x00000010"; v1.0 printed the digits alone. What is decoded right behind ("PC:
 * 0x400d1234: main at ...") is a tool's line about the register, and read as a name. */
static bool take_register(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    uint32_t value;

    out->kind = WHY_ITEM_REGISTER;
    if (!name_before(before, &out->name) || !why_is_register_name(out->name))
        return false;
    why_span_take_blanks(&cur);
    out->written = cur;
    if (!take_cell_value(&cur, &value) || why_span_starts(cur, ": "))
        return false;
    out->written.len -= cur.len;
    out->value = (struct why_value){ .known = true, .value = value };
    *rest = cur;
    return true;
}

/* "EXCVADDR: 0x000O0010", "EXCVADDR: 0x00000": something like a value, but none. */
static bool take_damaged_register(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    uint32_t value;

    out->kind = WHY_ITEM_DAMAGED;
    if (!name_before(before, &out->name) || !why_is_register_name(out->name))
        return false;
    why_span_take_blanks(&cur);
    out->written = cur;
    if (!why_span_starts(cur, "0") && !why_span_starts(cur, "x"))
        return false;
    if (why_span_take_hex8(&cur, &value) && why_span_starts(cur, ": "))
        return false;
    while (cur.len > 0 && cur.ptr[0] != ' ' && cur.ptr[0] != '\t')
        cur = why_span_skip(cur, 1);
    out->written.len -= cur.len;
    if (out->written.len == 1 && cur.len > 0) /* a number, as in Zephyr's "INTLEVEL:0" */
        return false;
    *rest = cur;
    return true;
}

static bool is_equal_name_char(char c)
{
    return why_is_word(c) || c == '/';
}

/* Without the number behind the name: "A0/x10", "S0/FP/x8". */
static why_span without_number(why_span name)
{
    size_t len = name.len;

    while (len > 0 && why_is_digit(name.ptr[len - 1]))
        len--;
    return len < name.len && why_span_ends(why_span_head(name, len), "/x")
               ? why_span_head(name, len - 2)
               : name;
}

/* "epc1=0x400d9aa3", "EXCCAUSE=0x0000001c", "RA/x1=0x42001394"; "epc=" has lost its number. */
static bool take_equal_register(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    size_t len = 0;

    out->kind = WHY_ITEM_REGISTER;
    while (len < before.len && is_equal_name_char(before.ptr[before.len - 1 - len]))
        len++;
    out->name = without_number(why_span_skip(before, before.len - len));
    if (why_span_equals(out->name, "epc") || !why_is_register_name(out->name) ||
        !why_span_take_hex8(&cur, &out->value.value) ||
        (cur.len > 0 && why_is_hex_digit(cur.ptr[0])))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* Words of a row, each with or without 0x; true when there was one at least. A cut last word is
 * left out. */
static bool take_words(why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    while (out->word_count < WHY_ITEM_WORDS) {
        why_span word;

        why_span_take_blanks(&cur);
        word = cur;
        if (!why_span_take_hex8(&cur, &out->words[out->word_count])) {
            if (!why_span_take_hex_digits(&cur, &out->words[out->word_count]) ||
                word.len - cur.len != 8)
                break;
        }
        *rest = cur;
        out->word_count++;
    }
    return out->word_count > 0;
}

/* "3fc8ea70: 0xa5a5a5a5 0x3fc8ead0 ...": the address stands before the colon. */
static bool take_stack_row(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    why_span address;
    size_t len = 0;

    out->kind = WHY_ITEM_STACK_ROW;
    while (len < before.len && why_is_hex_digit(before.ptr[before.len - 1 - len]))
        len++;
    if (len < 8 || !why_span_starts(cur, " 0x"))
        return false;
    address = why_span_skip(before, before.len - 8);
    if (!why_span_take_hex_digits(&address, &out->value.value) || out->value.value % 4 != 0)
        return false;
    out->value.known = true;
    if (!take_words(&cur, out))
        return false;
    *rest = cur;
    return true;
}

static bool take_code_dump(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_CODE_DUMP;
    if (!why_span_take_words(&cur, "Memory dump at ") ||
        !why_span_take_hex(&cur, &out->value.value) || !why_span_take_text(&cur, ":"))
        return false;
    out->value.known = true;
    *rest = cur;
    return take_words(rest, out);
}

static bool take_stack_header(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STACK_HEADER;
    return why_span_take_text(rest, "Stack memory");
}

static bool take_stack_muted(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STACK_MUTED;
    return why_span_take_text(rest, "Stack dump detected");
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "egister dump:", WHY_ROLE_BODY, take_header_after_r, WHY_SAYS_NOTHING, "Core  0 register dump:" },
    { "was running in ISR context", WHY_ROLE_DETAIL, take_isr_header, WHY_SAYS_NOTHING,
      "Core  0 was running in ISR context:" },
    { "Memory dump at", WHY_ROLE_DETAIL, take_code_dump, WHY_SAYS_NOTHING,
      "Memory dump at 0x4012995c: 00000000 00000000 ae2a0000" },
    { "Stack memory", WHY_ROLE_DETAIL, take_stack_header, WHY_SAYS_NOTHING, "Stack memory:" },
    { "Stack dump detected", WHY_ROLE_DETAIL, take_stack_muted, WHY_SAYS_NOTHING, "--- Stack dump detected" },
    { ":", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "EXCVADDR: 0x00000010" },
    { "=", WHY_ROLE_DETAIL, take_equal_register, WHY_SAYS_NOTHING, "EXCCAUSE=0x0000001c" },
    { ":", WHY_ROLE_DETAIL, take_damaged_register, WHY_SAYS_NOTHING, "EXCVADDR: 0x000O0010" },
    { ":", WHY_ROLE_DETAIL, take_stack_row, WHY_SAYS_NOTHING,
      "3fc8ea70: 0xa5a5a5a5 0xa5a5a5a5 0x3fc8ead0 0x403887b8 0xa5a5a5a5 0xa5a5a5a5 0xa5a5a5a5 0x3fc8a498" },
};
/* clang-format on */

const struct why_grammar why_grammar_dump = { .rules = rules, .count = WHY_COUNTOF(rules) };
