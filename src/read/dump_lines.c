/* Which lines of a text are the core dump's, whatever a terminal program put before them. */
#include "read/dump_lines.h"

#include <nettle/base64.h>
#include <string.h>

#include "base/span.h"

/* Digits of a line that nothing else looks like. */
#define SURE_DIGITS 64u
/* Digits that a line must have to be taken for a damaged one. */
#define DAMAGED_DIGITS 8u

bool why_dump_text_next(struct why_dump_text *text, why_span *line)
{
    size_t len = 0;

    if (text->rest.len == 0)
        return false;
    while (len < text->rest.len && text->rest.ptr[len] != '\n' && text->rest.ptr[len] != '\r')
        len++;
    *line = why_span_head(text->rest, len);
    text->line_no += text->after_cr ? 0 : 1;
    text->after_cr = len < text->rest.len && text->rest.ptr[len] == '\r';
    text->rest = why_span_skip(text->rest, len);
    /* Only LF counts: what stands between CRs is one line on the screen. */
    if (text->after_cr) {
        while (text->rest.len > 0 && text->rest.ptr[0] == '\r')
            text->rest = why_span_skip(text->rest, 1);
        text->after_cr = text->rest.len > 0 && text->rest.ptr[0] != '\n';
    }
    if (!text->after_cr)
        text->rest = why_span_skip(text->rest, 1);
    return true;
}

static bool is_base64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

/* Take a colour or another terminal sequence; one that breaks off is taken as far as it goes. */
static bool take_escape(why_span *span)
{
    size_t len = 2;

    if (span->len == 0 || span->ptr[0] != 0x1b)
        return false;
    if (span->len > 1 && span->ptr[1] == '[') {
        while (len < span->len && !(span->ptr[len] >= '@' && span->ptr[len] <= '~'))
            len++;
        len++;
    }
    *span = why_span_skip(*span, len);
    return true;
}

static void take_ornament(why_span *span)
{
    do
        why_span_take_blanks(span);
    while (take_escape(span));
}

/* Where terminal sequences stand at the end, the line is over. */
static why_span without_tail(why_span line)
{
    static const char shown[] = "^[[0m"; /* as pagers show a colour's end */
    const char *escape = memchr(line.ptr, 0x1b, line.len);

    while (escape) {
        why_span rest = why_span_skip(line, (size_t)(escape - line.ptr));

        take_ornament(&rest);
        if (rest.len == 0)
            return why_span_trim(why_span_head(line, (size_t)(escape - line.ptr)));
        escape = memchr(rest.ptr, 0x1b, rest.len);
    }
    line = why_span_trim(line);
    if (why_span_ends(line, shown))
        line.len -= sizeof(shown) - 1;
    return why_span_trim(line);
}

/* Take what looks like the prefix, where digits may be others and more or fewer. */
static bool take_prefix(why_span *line, why_span prefix)
{
    why_span rest = *line;

    while (prefix.len > 0) {
        const bool digit = why_is_digit(prefix.ptr[0]);

        if (rest.len == 0 || (digit ? !why_is_digit(rest.ptr[0]) : rest.ptr[0] != prefix.ptr[0]))
            return false;
        do
            rest = why_span_skip(rest, 1);
        while (digit && rest.len > 0 && why_is_digit(rest.ptr[0]));
        do
            prefix = why_span_skip(prefix, 1);
        while (digit && prefix.len > 0 && why_is_digit(prefix.ptr[0]));
    }
    *line = rest;
    return true;
}

/* The end of the line that may be base64. */
static why_span last_digits(why_span line)
{
    size_t from = line.len;

    while (from > 0 && line.ptr[from - 1] == '=' && line.len - from < 2)
        from--;
    while (from > 0 && is_base64(line.ptr[from - 1]))
        from--;
    return why_span_skip(line, from);
}

size_t why_dump_line_padding(why_span data)
{
    size_t count = 0;

    while (count < 2 && count < data.len && data.ptr[data.len - 1 - count] == '=')
        count++;
    return count;
}

static size_t digits_of(why_span data)
{
    size_t count = 0;

    for (size_t i = 0; i < data.len; i++)
        count += is_base64(data.ptr[i]);
    return count;
}

static enum why_dump_line_kind kind_of(why_span data)
{
    const size_t digits = digits_of(data);
    const bool blank = memchr(data.ptr, ' ', data.len) != NULL;

    if (data.len > 0 && data.len % 4 == 0 && digits + why_dump_line_padding(data) == data.len)
        return WHY_DUMP_LINE_DATA;
    if (blank || digits < DAMAGED_DIGITS || digits * 4 < data.len * 3)
        return WHY_DUMP_LINE_OTHER;
    return data.len % 4 == 0 ? WHY_DUMP_LINE_DATA : WHY_DUMP_LINE_BROKEN;
}

why_span why_dump_line_digits(why_span line, why_span *body)
{
    *body = without_tail(line);
    return last_digits(*body);
}

enum why_dump_line_kind why_dump_line_of(why_span line, const why_span *prefix, why_span *data)
{
    why_span body;

    if (why_span_contains(line, "= CORE DUMP START ="))
        return WHY_DUMP_LINE_START;
    if (why_span_contains(line, "= CORE DUMP END ="))
        return WHY_DUMP_LINE_END;
    body = without_tail(line);
    take_ornament(&body);
    *data = last_digits(body);
    if (prefix && take_prefix(&body, *prefix)) {
        take_ornament(&body);
        *data = body;
        return kind_of(body);
    }
    if (data->len % 4 == 0 && data->len >= (prefix ? SURE_DIGITS : 4))
        return kind_of(*data);
    return WHY_DUMP_LINE_OTHER;
}

why_span why_dump_line_prefix(why_span line, why_span data)
{
    why_span prefix = line;

    take_ornament(&prefix);
    if (data.ptr < prefix.ptr)
        return (why_span){ prefix.ptr, 0 };
    return why_span_head(prefix, (size_t)(data.ptr - prefix.ptr));
}

size_t why_dump_line_decode(why_span data, uint8_t *out, uint64_t *wrong)
{
    size_t size = 0;

    *wrong = 0;
    for (size_t group = 0; group * 4 < data.len; group++) {
        const why_span digits = why_span_head(why_span_skip(data, group * 4), 4);
        const bool last = group * 4 + 4 >= data.len;
        struct base64_decode_ctx context;
        uint8_t decoded[BASE64_DECODE_LENGTH(4)];
        size_t len = sizeof(decoded);

        base64_decode_init(&context);
        if (!base64_decode_update(&context, &len, decoded, digits.len, digits.ptr) ||
            !base64_decode_final(&context) || (len < 3 && !last)) {
            *wrong |= group < 64 ? (uint64_t)1 << group : 0;
            len = last ? 3 - why_dump_line_padding(digits) : 3;
            memset(decoded, 0, len);
        }
        memcpy(out + size, decoded, len);
        size += len;
    }
    return size;
}
