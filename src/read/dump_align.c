/* Lost lines of a printed core dump: found by the lengths of those that are left.
 *
 * Every write of the chip begins a line of its own, and each but the last line of a write is full.
 * The headers of the ELF tell what was written. Source: ESP-IDF components/espcoredump,
 * src/core_dump_uart.c, src/core_dump_elf.c. */
#include "read/dump_align.h"

#include <string.h>

#include "read/dump_lines.h"

#define ELF_HEADER_BYTES 52u
#define SEGMENT_BYTES 32u
#define NOTE_BYTES 12u
#define SEGMENT_NOTE 4u
#define WRITES ((size_t)512 * 1024) /* lines of the largest dump, and as many short ones */
#define NONE SIZE_MAX

/* The lines that the chip wrote. */
struct plan {
    struct why_arena *arena;
    uint32_t *lens;
    size_t *pieces; /* which piece each line is; NONE: lost, or not known which */
    size_t count;
    bool failed;
};

static void plan_line(struct plan *plan, uint32_t len)
{
    uint32_t *lens;

    if (plan->failed || plan->count == WRITES) {
        plan->failed = true;
        return;
    }
    lens = why_arena_extend(plan->arena, plan->lens, plan->count, sizeof(*lens));
    if (!lens) {
        plan->failed = true;
        return;
    }
    lens[plan->count] = len;
    plan->lens = lens;
    plan->count++;
}

static void plan_write(struct plan *plan, uint32_t size)
{
    for (; size > WHY_DUMP_LINE_BYTES && !plan->failed; size -= WHY_DUMP_LINE_BYTES)
        plan_line(plan, WHY_DUMP_LINE_BYTES);
    if (size > 0)
        plan_line(plan, size);
}

static uint32_t whole_words(uint32_t size)
{
    return size / 4 * 4 + (size % 4 > 0 ? 4 : 0);
}

/* A note's header, name and payload; false when there is no room for them. @p size is what is left
 * of the segment. */
static bool plan_note(struct plan *plan, const uint8_t *note, uint32_t *size)
{
    const uint32_t name = whole_words(why_dump_load(note));
    const uint32_t payload = why_dump_load(note + 4);
    const uint64_t whole = (uint64_t)NOTE_BYTES + name + whole_words(payload);

    if (whole > *size)
        return false;
    *size -= (uint32_t)whole;
    plan_write(plan, NOTE_BYTES);
    plan_write(plan, name);
    plan_write(plan, payload);
    plan_write(plan, whole_words(payload) - payload);
    return true;
}

/* The first segment: the registers of all tasks, in notes of one size. */
static bool plan_status_notes(struct plan *plan, const uint8_t *note, uint32_t size)
{
    while (size >= NOTE_BYTES && !plan->failed)
        if (!plan_note(plan, note, &size))
            return false;
    return size == 0;
}

/* The lines of the headers must be there, all of them: the others are told by what they say.
 * Returns how many there are; 0: these are not the lines of a chip. */
static size_t count_headers(const uint8_t *bytes, size_t n, const struct why_dump_piece *pieces,
                            size_t count, uint32_t header_size)
{
    const uint32_t table = header_size + ELF_HEADER_BYTES;
    const uint32_t segments = n >= table ? why_dump_load(bytes + header_size + 44) & 0xffff : 0;
    const size_t lines = 3 + (size_t)segments;

    if (segments == 0 || count <= lines || pieces[0].len != header_size ||
        pieces[1].len != WHY_DUMP_LINE_BYTES ||
        pieces[2].len != ELF_HEADER_BYTES - WHY_DUMP_LINE_BYTES)
        return 0;
    for (size_t i = 0; i < lines; i++)
        if (pieces[i].broken || pieces[i].wrong != 0 || (i > 2 && pieces[i].len != SEGMENT_BYTES))
            return 0;
    return lines;
}

/* Plan everything up to the last notes, which are different ones; false when that is not possible.
 */
static bool plan_elf(struct plan *plan, const uint8_t *bytes, size_t n,
                     const struct why_dump_image *image, size_t headers)
{
    const uint8_t *table = bytes + image->header_size + ELF_HEADER_BYTES;
    const size_t segments = headers - 3;
    const uint8_t *first_note = table + segments * SEGMENT_BYTES;

    plan_write(plan, image->header_size);
    plan_write(plan, ELF_HEADER_BYTES);
    for (size_t i = 0; i < segments; i++)
        plan_write(plan, SEGMENT_BYTES);
    for (size_t i = 0; i < segments; i++) {
        const bool notes = why_dump_load(table + i * SEGMENT_BYTES) == SEGMENT_NOTE;
        const uint32_t size = why_dump_load(table + i * SEGMENT_BYTES + 16);

        if (notes && i > 0)
            break;
        if (size > image->size)
            return false;
        if (!notes)
            plan_write(plan, size);
        else if (first_note + NOTE_BYTES > bytes + n || !plan_status_notes(plan, first_note, size))
            return false;
    }
    return !plan->failed;
}

