/* A core dump printed as base64: its lines, one by one, become the image. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/limits.h"
#include "base/span.h"
#include "espwhy/strbuf.h"
#include "read/dump_find.h"
#include "read/dump_lines.h"

/* Groups of four digits of a line whose damage is told one by one. */
#define GROUPS 64u

/* One dump as it is read. */
struct reading {
    struct why_strbuf bytes;
    struct why_dump_parts *parts; /* takes notes and holes; NULL: the dump is only measured */
    struct why_dump_hole *holes;
    size_t hole_count;
    why_span prefix;
    uint32_t size; /* that the header claims */
    uint32_t first_line;
    uint32_t last_line;
};

static void free_bytes(struct reading *reading)
{
    why_strbuf_deinit(&reading->bytes);
}

static bool is_whole(const struct reading *reading)
{
    return reading->bytes.len >= reading->size;
}

static void add_hole(struct reading *reading, size_t lo, size_t hi)
{
    struct why_dump_hole *holes;

    if (!reading->parts)
        return;
    holes = why_arena_extend(reading->parts->arena, reading->holes, reading->hole_count,
                             sizeof(*holes));
    if (!holes)
        return;
    holes[reading->hole_count] = (struct why_dump_hole){ (uint32_t)lo, (uint32_t)hi };
    reading->holes = holes;
    reading->hole_count++;
}

static void note_line(struct reading *reading, uint32_t line_no)
{
    if (reading->parts)
        why_dump_note(reading->parts, line_no,
                      "a line of the core dump is damaged: its bytes are not known");
}

static void add_data(struct reading *reading, why_span data, uint32_t line_no)
{
    const size_t at = reading->bytes.len;
    uint8_t *decoded = malloc(data.len + !data.len);
    uint64_t wrong = 0;
    size_t size;

    if (!decoded) {
        reading->bytes.failed = true;
        return;
    }
    size = why_dump_line_decode(data, decoded, &wrong);
    why_strbuf_add(&reading->bytes, (const char *)decoded, size);
    free(decoded);
    for (size_t group = 0; group < GROUPS; group++)
        if (wrong >> group & 1)
            add_hole(reading, at + group * 3, at + group * 3 + 3);
    if (wrong != 0)
        note_line(reading, line_no);
    reading->last_line = line_no;
}

/* How many bytes such a line stood for is a guess: nearly all lines of a dump are full. */
static void add_broken(struct reading *reading, uint32_t line_no)
{
    const size_t at = reading->bytes.len;

    why_strbuf_pad(&reading->bytes, '\0', WHY_DUMP_LINE_BYTES);
    add_hole(reading, at, at + WHY_DUMP_LINE_BYTES);
    note_line(reading, line_no);
    reading->last_line = line_no;
}

/* The header of a dump in a line of its own, or at the beginning of one. */
static bool take_header(why_span line, struct reading *reading)
{
    uint8_t decoded[WHY_DUMP_LINE_BYTES * 2];
    struct why_dump_image image;
    why_span data;
    uint64_t wrong;
    size_t size;

    if (why_dump_line_of(line, NULL, &data) != WHY_DUMP_LINE_DATA)
        return false;
    size = why_dump_line_decode(why_span_head(data, 4 * GROUPS / 2), decoded, &wrong);
    if (wrong != 0 || !why_dump_image_of(decoded, size, &image))
        return false;
    reading->size = image.size;
    reading->prefix = why_dump_line_prefix(line, data);
    return true;
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
        if (kind == WHY_DUMP_LINE_END)
            return;
        idle = kind == WHY_DUMP_LINE_OTHER ? idle + 1 : 0;
        if (kind == WHY_DUMP_LINE_DATA)
            add_data(reading, data, ahead.line_no);
        if (kind == WHY_DUMP_LINE_BROKEN)
            add_broken(reading, ahead.line_no);
    }
}

/* The next dump of a text; false when there is none. @p at receives where it begins. */
static bool next_dump(struct why_dump_text *text, struct reading *reading, struct why_dump_text *at)
{
    why_span line;
    why_span data;

    for (*at = *text; why_dump_text_next(text, &line); *at = *text) {
        if (!take_header(line, reading))
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
static size_t choose(why_span bytes, struct why_dump_text *chosen)
{
    struct why_dump_text text = { .rest = bytes };
    struct why_dump_text at;
    bool whole = false;
    size_t count = 0;

    for (bool more = true; more;) {
        WHY_CLEANUP(free_bytes) struct reading reading = { .parts = NULL };

        why_strbuf_init(&reading.bytes);
        more = next_dump(&text, &reading, &at);
        if (more && (is_whole(&reading) || !whole)) {
            *chosen = at;
            whole |= is_whole(&reading);
        }
        count += more;
    }
    return count;
}

static bool finish(struct why_dump_parts *parts, struct reading *reading,
                   struct why_dump_found *out)
{
    const size_t len = reading->bytes.len;
    uint8_t *copy = why_arena_alloc(parts->arena, len);

    if (!copy || reading->bytes.failed)
        return false;
    memcpy(copy, reading->bytes.text, len);
    if (!why_dump_image_of(copy, len, &out->image))
        return false;
    out->image.holes = reading->holes;
    out->image.hole_count = reading->hole_count;
    out->first_line = reading->first_line;
    out->last_line = reading->last_line;
    return true;
}

bool why_dump_find_text(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                        struct why_dump_found *out)
{
    WHY_CLEANUP(free_bytes) struct reading reading = { .parts = parts };
    struct why_dump_text text = { .line_no = 0 };
    struct why_dump_text at;
    const size_t count = choose((why_span){ (const char *)bytes, n }, &text);

    why_strbuf_init(&reading.bytes);
    if (count == 0 || !next_dump(&text, &reading, &at))
        return false;
    if (count > 1)
        why_dump_note(parts, reading.first_line,
                      "there are %zu core dumps in the text; the last whole one is read", count);
    return finish(parts, &reading, out);
}
