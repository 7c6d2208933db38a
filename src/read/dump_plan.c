/* What the chip writes of a core dump, line by line.
 *
 * Every write of the chip begins a line of its own, and each but the last line of a write is full.
 * The headers of the ELF tell what was written. Source: ESP-IDF components/espcoredump,
 * src/core_dump_uart.c, src/core_dump_elf.c. */
#include "read/dump_plan.h"

#include "base/bytes.h"
#include "read/dump_lines.h"

#define ELF_HEADER_BYTES 52u
#define SEGMENT_COUNT_AT 44u
#define ELF_HEADER_REST (ELF_HEADER_BYTES - WHY_DUMP_LINE_BYTES) /* on a line of its own */
#define SEGMENT_BYTES 32u
#define NOTE_BYTES 12u
#define SEGMENT_LOAD 1u
#define SEGMENT_NOTE 4u
#define WRITES ((size_t)512 * 1024) /* lines of the largest dump, and as many short ones */

/* A row of the ELF's table. */
struct row {
    uint32_t type;
    uint64_t at; /* of its segment, in the ELF */
    uint64_t size;
    bool lost;
};

/* The headers as they are read. */
struct headers {
    const uint8_t *bytes;
    const struct why_dump_printed *printed;
    size_t next;    /* piece to be read */
    uint32_t count; /* rows that the table has */
    struct row *rows;
    uint32_t row_count; /* settled so far */
};

/* ---- lines ----------------------------------------------------------------------------------- */

static void plan_line(struct why_dump_plan *plan, uint32_t len, size_t piece)
{
    uint32_t *lens;
    size_t *pieces;

    if (plan->failed || plan->count == WRITES) {
        plan->failed = true;
        return;
    }
    lens = why_arena_extend(plan->arena, plan->lens, plan->count, sizeof(*lens));
    pieces = why_arena_extend(plan->arena, plan->pieces, plan->count, sizeof(*pieces));
    if (!lens || !pieces) {
        plan->failed = true;
        return;
    }
    lens[plan->count] = len;
    pieces[plan->count] = piece;
    plan->lens = lens;
    plan->pieces = pieces;
    plan->count++;
}

static void plan_write(struct why_dump_plan *plan, uint32_t size)
{
    for (; size > WHY_DUMP_LINE_BYTES && !plan->failed; size -= WHY_DUMP_LINE_BYTES)
        plan_line(plan, WHY_DUMP_LINE_BYTES, WHY_DUMP_NO_PIECE);
    if (size > 0)
        plan_line(plan, size, WHY_DUMP_NO_PIECE);
}

/* ---- headers --------------------------------------------------------------------------------- */

static const struct why_dump_piece *next_piece(const struct headers *headers)
{
    return headers->next < headers->printed->count ? &headers->printed->pieces[headers->next]
                                                   : NULL;
}

static bool is_sound(const struct why_dump_piece *piece, uint32_t len)
{
    return piece && piece->len == len && !piece->broken && piece->wrong == 0;
}

/* A line of the headers; false when it is lost. */
static bool take_line(struct why_dump_plan *plan, struct headers *headers, uint32_t len)
{
    const bool there = is_sound(next_piece(headers), len);

    plan_line(plan, len, there ? headers->next : WHY_DUMP_NO_PIECE);
    headers->next += there ? 1 : 0;
    return there;
}

/* The next row of the table that is there; damaged ones are passed over. NULL at its end. */
static const uint8_t *find_row(struct headers *headers)
{
    const struct why_dump_piece *piece;

    for (; (piece = next_piece(headers)) != NULL; headers->next++) {
        if (is_sound(piece, SEGMENT_BYTES))
            return headers->bytes + piece->at;
        if (!piece->broken && piece->len != SEGMENT_BYTES)
            return NULL;
    }
    return NULL;
}

static void add_row(struct why_dump_plan *plan, struct headers *headers, struct row row,
                    size_t piece)
{
    headers->rows[headers->row_count++] = row;
    plan_line(plan, SEGMENT_BYTES, piece);
}

/* A lost row, of this segment. The first and the last one are of notes. */
static void add_lost_row(struct why_dump_plan *plan, struct headers *headers, uint64_t at,
                         uint64_t size)
{
    const bool notes = headers->row_count == 0 || headers->row_count == headers->count - 1;

    add_row(plan, headers,
            (struct row){
                .type = notes ? SEGMENT_NOTE : SEGMENT_LOAD, .at = at, .size = size, .lost = true },
            WHY_DUMP_NO_PIECE);
}

/* Put the rows where the beginnings of their segments tell: those follow the table, and each other,
 * without gaps. False when more are lost in one place than can be told apart. */
static bool take_rows(struct why_dump_plan *plan, struct headers *headers, uint64_t data_end)
{
    uint64_t end = ELF_HEADER_BYTES + (uint64_t)headers->count * SEGMENT_BYTES;
    const uint8_t *bytes;

    while (headers->row_count < headers->count && (bytes = find_row(headers)) != NULL) {
        const struct row row = { .type = why_word(bytes),
                                 .at = why_word(bytes + 4),
                                 .size = why_word(bytes + 16) };

        if (row.at > end)
            add_lost_row(plan, headers, end, row.at - end);
        if (row.at < end || headers->row_count == headers->count)
            return false;
        add_row(plan, headers, row, headers->next++);
        end = row.at + row.size;
    }
    if (headers->row_count + 1 == headers->count && headers->row_count > 1 &&
        headers->rows[headers->row_count - 1].type == SEGMENT_LOAD)
        add_lost_row(plan, headers, end, data_end > end ? data_end - end : 0);
    return headers->row_count == headers->count;
}