/* ---- which line is which ------------------------------------------------------------------------
 */

/* The lines that may be the pieces: some are lost, the others are in order. */
struct placing {
    size_t *first; /* per piece, the first planned line that it can be */
    size_t *last;
    size_t count;     /* pieces */
    size_t lines;     /* planned lines among which they are */
    uint64_t lengths; /* bit n: some planned line has n bytes */
};

/* A line that lost some of its characters, or the end between two of them. */
static bool is_odd(const struct placing *placing, const struct why_dump_piece *piece)
{
    return piece->broken || piece->len > WHY_DUMP_LINE_BYTES ||
           (placing->lengths >> piece->len & 1) == 0;
}

static bool can_be(const struct plan *plan, size_t line, const struct placing *placing,
                   const struct why_dump_piece *piece)
{
    return plan->lens[line] == piece->len || is_odd(placing, piece);
}

/* Every piece as early as possible; false when they are not all among the lines. */
static bool place_first(const struct plan *plan, struct placing *placing,
                        const struct why_dump_piece *pieces)
{
    size_t line = 0;

    for (size_t i = 0; i < placing->count; i++, line++) {
        while (line < placing->lines && !can_be(plan, line, placing, &pieces[i]))
            line++;
        if (line == placing->lines)
            return false;
        placing->first[i] = line;
    }
    return true;
}

/* Every piece as late as possible, which is possible when it was the other way. */
static void place_last(const struct plan *plan, struct placing *placing,
                       const struct why_dump_piece *pieces)
{
    size_t line = placing->lines;

    for (size_t i = placing->count; i-- > 0;) {
        do
            line--;
        while (!can_be(plan, line, placing, &pieces[i]));
        placing->last[i] = line;
    }
}

/* Give planned lines their pieces, where there is one way only. @p whole tells that the last of the
 * pieces is known to be the last that belongs here. */
static bool place(struct plan *plan, struct placing *placing, const struct why_dump_piece *pieces,
                  bool whole)
{
    placing->first = why_arena_alloc(plan->arena, placing->count * sizeof(*placing->first));
    placing->last = why_arena_alloc(plan->arena, placing->count * sizeof(*placing->last));
    placing->lines = plan->count;
    plan->pieces = why_arena_alloc(plan->arena, plan->count * sizeof(*plan->pieces));
    if (!placing->first || !placing->last || !plan->pieces || placing->count == 0)
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        placing->lengths |= (uint64_t)1 << plan->lens[i];
        plan->pieces[i] = NONE;
    }
    if (!place_first(plan, placing, pieces))
        return false;
    if (!whole)
        placing->lines = placing->first[placing->count - 1] + 1;
    place_last(plan, placing, pieces);
    for (size_t i = 0; i < placing->count; i++)
        if (placing->first[i] == placing->last[i] && !is_odd(placing, &pieces[i]))
            plan->pieces[placing->first[i]] = i;
    return true;
}

/* The line with which the last notes begin, by what it says; the number of lines when it is lost.
 */
static size_t find_info(const uint8_t *bytes, const struct why_dump_piece *pieces, size_t count)
{
    static const uint8_t header[NOTE_BYTES] = { 20, 0, 0, 0, 72, 0, 0, 0, 8266 % 256, 8266 / 256 };

    for (size_t i = count; i-- > 0;)
        if (pieces[i].len == NOTE_BYTES && !pieces[i].broken &&
            memcmp(bytes + pieces[i].at, header, NOTE_BYTES) == 0)
            return i;
    return count;
}

/* ---- the image ----------------------------------------------------------------------------------
 */

struct making {
    struct why_dump_image *image;
    uint8_t *bytes;
    uint32_t held;
    struct why_dump_hole *holes;
    struct why_dump_parts *parts;
    bool lost; /* lines are missing */
};

static void add_hole(struct making *making, uint32_t lo, uint32_t hi)
{
    struct why_dump_image *image = making->image;
    struct why_dump_hole *holes;

    if (making->holes && making->holes[image->hole_count - 1].hi == lo) {
        making->holes[image->hole_count - 1].hi = hi;
        return;
    }
    holes =
        why_arena_extend(making->parts->arena, making->holes, image->hole_count, sizeof(*holes));
    if (!holes)
        return;
    holes[image->hole_count] = (struct why_dump_hole){ lo, hi };
    making->holes = holes;
    image->holes = holes;
    image->hole_count++;
}

