/* Core dumps told from logs by how they begin. */
#include <string.h>

#include "base/span.h"
#include "espwhy/session.h"
#include "read/core_text.h"
#include "read/dump_image.h"

#define LINE_BYTES 48u /* of a dump that one line of base64 holds */
#define ELF_TYPE_AT 16u
#define ELF_TYPE_CORE 4

static bool is_core_elf(why_span head)
{
    return head.len > ELF_TYPE_AT + 1 && memcmp(head.ptr, "\177ELF", 4) == 0 &&
           head.ptr[ELF_TYPE_AT] == ELF_TYPE_CORE && head.ptr[ELF_TYPE_AT + 1] == 0;
}

static uint32_t digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = memchr(digits, c, sizeof(digits) - 1);

    return found ? (uint32_t)(found - digits) : 0;
}

/* Bytes of a line of base64; returns how many. */
static size_t decode(why_span line, uint8_t out[LINE_BYTES])
{
    size_t count = 0;

    for (size_t i = 0; i + 4 <= line.len && count + 3 <= LINE_BYTES; i += 4) {
        uint32_t bits = digit_of(line.ptr[i]) << 18 | digit_of(line.ptr[i + 1]) << 12 |
                        digit_of(line.ptr[i + 2]) << 6 | digit_of(line.ptr[i + 3]);

        out[count++] = (uint8_t)(bits >> 16);
        out[count++] = (uint8_t)(bits >> 8);
        out[count++] = (uint8_t)bits;
        count -= line.ptr[i + 3] == '=' ? 1 : 0;
        count -= line.ptr[i + 2] == '=' ? 1 : 0;
    }
    return count;
}

static bool begins_dump(why_span line)
{
    uint8_t bytes[LINE_BYTES];
    struct why_dump_image image;

    return why_dump_image_of(bytes, decode(line, bytes), &image);
}

static bool is_alone(why_span line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == ' ' || line.ptr[i] == '\t')
            return false;
    return why_is_core_line(line);
}

/* Nothing but lines of base64, as far as the head goes, and the first one begins a dump. */
static bool is_base64(why_span head)
{
    bool first = true;
    why_span line;

    while (why_span_take_until(&head, "\n", &line)) {
        if (why_span_ends(line, "\r"))
            line.len--;
        line = why_span_trim(line);
        if (line.len == 0)
            continue;
        if (!is_alone(line) || (first && !begins_dump(line)))
            return false;
        first = false;
    }
    return !first;
}

bool why_is_core_dump(const char *head, size_t len)
{
    const why_span bytes = { head, len };
    struct why_dump_image image;

    return is_core_elf(bytes) || why_dump_image_of((const uint8_t *)head, len, &image) ||
           is_base64(bytes);
}
