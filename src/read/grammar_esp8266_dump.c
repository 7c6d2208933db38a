/* Registers and stacks as an ESP8266 prints them.
 * Source: ESP8266 core for Arduino, cores/esp8266/core_esp8266_postmortem.cpp (2.3 to 3.1),
 * Esp.cpp; esp-open-rtos core/debug_dumps.c; ESP8266 RTOS SDK
 * components/esp8266/source/esp_panic.c. */
#include "base/span.h"
#include "read/grammar.h"

#define ROW_WORDS 4u

/* ---- registers ---- */

struct printed_register {
    const char *printed;
    const char *name;
};

/* In the order in which they are printed; the last one ends the line. ESP.getResetInfo() has a
 * colon where the others have "=". */
static const struct printed_register line_registers[] = {
    { "epc1", "PC" },           { "epc2", "EPC2" }, { "epc3", "EPC3" },
    { "excvaddr", "EXCVADDR" }, { "depc", "DEPC" },
};

/* "epc1=" or "epc1:" */
static bool take_label(why_span *rest, const char *printed)
{
    why_span cur = *rest;

    if (!why_span_take_text(&cur, printed) ||
        (!why_span_take_text(&cur, "=") && !why_span_take_text(&cur, ":")))
        return false;
    *rest = cur;
    return true;
}

/* True when the next register of the line follows, or the line is broken there: what follows else
 * shows that a piece was lost, and that the value may be made of two halves. */
static bool is_followed(why_span behind, size_t index)
{
    if (index + 1 == WHY_COUNTOF(line_registers))
        return behind.len == 0 || (!why_is_word(behind.ptr[0]) && behind.ptr[0] != '=');
    why_span_take_text(&behind, ",");
    behind = why_span_trim(behind);
    return behind.len == 0 ? index > 0 : take_label(&behind, line_registers[index + 1].printed);
}

/* "epc1=0x40243016, ": what the exception program counter of level 1 holds is the program counter
 * of the fault. At the end of a line it is the one of "excsave1=... excsave2=... epc1=...", which
 * is of before the fault. */
static bool take_register(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    size_t index = 0;

    out->kind = WHY_ITEM_REGISTER;
    if (before.len > 0 && why_is_word(before.ptr[before.len - 1]) &&
        !why_is_digit(before.ptr[before.len - 1]))
        return false;
    while (!take_label(&cur, line_registers[index].printed))
        index++;
    out->name = why_span_of(line_registers[index].name);
    out->written = cur;
    if (!why_take_address(&cur, &out->value) || !out->value.known || !is_followed(cur, index))
        out->kind = WHY_ITEM_DAMAGED;
    while (out->kind == WHY_ITEM_DAMAGED && cur.len > 0 && why_is_word(cur.ptr[0]))
        cur = why_span_skip(cur, 1);
    out->written.len -= cur.len;
    *rest = cur;
    return true;
}

/* "excsave1=0x40242ffd" */
static bool take_saved(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_REGISTER;
    out->name = why_span_of("EXCSAVE1");
    if (!why_span_take_text(&cur, "excsave1=") || !why_take_address(&cur, &out->value) ||
        !out->value.known)
        return false;
    *rest = cur;
    return true;
}

/* "a2  00000000" of esp-open-rtos: its registers are printed between "Registers:" and the stack. */
static bool take_plain_register(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    why_span digits;
    uint32_t number;

    out->kind = WHY_ITEM_REGISTER;
    if ((before.len > 0 && before.ptr[before.len - 1] != ' ') ||
        !why_span_take_decimal(&cur, &number) || number > 15)
        return false;
    out->name = why_span_head(*rest, rest->len - cur.len);
    if (!why_span_take_blanks(&cur))
        return false;
    digits = cur;
    out->value.known = why_span_take_hex_digits(&cur, &out->value.value);
    if (!out->value.known || digits.len - cur.len != 8 || (cur.len > 0 && cur.ptr[0] != ' '))
        return false;
    *rest = cur;
    return true;
}

/* ---- the stack ---- */