static void add_piece(struct making *making, const uint8_t *bytes,
                      const struct why_dump_piece *piece, uint32_t len)
{
    const uint32_t room = making->image->size - making->held;

    len = len < room ? len : room;
    if (piece && !piece->broken)
        memcpy(making->bytes + making->held, bytes + piece->at, len);
    if (!piece || piece->broken)
        add_hole(making, making->held, making->held + len);
    for (uint32_t group = 0; piece && group < 64 && group * 3 < len; group++)
        if (piece->wrong >> group & 1)
            add_hole(making, making->held + group * 3,
                     making->held + (group * 3 + 3 < len ? group * 3 + 3 : len));
    making->held += len;
}

/* The plan's lines, then what comes behind them, which must be all that is left of the dump. */
static void make_planned(struct making *making, const struct plan *plan,
                         const struct placing *placing, const uint8_t *bytes,
                         const struct why_dump_printed *printed)
{
    const uint32_t size = making->image->size;
    uint32_t rest = 0;

    for (size_t i = 0; i < placing->lines; i++)
        add_piece(making, bytes, plan->pieces[i] == NONE ? NULL : &printed->pieces[plan->pieces[i]],
                  plan->lens[i]);
    for (size_t i = placing->count; i < printed->count; i++)
        rest += printed->pieces[i].len;
    if (rest == 0)
        return;
    if (rest == size - making->held) {
        for (size_t i = placing->count; i < printed->count; i++)
            add_piece(making, bytes, &printed->pieces[i], printed->pieces[i].len);
        return;
    }
    add_hole(making, making->held, size);
    making->held = size;
}

/* As the lines come; @p sure bytes of them are in their place. */
static void make_plain(struct making *making, const uint8_t *bytes,
                       const struct why_dump_piece *pieces, size_t count, uint32_t sure)
{
    for (size_t i = 0; i < count; i++)
        add_piece(making, bytes, &pieces[i], pieces[i].len);
    if (making->held > sure)
        making->held = sure;
}

/* Bytes of the headers, which stand before anything that can be lost. */
static uint32_t header_bytes(const uint8_t *bytes, size_t n, const struct why_dump_image *image)
{
    const uint32_t table = image->header_size + ELF_HEADER_BYTES;

    if (!image->elf || n < table)
        return image->header_size;
    return table + (why_dump_load(bytes + image->header_size + 44) & 0xffff) * SEGMENT_BYTES;
}

/* Bytes before the first line whose length is not known. */
static uint32_t bytes_before_broken(const struct why_dump_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pieces[i].broken)
            return (uint32_t)pieces[i].at;
    return UINT32_MAX;
}

/* Make the image by a plan; false when nothing tells where the lines belong. */
static bool try_plan(struct making *making, const uint8_t *bytes, size_t n,
                     const struct why_dump_printed *printed)
{
    struct plan plan = { .arena = making->parts->arena };
    struct placing placing = { .count = find_info(bytes, printed->pieces, printed->count) };
    const bool whole = placing.count < printed->count;
    const size_t headers =
        count_headers(bytes, n, printed->pieces, printed->count, making->image->header_size);

    if (!making->image->elf || headers == 0 || (printed->ended && !whole) ||
        !plan_elf(&plan, bytes, n, making->image, headers) ||
        !place(&plan, &placing, printed->pieces, whole))
        return false;
    making->lost |= placing.lines > placing.count;
    make_planned(making, &plan, &placing, bytes, printed);
    return true;
}

/* How many bytes are in their place where nothing but their order tells it. */
static uint32_t sure_bytes(const struct making *making, const uint8_t *bytes, size_t n,
                           const struct why_dump_printed *printed)
{
    const uint32_t broken = bytes_before_broken(printed->pieces, printed->count);
    uint32_t sure = making->image->size;

    if (making->lost)
        sure = header_bytes(bytes, n, making->image);
    /* The guesses at the lengths of damaged lines were right if the sum is. */
    if ((n != making->image->size || !printed->ended) && broken < sure)
        sure = broken;
    return sure;
}

bool why_dump_align(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                    const struct why_dump_printed *printed, struct why_dump_image *out)
{
    struct making making = { .image = out, .parts = parts };

    if (!why_dump_image_of(bytes, n, out))
        return false;
    making.bytes = why_arena_alloc(parts->arena, out->size);
    if (!making.bytes)
        return false;
    /* The chip ends the text with the dump; what a tool printed may go on. */
    making.lost = printed->ended ? n != out->size
                                 : n > out->size && printed->pieces[0].len == out->header_size;
    if ((n == out->size && bytes_before_broken(printed->pieces, printed->count) > n) ||
        !try_plan(&making, bytes, n, printed))
        make_plain(&making, bytes, printed->pieces, printed->count,
                   sure_bytes(&making, bytes, n, printed));
    if (making.lost)
        why_dump_note(
            parts, printed->last_line,
            "lines of the core dump are missing from the text; what they may have held is "
            "not known");
    out->bytes = making.bytes;
    out->held = making.held;
    return true;
}
