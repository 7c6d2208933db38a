/* The list of grammars, and what their takers share. */
#include "read/grammar.h"

#include "base/span.h"

#define ADDRESS_BYTES 10u /* of "0x400d1234" */

static const struct why_grammar *const grammars[] = {
    &why_grammar_panic,        &why_grammar_software,   &why_grammar_runtime,
    &why_grammar_rust,         &why_grammar_esp_hal,    &why_grammar_esp8266,
    &why_grammar_esp8266_dump, &why_grammar_nuttx,      &why_grammar_zephyr,
    &why_grammar_esphome,      &why_grammar_rom,        &why_grammar_watchdog,
    &why_grammar_reset,        &why_grammar_boot,       &why_grammar_host,
    &why_grammar_core_tool,    &why_grammar_backtrace,  &why_grammar_dump,
    &why_grammar_core_dump,    &why_grammar_heap_trace, &why_grammar_tasmota,
    &why_grammar_esp8266_heap, &why_grammar_decoder,
};

const struct why_grammar *const *why_grammars(size_t *count)
{
    *count = WHY_COUNTOF(grammars);
    return grammars;
}

bool why_row_tells_family(const struct why_line_rule *row)
{
    return row->role == WHY_ROLE_OPENS || row->role == WHY_ROLE_JOINS ||
           row->role == WHY_ROLE_HINT || row->role == WHY_ROLE_CLUE;
}

why_span why_line_rest(why_span rest)
{
    size_t stop;

    if (why_span_find(rest, "\" \"",
                      &stop)) /* several console lines, each in quotes, on one line */
        return why_span_head(rest, stop);
    rest = why_span_trim(rest);
    if (why_span_ends(rest, ")\"") || why_span_ends(rest, ".\""))
        rest.len--;
    return rest;
}

bool why_take_mark(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_MARK;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* Up to the quote that closes one before the text, where only marks of code or of a sentence
 * follow. */
static why_span inside_quotes(why_span before, why_span text)
{
    const char quote = (char)(before.len > 0 ? before.ptr[before.len - 1] : ' ');
    size_t end = text.len;

    if (quote != '"' && quote != '\'' && quote != '`')
        return text;
    while (end > 0 && text.ptr[end - 1] != quote && !why_is_word(text.ptr[end - 1]))
        end--;
    return end > 0 && text.ptr[end - 1] == quote ? why_span_head(text, end - 1) : text;
}

bool why_take_statement(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_STATEMENT;
    out->text = inside_quotes(before, why_line_rest(*rest));
    *rest = why_span_skip(*rest, out->text.len);
    return true;
}

bool why_take_number(why_span *rest, struct why_value *out)
{
    why_span cur = *rest;

    if (!why_span_take_hex(&cur, &out->value))
        return false;
    out->known = cur.len > 0 || rest->len - cur.len == ADDRESS_BYTES;
    *rest = cur;
    return true;
}

bool why_take_address(why_span *rest, struct why_value *out)
{
    size_t len = rest->len;

    if (!why_take_number(rest, out))
        return false;
    out->known = len - rest->len == ADDRESS_BYTES;
    return true;
}

bool why_take_word(why_span *rest, uint32_t *value)
{
    why_span cur = *rest;

    if (!why_span_take_hex_digits(&cur, value) || rest->len - cur.len != 8)
        return false;
    *rest = cur;
    return true;
}

bool why_begins_line(why_span before)
{
    for (size_t i = 0; i < before.len; i++)
        if (why_is_word(before.ptr[i]) && !why_is_digit(before.ptr[i]))
            return false;
    return true;
}

/* Of the words in which anchors stand: "Dcache", "port*_CRITICAL". A timestamp may touch the word.
 */
static bool is_word_part(char c)
{
    return c == '*' || (why_is_word(c) && !why_is_digit(c));
}

bool why_take_statement_from_word(why_span before, why_span *rest, struct why_item *out)
{
    size_t len = 0;

    while (len < before.len && is_word_part(before.ptr[before.len - 1 - len]))
        len++;
    why_take_statement(before, rest, out);
    out->text.ptr -= len;
    out->text.len += len;
    return true;
}

/* "Core", or what is left of it where a line lost its start. */
static bool is_core_word(why_span text)
{
    static const char *const rests[] = { "ore", "re", "e" };

    text = why_span_trim(text);
    for (size_t i = 0; i < WHY_COUNTOF(rests); i++)
        if (why_span_equals(text, rests[i]))
            return true;
    return why_span_ends(text, "Core");
}

struct why_value why_core_before(why_span before)
{
    struct why_value core = { .known = false };
    why_span text = why_span_trim(before);
    size_t digits = 0;

    while (digits < text.len && digits < 2 && why_is_digit(text.ptr[text.len - 1 - digits]))
        digits++;
    if (digits > 0) {
        why_span number = why_span_skip(text, text.len - digits);

        if (is_core_word(why_span_head(text, text.len - digits)))
            core.known = why_span_take_decimal(&number, &core.value);
    }
    return core;
}

bool why_split_place(why_span text, why_span *file, uint32_t *line)
{
    size_t colon = text.len;
    why_span digits;

    while (colon > 0 && text.ptr[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    digits = why_span_skip(text, colon);
    if (!why_span_take_decimal(&digits, line) || digits.len > 0)
        return false;
    *file = why_span_head(text, colon - 1);
    return true;
}

bool why_split_place_before(why_span text, why_span *file, uint32_t *line)
{
    for (size_t i = 1; i + 1 < text.len; i++) {
        why_span digits = why_span_skip(text, i + 1);

        if (text.ptr[i] != ':' || !why_span_take_decimal(&digits, line) ||
            (digits.len > 0 && (why_is_word(digits.ptr[0]) || digits.ptr[0] == '.')))
            continue;
        *file = why_span_head(text, i);
        return true;
    }
    return false;
}