static bool take_stack_begin(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STACK_HEADER;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

static bool take_stack_end(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STACK_END;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "ctx: cont", "ctx: sys", "ctx: bearssl" */
static bool take_context(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);

    if (!why_begins_line(before) || !why_span_take_words(&cur, "ctx: ") ||
        !(why_span_equals(cur, "cont") || why_span_equals(cur, "sys") ||
          why_span_equals(cur, "bearssl")))
        return false;
    out->name = cur;
    return why_take_statement(before, rest, out);
}

/* "sp: 3fff1f30 end: 3fff2840 offset: 01a0": the rows begin at sp plus offset, which the core takes
 * for the stack pointer at the fault. */
static bool take_span(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    uint32_t offset;

    out->kind = WHY_ITEM_STATEMENT;
    if (!why_begins_line(before) || !why_span_take_words(&cur, "sp: ") ||
        !why_take_word(&cur, &out->value.value) || !why_span_take_words(&cur, " end: ") ||
        !why_take_word(&cur, &out->value2.value) || !why_span_take_words(&cur, " offset: ") ||
        !why_span_take_hex_digits(&cur, &offset))
        return false;
    out->value.value += offset;
    out->value.known = true;
    out->value2.known = true;
    out->text = why_span_head(*rest, rest->len - cur.len);
    *rest = cur;
    return true;
}

/* Where data lies on the ESP8266; rows of other chips' stacks have other addresses, or "0x". */
static bool is_stack_address(uint32_t address)
{
    return address >= 0x3FFE8000 && address < 0x40000000 && address % 4 == 0;
}

/* Up to four words. One that is cut or damaged ends the row; other systems print more. */
static bool take_row_words(why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    uint32_t fifth;

    while (out->word_count < ROW_WORDS) {
        why_span_take_blanks(&cur);
        if (!why_take_word(&cur, &out->words[out->word_count]))
            break;
        out->word_count++;
        *rest = cur;
    }
    why_span_take_blanks(&cur);
    return out->word_count > 0 && (out->word_count < ROW_WORDS || !why_take_word(&cur, &fifth));
}

/* "3fff20d0:  202c3573 756f7247 2c302070 646e4920" */
static bool take_row(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    why_span address = why_span_skip(before, before.len < 8 ? 0 : before.len - 8);

    out->kind = WHY_ITEM_STACK_ROW;
    if (address.len < 8 || !why_begins_line(why_span_head(before, before.len - 8)) ||
        !why_take_word(&address, &out->value.value) || !is_stack_address(out->value.value) ||
        !why_span_starts(cur, " ") || !take_row_words(&cur, out))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "0x3fff59e0: 3ffec564 40220b6a 00000002 40103b54" of esp-open-rtos */
static bool take_prefixed_row(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STACK_ROW;
    if (!why_begins_line(before) || !why_span_take_hex8(&cur, &out->value.value) ||
        !is_stack_address(out->value.value) || !why_span_take_text(&cur, ": ") ||
        !take_row_words(&cur, out))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "3ffeee50  0x0000000a 0x00000000 ..." of the RTOS SDK: up to sixteen words, in older releases
 * without "0x". */
static bool take_wide_row(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STACK_ROW;
    if (!why_begins_line(before) || !why_take_word(&cur, &out->value.value) ||
        !is_stack_address(out->value.value) || !why_span_starts(cur, "  "))
        return false;
    out->value.known = true;
    while (out->word_count < WHY_ITEM_WORDS) {
        uint32_t *word = &out->words[out->word_count];

        why_span_take_blanks(&cur);
        if (!why_span_take_hex8(&cur, word) && !why_take_word(&cur, word))
            break;
        out->word_count++;
        *rest = cur;
    }
    return out->word_count > 0;
}

/* "[0x3ffee690]", of older releases without "0x". */
static bool take_bracketed(why_span *rest, struct why_value *out)
{
    why_span cur = *rest;

    if (!why_span_take_text(&cur, "[") ||
        (!why_span_take_hex8(&cur, &out->value) && !why_take_word(&cur, &out->value)) ||
        !why_span_take_text(&cur, "]"))
        return false;
    out->known = true;
    *rest = cur;
    return true;
}

/* "Task stack [uiT] stack from [0x3ffee690] to [0x3ffef48c], total [3584] size" */
static bool take_task_stack(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->family = WHY_FAMILY_ESP8266_NONOS; /* of an ESP8266; which system's is settled later */
    if (!why_take_statement(before, rest, out) || !why_span_take_words(&cur, "Task stack [") ||
        !why_span_take_until(&cur, "] stack from ", &out->name) ||
        !take_bracketed(&cur, &out->value) || !why_span_take_words(&cur, " to "))
        return false;
    return take_bracketed(&cur, &out->value2);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "epc1=0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "epc1=0x40243016 epc2=0x00000000" },
    { "epc2=0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "epc2=0x00000000" },
    { "epc3=0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "epc3=0x00000000" },
    { "excvaddr=0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "excvaddr=0x000000eb" },
    { "depc=0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "depc=0x00000000" },
    { "epc1:0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "epc1:0x40206f20 epc2:0x00000000" },
    { "epc2:0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "epc2:0x00000000" },
    { "epc3:0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "epc3:0x00000000" },
    { "excvaddr:0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "excvaddr:0x00000008" },
    { "depc:0x", WHY_ROLE_BODY, take_register, WHY_SAYS_NOTHING, "depc:0x00000000" },
    { "excsave1=0x", WHY_ROLE_BODY, take_saved, WHY_SAYS_NOTHING, "excsave1=0x40242ffd" },
    { "a", WHY_ROLE_DETAIL, take_plain_register, WHY_SAYS_NOTHING, "a4  00000000 a5  00000003" },
    { ">>>stack>>>", WHY_ROLE_BODY, take_stack_begin, WHY_SAYS_NOTHING, ">>>stack>>>" },
    { "<<<stack<<<", WHY_ROLE_BODY, take_stack_end, WHY_SAYS_NOTHING, "<<<stack<<<" },
    { "ctx: ", WHY_ROLE_DETAIL, take_context, WHY_SAYS_STACK_CONTEXT, "ctx: cont" },
    { "sp: ", WHY_ROLE_DETAIL, take_span, WHY_SAYS_STACK_SPAN, "sp: 3fff1f30 end: 3fff2840 offset: 01a0" },
    { ":", WHY_ROLE_BODY, take_row, WHY_SAYS_NOTHING, "3fff20d0:  202c3573 756f7247 2c302070 646e4920  " },
    { "Task stack [", WHY_ROLE_CLUE, take_task_stack, WHY_SAYS_TASK_STACK,
      "Task stack [uiT] stack from [0x3ffee690] to [0x3ffef48c], total [3584] size" },
    { "0x", WHY_ROLE_DETAIL, take_prefixed_row, WHY_SAYS_NOTHING,
      "0x3fff59e0: 3ffec564 40220b6a 00000002 40103b54" },
    { "3ff", WHY_ROLE_DETAIL, take_wide_row, WHY_SAYS_NOTHING,
      "3ffeee50  0x0000000a 0x00000000 0x4010653c 0x40238598" },
};
/* clang-format on */

const struct why_grammar why_grammar_esp8266_dump = { .rules = rules, .count = WHY_COUNTOF(rules) };
