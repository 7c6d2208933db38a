/* Log bytes become printable text. */
#include "base/text.h"

#include <string.h>

#include "base/span.h"

#define ESCAPE_CHAR 0x1b
/* The longest that one input byte becomes: "\x07" or U+FFFD with room to spare. */
#define GROWTH 4u

/* Length of a terminal escape sequence at the start of the span, 0 if there is none (ECMA-48, CSI
 * and two-byte forms). */
static size_t escape_len(why_span in)
{
    size_t i = 2;

    if (in.len < 2 || in.ptr[0] != ESCAPE_CHAR)
        return 0;
    if (in.ptr[1] != '[')
        return in.ptr[1] >= 0x40 && in.ptr[1] <= 0x5f ? 2 : 0;
    while (i < in.len && in.ptr[i] >= 0x20 && in.ptr[i] <= 0x3f)
        i++;
    return i < in.len && in.ptr[i] >= 0x40 && in.ptr[i] <= 0x7e ? i + 1 : 0;
}

/* Length of a well-formed UTF-8 sequence of two bytes or more, 0 if there is none; its code point.
 * RFC 3629. */
static size_t utf8_len(why_span in, uint32_t *code)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)in.ptr[0];
    size_t len = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;

    if (len == 0 || first >= 0xf8 || in.len < len)
        return 0;
    *code = first & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)in.ptr[i];

        if ((next & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (next & 0x3f);
    }
    if (*code < least[len] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
        return 0;
    return len;
}

/* C1 controls and those that reorder text: they could make a report read as what it is not (UAX 9).
 */
static bool is_treacherous(uint32_t code)
{
    return (code >= 0x80 && code <= 0x9f) || code == 0x61c || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* Put one ASCII byte at `out`; returns how many bytes that made. */
static size_t put_ascii(unsigned char c, char *out)
{
    static const char digits[] = "0123456789abcdef";

    if (c == '\t')
        c = ' ';
    if (c >= 0x20 && c != 0x7f) {
        *out = (char)c;
        return 1;
    }
    out[0] = '\\';
    out[1] = 'x';
    out[2] = digits[c >> 4];
    out[3] = digits[c & 15];
    return 4;
}

static size_t put_replacement(char *out)
{
    static const char replacement[3] = { '\xEF', '\xBF', '\xBD' }; /* U+FFFD */

    memcpy(out, replacement, sizeof(replacement));
    return sizeof(replacement);
}

const char *why_text_clean(struct why_arena *arena, why_span bytes)
{
    char *text = why_arena_alloc(arena, bytes.len * GROWTH + 1);
    size_t len = 0;

    if (!text)
        return "";
    while (bytes.len > 0) {
        size_t escape = escape_len(bytes);
        uint32_t code = 0;
        size_t used;

        if (escape > 0) {
            bytes = why_span_skip(bytes, escape);
            continue;
        }
        if ((unsigned char)bytes.ptr[0] < 0x80) {
            len += put_ascii((unsigned char)bytes.ptr[0], text + len);
            bytes = why_span_skip(bytes, 1);
            continue;
        }
        used = utf8_len(bytes, &code);
        if (used == 0 || is_treacherous(code)) {
            len += put_replacement(text + len);
        } else {
            memcpy(text + len, bytes.ptr, used);
            len += used;
        }
        bytes = why_span_skip(bytes, used > 0 ? used : 1);
    }
    return text;
}
