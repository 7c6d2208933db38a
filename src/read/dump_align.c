/* Lost lines of a printed core dump: found by the lengths of those that are left. */
#include "read/dump_align.h"

#include <string.h>

#include "base/limits.h"
#include "read/dump_lines.h"
#include "read/dump_plan.h"

#define NOTE_BYTES 12u

/* ---- which line is which --------------------------------------------------------------------- */

/* The lines that may be the pieces: some are lost, the others are in order. */
struct placing {
    size_t *first; /* per piece behind the headers, the first planned line that it can be */
    size_t *last;
    size_t from; /* piece and line behind the headers */
    size_t from_line;
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

static bool can_be(const struct why_dump_plan *plan, size_t line, const struct placing *placing,
                   const struct why_dump_piece *piece)
{
    return plan->lens[line] == piece->len || is_odd(placing, piece);
}

/* Every piece as early as possible; false when they are not all among the lines. */
static bool place_first(const struct why_dump_plan *plan, struct placing *placing,
                        const struct why_dump_piece *pieces)
{
    size_t line = placing->from_line;

    for (size_t i = placing->from; i < placing->count; i++, line++) {
        while (line < placing->lines && !can_be(plan, line, placing, &pieces[i]))
            line++;
        if (line == placing->lines)
            return false;
        placing->first[i] = line;
    }
    return true;
}

/* Every piece as late as possible, which is possible when it was the other way. */
static void place_last(const struct why_dump_plan *plan, struct placing *placing,
                       const struct why_dump_piece *pieces)
{
    size_t line = placing->lines;

    for (size_t i = placing->count; i-- > placing->from;) {
        do
            line--;
        while (!can_be(plan, line, placing, &pieces[i]));
        placing->last[i] = line;
    }
}

/* Give planned lines their pieces, where there is one way only. @p whole tells that the last of the
 * pieces is known to be the last that belongs here. */
static bool place(struct why_dump_plan *plan, struct placing *placing,
                  const struct why_dump_piece *pieces, bool whole)
{
    placing->first = why_arena_alloc(plan->arena, placing->count * sizeof(*placing->first));
    placing->last = why_arena_alloc(plan->arena, placing->count * sizeof(*placing->last));
    placing->from = plan->head_pieces;
    placing->from_line = plan->head_lines;
    placing->lines = plan->count;
    if (!placing->first || !placing->last || placing->count <= placing->from)
        return false;
    for (size_t i = 0; i < plan->count; i++)
        placing->lengths |= (uint64_t)1 << plan->lens[i];
    if (!place_first(plan, placing, pieces))
        return false;
    if (!whole)
        placing->lines = placing->first[placing->count - 1] + 1;
    place_last(plan, placing, pieces);
    for (size_t i = placing->from; i < placing->count; i++)
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

/* ---- the image ------------------------------------------------------------------------------- */

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

/* True when @p n bytes are all that an image of @p size bytes needs. One whose header is lost does
 * not know of the checksum behind it: CRC-32 or SHA-256. */
static bool fits_size(const struct why_dump_image *image, size_t n, size_t size)
{
    return n == size || (image->header_size == 0 && (n == size + 4 || n == size + 32));
}

/* The plan's lines, then what comes behind them, which must be all that is left of the dump. */
static void make_planned(struct making *making, const struct why_dump_plan *plan,
                         const struct placing *placing, const uint8_t *bytes,
                         const struct why_dump_printed *printed)
{
    const uint32_t size = making->image->size;
    uint32_t rest = 0;

    for (size_t i = 0; i < placing->lines; i++)
        add_piece(making, bytes,
                  plan->pieces[i] == WHY_DUMP_NO_PIECE ? NULL : &printed->pieces[plan->pieces[i]],
                  plan->lens[i]);
    for (size_t i = placing->count; i < printed->count; i++)
        rest += printed->pieces[i].len;
    if (rest == 0)
        return;
    if (fits_size(making->image, rest, size - making->held)) {
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

/* Bytes before the first line whose length is not known. */
static uint32_t bytes_before_broken(const struct why_dump_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pieces[i].broken)
            return (uint32_t)pieces[i].at;
    return UINT32_MAX;
}

/* Make the image by a plan; false when nothing tells where the lines belong. */
static bool try_plan(struct making *making, struct why_dump_plan *plan, const uint8_t *bytes,
                     const struct why_dump_printed *printed)
{
    struct placing placing = { .count = find_info(bytes, printed->pieces, printed->count) };
    const bool whole = placing.count < printed->count;

    if ((printed->ended && !whole) || !place(plan, &placing, printed->pieces, whole))
        return false;
    making->lost |= placing.lines > placing.count;
    make_planned(making, plan, &placing, bytes, printed);
    return true;
}

/* How many bytes are in their place where nothing but their order tells it. */
static uint32_t sure_bytes(const struct making *making, const struct why_dump_plan *plan, size_t n,
                           const struct why_dump_printed *printed)
{
    const uint32_t broken = bytes_before_broken(printed->pieces, printed->count);
    uint32_t sure = making->image->size;

    if (making->lost) {
        sure = why_dump_plan_head(plan);
        sure = sure > making->image->header_size ? sure : making->image->header_size;
    }
    /* The guesses at the lengths of damaged lines were right if the sum is. */
    if ((!fits_size(making->image, n, making->image->size) || !printed->ended) && broken < sure)
        sure = broken;
    return sure;
}

/* What the text lacks. How much that is can be told where all that it has are whole lines of the
 * dump. */
static void note_lost(struct making *making, size_t n, const struct why_dump_printed *printed)
{
    const struct why_dump_image *image = making->image;
    const char *rest = making->held < image->size ? "what stands behind them cannot be placed"
                                                  : "what they may have held is not known";

    if (n > image->size)
        why_dump_note(making->parts, printed->last_line,
                      "the text has more bytes than the core dump: where its own are is not known");
    else if (n == image->size || bytes_before_broken(printed->pieces, printed->count) != UINT32_MAX)
        why_dump_note(making->parts, printed->last_line,
                      "lines of the core dump are missing from the text; %s", rest);
    else
        why_dump_note(making->parts, printed->last_line,
                      "lines of the core dump are missing from the text, %u of %u bytes; %s",
                      (unsigned)(image->size - n), (unsigned)image->size, rest);
}

/* How much a damaged line held, and so how much is there, is not known. */
static void note_broken(const struct making *making, const struct why_dump_printed *printed)
{
    why_dump_note(making->parts, printed->last_line,
                  "the core dump is not whole: what stands behind its damaged lines cannot be "
                  "placed, or is missing");
}

/* ---- doubled lines --------------------------------------------------------------------------- */

static bool same_pieces(const uint8_t *bytes, const struct why_dump_piece *a,
                        const struct why_dump_piece *b)
{
    return a->len == b->len && !a->broken && !b->broken && a->wrong == 0 &&
           memcmp(bytes + a->at, bytes + b->at, a->len) == 0;
}

/* The image without one piece. */
static void make_without(struct making *making, const uint8_t *bytes,
                         const struct why_dump_piece *piece)
{
    const uint32_t size = making->image->size;
    const uint32_t before = piece->at < size ? (uint32_t)piece->at : size;

    memcpy(making->bytes, bytes, before);
    memcpy(making->bytes + before, bytes + piece->at + piece->len, size - before);
    making->held = size;
}

static bool is_good(const struct making *making)
{
    struct why_dump_image image = *making->image;

    image.bytes = making->bytes;
    image.held = image.size;
    return why_dump_checksum(&image) == WHY_CHECKSUM_GOOD;
}

/* One line that stands in the text twice is the only thing wrong with it: the checksum tells. */
static bool try_without_doubled(struct making *making, const uint8_t *bytes,
                                struct why_dump_printed *printed)
{
    const struct why_dump_piece *pieces = printed->pieces;
    const size_t count = printed->count + printed->surplus;
    const size_t whole = pieces[count - 1].at + pieces[count - 1].len;
    unsigned tried = 0;

    for (size_t i = 1; i < count && tried < WHY_DUMP_CANDIDATES; i++) {
        if (!same_pieces(bytes, &pieces[i - 1], &pieces[i]) ||
            (i > 1 && same_pieces(bytes, &pieces[i - 2], &pieces[i - 1])) ||
            whole < (size_t)making->image->size + pieces[i].len)
            continue;
        tried++;
        make_without(making, bytes, &pieces[i]);
        if (!is_good(making))
            continue;
        why_dump_note(making->parts, pieces[i].line_no,
                      "a line of the core dump stands in the text twice; once is enough");
        printed->last_line = pieces[count - 1].line_no;
        return true;
    }
    making->held = 0;
    memset(making->bytes, 0, making->image->size);
    return false;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_broken(const struct why_dump_printed *printed)
{
    return bytes_before_broken(printed->pieces, printed->count) != UINT32_MAX;
}

/* The header; that of the ELF where the first line is lost, if its table is whole, which alone
 * tells how long the dump is. */
static bool take_header(struct making *making, struct why_dump_plan *plan, const uint8_t *bytes,
                        size_t n, const struct why_dump_printed *printed, bool *planned)
{
    struct why_dump_image *image = making->image;
    const bool headless = !why_dump_image_of(bytes, n, image);

    if (headless && !why_dump_image_of_elf(bytes, n, image))
        return false;
    *planned = why_dump_plan_of(plan, bytes, printed, image);
    if (!headless)
        return true;
    if (!*planned || !why_dump_plan_has_headers(plan))
        return false;
    why_dump_note(making->parts, printed->pieces[0].line_no,
                  "the first line of the core dump is missing: its checksum cannot be compared");
    return true;
}

static void make_image(struct making *making, struct why_dump_plan *plan, const uint8_t *bytes,
                       size_t n, const struct why_dump_printed *printed, bool planned)
{
    struct why_dump_image *image = making->image;
    const bool exact = fits_size(image, n, image->size);
    const bool broken = is_broken(printed);
    const uint32_t first_len = image->header_size > 0 ? image->header_size : WHY_DUMP_LINE_BYTES;

    /* The chip ends the text with the dump; what a tool printed may go on. */
    making->lost =
        printed->ended ? !exact : n > image->size && printed->pieces[0].len == image->header_size;
    if ((exact && !broken) || !planned || !try_plan(making, plan, bytes, printed)) {
        /* Lines of the chip that fit no plan: they may as well be missing in the middle. */
        making->lost |= image->elf && !exact && printed->pieces[0].len == first_len;
        make_plain(making, bytes, printed->pieces, printed->count,
                   sure_bytes(making, plan, n, printed));
    }
    if (making->lost)
        note_lost(making, n, printed);
    else if (broken && making->held < image->size)
        note_broken(making, printed);
    image->loss_noted = making->lost || (broken && making->held < image->size);
}

bool why_dump_align(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                    struct why_dump_printed *printed, struct why_dump_image *out)
{
    struct making making = { .image = out, .parts = parts };
    struct why_dump_plan plan = { .arena = parts->arena };
    bool planned;

    if (!take_header(&making, &plan, bytes, n, printed, &planned))
        return false;
    making.bytes = why_arena_alloc(parts->arena, out->size);
    if (!making.bytes)
        return false;
    if ((n <= out->size && printed->surplus == 0) || is_broken(printed) ||
        !try_without_doubled(&making, bytes, printed))
        make_image(&making, &plan, bytes, n, printed, planned);
    out->bytes = making.bytes;
    out->given = n < out->size ? (uint32_t)n : out->size;
    out->held = making.held;
    return true;
}
