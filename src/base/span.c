/* Takers over spans. */
#include "base/span.h"

#include <string.h>

#define HEX_DIGITS 8u

why_span why_span_of(const char *text)
{
    return (why_span){ text, strlen(text) };
}

why_span why_span_head(why_span span, size_t len)
{
    if (span.len > len)
        span.len = len;
    return span;
}

why_span why_span_skip(why_span span, size_t len)
{
    if (len > span.len)
        len = span.len;
    return (why_span){ span.ptr + len, span.len - len };
}

why_span why_span_trim(why_span span)
{
    why_span_take_blanks(&span);
    while (span.len > 0 && why_is_blank(span.ptr[span.len - 1]))
        span.len--;
    return span;
}

bool why_span_is_empty(why_span span)
{
    return span.len == 0;
}

bool why_span_equals(why_span span, const char *text)
{
    return span.len == strlen(text) && why_span_starts(span, text);
}

bool why_span_starts(why_span span, const char *text)
{
    size_t len = strlen(text);

    return len == 0 || (span.len >= len && memcmp(span.ptr, text, len) == 0);
}

bool why_span_ends(why_span span, const char *text)
{
    size_t len = strlen(text);

    return span.len >= len && why_span_starts(why_span_skip(span, span.len - len), text);
}

bool why_span_find(why_span span, const char *text, size_t *at)
{
    const char *found = NULL;

    if (span.len > 0)
        found = memmem(span.ptr, span.len, text, strlen(text));
    if (!found)
        return false;
    *at = (size_t)(found - span.ptr);
    return true;
}

bool why_span_contains(why_span span, const char *text)
{
    size_t at;

    return why_span_find(span, text, &at);
}

bool why_span_take_blanks(why_span *span)
{
    while (span->len > 0 && why_is_blank(span->ptr[0]))
        *span = why_span_skip(*span, 1);
    return true;
}

bool why_span_take_text(why_span *span, const char *text)
{
    if (!why_span_starts(*span, text))
        return false;
    *span = why_span_skip(*span, strlen(text));
    return true;
}

bool why_span_take_words(why_span *span, const char *words)
{
    why_span cur = *span;

    for (; *words; words++) {
        if (*words == ' ') {
            if (cur.len > 0 && !why_is_blank(cur.ptr[0]))
                return false;
            why_span_take_blanks(&cur);
        } else {
            if (cur.len == 0 || cur.ptr[0] != *words)
                return false;
            cur = why_span_skip(cur, 1);
        }
    }
    *span = cur;
    return true;
}

bool why_span_take_until(why_span *span, const char *stop, why_span *out)
{
    size_t at;

    if (!why_span_find(*span, stop, &at))
        return false;
    *out = why_span_head(*span, at);
    *span = why_span_skip(*span, at + strlen(stop));
    return true;
}

static bool hex_value(char c, uint32_t *out)
{
    if (c >= '0' && c <= '9')
        *out = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *out = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
        *out = (uint32_t)(c - 'A') + 10;
    else
        return false;
    return true;
}

/* The digits at the start of a span, eight at most. */
static size_t read_hex(why_span span, uint32_t *value)
{
    size_t count = 0;
    uint32_t digit;

    *value = 0;
    while (count < span.len && count < HEX_DIGITS && hex_value(span.ptr[count], &digit)) {
        *value = *value << 4 | digit;
        count++;
    }
    return count;
}

bool why_span_take_hex_digits(why_span *span, uint32_t *value)
{
    uint32_t read;
    size_t count = read_hex(*span, &read);

    if (count == 0 || (count < span->len && why_is_hex_digit(span->ptr[count])))
        return false;
    *value = read;
    *span = why_span_skip(*span, count);
    return true;
}

static bool take_hex_prefix(why_span *span)
{
    return why_span_take_text(span, "0x") || why_span_take_text(span, "0X");
}

bool why_span_take_hex(why_span *span, uint32_t *value)
{
    why_span cur = *span;

    if (!take_hex_prefix(&cur) || !why_span_take_hex_digits(&cur, value))
        return false;
    *span = cur;
    return true;
}

bool why_span_take_hex8(why_span *span, uint32_t *value)
{
    why_span cur = *span;
    uint32_t read;

    if (!take_hex_prefix(&cur) || read_hex(cur, &read) != HEX_DIGITS)
        return false;
    *value = read;
    *span = why_span_skip(cur, HEX_DIGITS);
    return true;
}

bool why_span_take_decimal(why_span *span, uint32_t *value)
{
    uint64_t read = 0;
    size_t count = 0;

    while (count < span->len && why_is_digit(span->ptr[count])) {
        read = read * 10 + (uint64_t)(span->ptr[count] - '0');
        if (read > UINT32_MAX)
            return false;
        count++;
    }
    if (count == 0)
        return false;
    *value = (uint32_t)read;
    *span = why_span_skip(*span, count);
    return true;
}

bool why_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool why_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool why_is_hex_digit(char c)
{
    uint32_t value;

    return hex_value(c, &value);
}

bool why_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool why_is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool why_is_word(char c)
{
    return why_is_letter(c) || why_is_digit(c) || c == '_';
}

const char *why_base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;

    return slash ? slash + 1 : path;
}