static bool take_headers(struct why_dump_plan *plan, struct headers *headers,
                         const struct why_dump_image *image)
{
    const uint32_t header_size = image->header_size;
    const struct why_dump_piece *first = NULL;

    if (header_size > 0 && !take_line(plan, headers, header_size))
        return false;
    first = next_piece(headers);
    if (!take_line(plan, headers, WHY_DUMP_LINE_BYTES))
        return false;
    headers->count = why_word(headers->bytes + first->at + SEGMENT_COUNT_AT) & 0xffff;
    (void)take_line(plan, headers, ELF_HEADER_REST); /* it says nothing that is wanted */
    headers->rows = why_arena_alloc(plan->arena, headers->count * sizeof(*headers->rows));
    return headers->count > 0 && headers->rows &&
           take_rows(plan, headers, image->data_end - header_size);
}

/* ---- segments -------------------------------------------------------------------------------- */

static uint32_t whole_words(uint32_t size)
{
    return size / 4 * 4 + (size % 4 > 0 ? 4 : 0);
}

/* A note's header, name and payload; false when there is no room for them. @p size is what is left
 * of the segment. */
static bool plan_note(struct why_dump_plan *plan, const uint8_t *note, uint64_t *size)
{
    const uint32_t name = whole_words(why_word(note));
    const uint32_t payload = why_word(note + 4);
    const uint64_t whole = (uint64_t)NOTE_BYTES + name + whole_words(payload);

    if (whole > *size)
        return false;
    *size -= whole;
    plan_write(plan, NOTE_BYTES);
    plan_write(plan, name);
    plan_write(plan, payload);
    plan_write(plan, whole_words(payload) - payload);
    return true;
}

/* The header of a note of a task, behind the headers; they are all the same. NULL: not there. */
static const uint8_t *find_status(const struct headers *headers)
{
    const uint32_t status = 1; /* NT_PRSTATUS */

    for (size_t i = headers->next; i < headers->printed->count; i++) {
        const struct why_dump_piece *piece = &headers->printed->pieces[i];

        if (is_sound(piece, NOTE_BYTES) && why_word(headers->bytes + piece->at + 8) == status)
            return headers->bytes + piece->at;
    }
    return NULL;
}

/* The first segment: the registers of all tasks, in notes of one size. */
static bool plan_status_notes(struct why_dump_plan *plan, const uint8_t *note, uint64_t size)
{
    while (note && size >= NOTE_BYTES && !plan->failed)
        if (!plan_note(plan, note, &size))
            return false;
    return size == 0;
}

static bool plan_segments(struct why_dump_plan *plan, const struct headers *headers,
                          uint32_t image_size)
{
    for (uint32_t i = 0; i < headers->count; i++) {
        const struct row *row = &headers->rows[i];

        if (row->type == SEGMENT_NOTE && i > 0)
            break;
        if (row->size > image_size)
            return false;
        if (row->type != SEGMENT_NOTE)
            plan_write(plan, (uint32_t)row->size);
        else if (!plan_status_notes(plan, find_status(headers), row->size))
            return false;
    }
    return true;
}

static void tell_lost_notes(const struct headers *headers, struct why_dump_image *image)
{
    for (uint32_t i = 0; i < headers->count; i++) {
        const struct row *row = &headers->rows[i];

        if (row->lost && row->type == SEGMENT_NOTE && row->size <= image->size &&
            image->lost_notes_count < WHY_DUMP_LOST_NOTES)
            image->lost_notes[image->lost_notes_count++] =
                (struct why_dump_notes){ i, (uint32_t)row->at, (uint32_t)row->size };
    }
}

bool why_dump_plan_of(struct why_dump_plan *plan, const uint8_t *bytes,
                      const struct why_dump_printed *printed, struct why_dump_image *image)
{
    struct headers headers = { .bytes = bytes, .printed = printed };
    const bool told = image->elf && take_headers(plan, &headers, image);

    plan->head_lines = plan->count;
    plan->head_pieces = headers.next;
    if (!told || !plan_segments(plan, &headers, image->size) || plan->failed)
        return false;
    tell_lost_notes(&headers, image);
    return true;
}

uint32_t why_dump_plan_head(const struct why_dump_plan *plan)
{
    uint32_t bytes = 0;

    for (size_t i = 0; i < plan->head_lines && plan->pieces[i] != WHY_DUMP_NO_PIECE; i++)
        bytes += plan->lens[i];
    return bytes;
}

bool why_dump_plan_has_headers(const struct why_dump_plan *plan)
{
    for (size_t i = 0; i < plan->head_lines; i++)
        if (plan->pieces[i] == WHY_DUMP_NO_PIECE)
            return false;
    return true;
}
