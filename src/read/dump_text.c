/* A core dump printed as base64: its lines, one by one, become the image. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/limits.h"
#include "base/span.h"
#include "espwhy/strbuf.h"
#include "read/dump_align.h"
#include "read/dump_find.h"
#include "read/dump_lines.h"

#define FULL_LINE 64u /* digits of WHY_DUMP_LINE_BYTES */
#define HEAD_BYTES (2 * (size_t)WHY_DUMP_LINE_BYTES)

/* One dump as it is read. */
struct reading {
    struct why_strbuf bytes;
    struct why_dump_parts *parts; /* takes notes and pieces; NULL: the dump is only measured */
    struct why_dump_printed printed;
    why_span prefix;
    uint32_t size; /* that the header claims */
    size_t sized;  /* bytes without the surplus */
    bool behind;   /* what is read is surplus: whether it is damaged does not matter */
    uint32_t first_line;
};

static void free_bytes(struct reading *reading)
{
    why_strbuf_deinit(&reading->bytes);
}

static bool is_whole(const struct reading *reading)
{
    return reading->bytes.len >= reading->size;
}

static void add_piece(struct reading *reading, const struct why_dump_piece *piece)
{
    struct why_dump_printed *printed = &reading->printed;
    struct why_dump_piece *pieces;

    printed->last_line = piece->line_no;
    if (!reading->parts)
        return;
    if ((piece->broken || piece->wrong != 0) && !reading->behind)
        why_dump_note(reading->parts, piece->line_no,
                      "a line of the core dump is damaged: its bytes are not known");
    pieces =
        why_arena_extend(reading->parts->arena, printed->pieces, printed->count, sizeof(*pieces));
    if (!pieces)
        return;
    pieces[printed->count] = *piece;
    printed->pieces = pieces;
    printed->count++;
}

/* The end of a short line tells how many bytes it stands for. */
static bool lacks_end(why_span data, uint64_t wrong)
{
    const size_t last = data.len / 4 - 1;

    return data.len != FULL_LINE && (last >= 64 || (wrong >> last & 1));
}

static void add_data(struct reading *reading, why_span data, uint32_t line_no)
{
    struct why_dump_piece piece = { .at = reading->bytes.len, .line_no = line_no };
    uint8_t *decoded = malloc(data.len + !data.len);

    if (!decoded) {
        reading->bytes.failed = true;
        return;
    }
    piece.len = (uint32_t)why_dump_line_decode(data, decoded, &piece.wrong);
    piece.broken = piece.wrong != 0 && lacks_end(data, piece.wrong);
    why_strbuf_add(&reading->bytes, (const char *)decoded, piece.len);
    free(decoded);
    add_piece(reading, &piece);
}

/* How many bytes such a line stood for is a guess: nearly all lines of a dump are full. */
static void add_broken(struct reading *reading, uint32_t line_no)
{
    const struct why_dump_piece piece = {
        .at = reading->bytes.len, .len = WHY_DUMP_LINE_BYTES, .line_no = line_no, .broken = true
    };

    why_strbuf_pad(&reading->bytes, '\0', WHY_DUMP_LINE_BYTES);
    add_piece(reading, &piece);
}

/* Decode how a line begins; 0 unless it is one of a dump, without damage. */
static size_t decode_head(why_span line, why_span *data, uint8_t decoded[HEAD_BYTES])
{
    uint64_t wrong;
    size_t size;

    if (why_dump_line_of(line, NULL, data) != WHY_DUMP_LINE_DATA)
        return 0;
    size = why_dump_line_decode(why_span_head(*data, HEAD_BYTES), decoded, &wrong);
    return wrong == 0 ? size : 0;
}

/* The header of a dump in a line of its own, or at the beginning of one. */
static bool take_header(why_span line, struct reading *reading)
{
    uint8_t decoded[HEAD_BYTES];
    struct why_dump_image image;
    why_span data;

    if (!why_dump_image_of(decoded, decode_head(line, &data, decoded), &image))
        return false;
    reading->size = image.size;
    reading->prefix = why_dump_line_prefix(line, data);
    return true;
}

/* The line behind it, with which a dump begins whose first line is lost; how long it is cannot be
 * told yet. */
static bool take_elf(why_span line, struct reading *reading)
{
    uint8_t decoded[HEAD_BYTES];
    struct why_dump_image image;
    why_span data;
    const size_t size = decode_head(line, &data, decoded);

    if (size != WHY_DUMP_LINE_BYTES || !why_dump_image_of_elf(decoded, size, &image))
        return false;
    reading->size = WHY_DUMP_BYTES;
    reading->prefix = why_dump_line_prefix(line, data);
    return true;
}

/* True when the marker of the end is what comes next. */
static bool is_at_end(struct why_dump_text text)
{
    why_span line;
    why_span data;

    while (why_dump_text_next(&text, &line))
        if (line.len > 0)
            return why_dump_line_of(line, NULL, &data) == WHY_DUMP_LINE_END;
    return false;
}

bool why_dump_begins_text(why_span line)
{
    struct reading reading;

    return take_header(line, &reading) || take_elf(line, &reading);
}

/* Lines behind the end, where one that stands there twice has pushed the last ones. */
static void read_surplus(struct why_dump_text text, struct reading *reading)
{
    struct why_dump_printed *printed = &reading->printed;
    const uint32_t last_line = printed->last_line;
    const size_t count = printed->count;
    why_span line;
    why_span data;

    reading->sized = reading->bytes.len;
    reading->behind = true;
    while (reading->parts && !reading->bytes.failed &&
           reading->bytes.len < reading->size + WHY_DUMP_LINE_BYTES &&
           why_dump_text_next(&text, &line)) {
        const enum why_dump_line_kind kind = why_dump_line_of(line, &reading->prefix, &data);

        if (kind == WHY_DUMP_LINE_DATA)
            add_data(reading, data, text.line_no);
        else if (kind != WHY_DUMP_LINE_OTHER || line.len > 0)
            break;
    }
    printed->surplus = printed->count - count;
    printed->count = count;
    printed->last_line = last_line;
}

/* Read the lines behind a header; @p text is moved behind the dump. */
static void read_dump(struct why_dump_text *text, struct reading *reading)
{
    struct why_dump_text ahead = *text;
    struct reading other;
    unsigned idle = 0;
    why_span line;
    why_span data;

    while (!is_whole(reading) && !reading->bytes.failed && idle < WHY_BLOCK_IDLE_LINES &&
           why_dump_text_next(&ahead, &line)) {
        enum why_dump_line_kind kind = why_dump_line_of(line, &reading->prefix, &data);

        if (kind == WHY_DUMP_LINE_START || take_header(line, &other))
            return;
        *text = ahead;
        reading->printed.ended = kind == WHY_DUMP_LINE_END;
        if (reading->printed.ended)
            return;
        idle = kind == WHY_DUMP_LINE_OTHER ? idle + 1 : 0;
        if (kind == WHY_DUMP_LINE_DATA)
            add_data(reading, data, ahead.line_no);
        if (kind == WHY_DUMP_LINE_BROKEN)
            add_broken(reading, ahead.line_no);
    }
    reading->printed.ended = is_at_end(ahead);
    if (is_whole(reading))
        read_surplus(ahead, reading);
}

/* The next dump of a text; false when there is none. @p at receives where it begins. */
static bool next_dump(struct why_dump_text *text, struct reading *reading, struct why_dump_text *at)
{
    why_span line;
    why_span data;

    for (*at = *text; why_dump_text_next(text, &line); *at = *text) {
        if (!take_header(line, reading) && !take_elf(line, reading))
            continue;
        (void)why_dump_line_of(line, NULL, &data);
        reading->first_line = text->line_no;
        add_data(reading, data, text->line_no);
        read_dump(text, reading);
        return true;
    }
    return false;
}

/* The last dump that is whole, else the last one. */
static size_t choose(struct why_dump_parts *parts, why_span bytes, struct why_dump_text *chosen)
{
    struct why_dump_text text = { .rest = bytes };
    struct why_dump_text at;
    bool whole = false;
    size_t count = 0;

    for (bool more = true; more;) {
        WHY_CLEANUP(free_bytes) struct reading reading = { .parts = NULL };

        why_strbuf_init(&reading.bytes);
        more = next_dump(&text, &reading, &at);
        parts->out_of_memory |= reading.bytes.failed;
        if (more && (is_whole(&reading) || !whole)) {
            *chosen = at;
            whole |= is_whole(&reading);
        }
        count += more;
    }
    return count;
}

static bool align(struct why_dump_parts *parts, struct reading *reading, struct why_dump_found *out)
{
    const bool done = why_dump_align(parts, (const uint8_t *)reading->bytes.text,
                                     reading->behind ? reading->sized : reading->bytes.len,
                                     &reading->printed, &out->image);

    out->last_line = reading->printed.last_line;
    return done;
}

bool why_dump_find_text(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                        struct why_dump_found *out)
{
    WHY_CLEANUP(free_bytes) struct reading reading = { .parts = parts };
    struct why_dump_text text = { .line_no = 0 };
    struct why_dump_text at;
    const size_t count = choose(parts, (why_span){ (const char *)bytes, n }, &text);

    why_strbuf_init(&reading.bytes);
    if (count == 0 || !next_dump(&text, &reading, &at))
        return false;
    if (count > 1)
        why_dump_note(parts, reading.first_line,
                      "there are %zu core dumps in the text; the last whole one is read", count);
    out->first_line = reading.first_line;
    parts->out_of_memory |= reading.bytes.failed;
    return !parts->out_of_memory && align(parts, &reading, out);
}
