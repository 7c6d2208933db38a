/* The line splitter. */
#include "read/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"

/* Bytes that a piece repeats of the one before, so that a construct's text before its anchor is
 * there. */
#define BACK_BYTES 256u

bool why_lines_init(struct why_lines *lines)
{
    *lines = (struct why_lines){ .carry = malloc(WHY_LINE_BYTES), .line_no = 1 };
    return lines->carry != NULL;
}

void why_lines_deinit(struct why_lines *lines)
{
    free(lines->carry);
    *lines = (struct why_lines){ .carry = NULL };
}

void why_lines_reset(struct why_lines *lines)
{
    *lines = (struct why_lines){ .carry = lines->carry, .line_no = 1 };
}

/* How far it is to the end of the record, text.len when it does not end here. */
static size_t record_len(why_span text)
{
    const char *lf = memchr(text.ptr, '\n', text.len);
    size_t len = lf ? (size_t)(lf - text.ptr) : text.len;
    const char *cr = memchr(text.ptr, '\r', len);

    return cr ? (size_t)(cr - text.ptr) : len;
}

static struct why_line whole_line(const struct why_lines *lines, why_span text, size_t from)
{
    return (
        struct why_line){ .text = text, .line_no = lines->line_no, .from = from, .to = text.len };
}

/* Make room for what comes after the line, or piece, that the last call gave out. */
static void settle(struct why_lines *lines)
{
    size_t start = WHY_LINE_BYTES - WHY_LINE_OVERLAP_BYTES - BACK_BYTES;

    if (lines->given == WHY_CARRY_LINE) {
        lines->carry_len = 0;
        lines->carry_from = 0;
    } else if (lines->given == WHY_CARRY_PIECE) {
        memmove(lines->carry, lines->carry + start, lines->carry_len - start);
        lines->carry_len -= start;
        lines->carry_from = BACK_BYTES;
    }
    lines->given = WHY_CARRY_KEPT;
}

static void carry(struct why_lines *lines, why_span *bytes, size_t len)
{
    memcpy(lines->carry + lines->carry_len, bytes->ptr, len);
    lines->carry_len += len;
    *bytes = why_span_skip(*bytes, len);
}

/* Take what ends a line: CRs, and the LF behind them. False when the bytes end before that is
 * clear. */
static bool take_terminator(struct why_lines *lines, why_span *bytes)
{
    while (bytes->len > 0 && bytes->ptr[0] == '\r')
        *bytes = why_span_skip(*bytes, 1);
    lines->in_terminator = bytes->len == 0;
    if (lines->in_terminator)
        return false;
    if (bytes->ptr[0] == '\n') {
        lines->line_no++;
        *bytes = why_span_skip(*bytes, 1);
    }
    return true;
}

static struct why_line carried_line(const struct why_lines *lines)
{
    return whole_line(lines, (why_span){ lines->carry, lines->carry_len }, lines->carry_from);
}

/* The line runs on beyond the carry: give out the first part of it. */
static void give_piece(struct why_lines *lines, why_span *bytes, struct why_line *out)
{
    carry(lines, bytes, WHY_LINE_BYTES - lines->carry_len);
    *out = carried_line(lines);
    out->to = WHY_LINE_BYTES - WHY_LINE_OVERLAP_BYTES;
    lines->given = WHY_CARRY_PIECE;
}

/* The line in the carry is whole. */
static bool give_carry(struct why_lines *lines, why_span *bytes, struct why_line *out)
{
    struct why_line line = carried_line(lines);

    if (!take_terminator(lines, bytes))
        return false;
    lines->given = WHY_CARRY_LINE;
    *out = line;
    return line.text.len > 0;
}

/* One step of reading; true when a line was given out. */
static bool read_step(struct why_lines *lines, why_span *bytes, struct why_line *out)
{
    size_t len = lines->in_terminator ? 0 : record_len(*bytes);
    bool ended = len < bytes->len;

    if (lines->in_terminator)
        return give_carry(lines, bytes, out);
    if (lines->carry_len == 0 && ended && len <= WHY_LINE_BYTES) {
        struct why_line line = whole_line(lines, why_span_head(*bytes, len), 0);
        why_span rest = why_span_skip(*bytes, len);

        if (take_terminator(lines, &rest)) {
            *bytes = rest;
            *out = line;
            return len > 0;
        }
    }
    if (len > WHY_LINE_BYTES - lines->carry_len) {
        give_piece(lines, bytes, out);
        return true;
    }
    carry(lines, bytes, len);
    return ended && give_carry(lines, bytes, out);
}

bool why_lines_next(struct why_lines *lines, why_span *bytes, struct why_line *out)
{
    bool given = false;

    while (bytes->len > 0 && !given) {
        settle(lines);
        given = read_step(lines, bytes, out);
    }
    return given;
}

bool why_lines_rest(const struct why_lines *lines, struct why_line *out)
{
    if (lines->given == WHY_CARRY_LINE || lines->carry_len <= lines->carry_from)
        return false;
    *out = carried_line(lines);
    return true;
}

void why_lines_skip(struct why_lines *lines, why_span bytes)
{
    const char *end = bytes.ptr + bytes.len;

    for (const char *at = bytes.ptr; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines->line_no++;
}

static bool has_content(why_span line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '\r')
            return true;
    return false;
}

/* Where the last lines begin that have something in them; every line of the span ends in LF. */
why_span why_lines_last(why_span whole, size_t wanted)
{
    size_t start = whole.len;

    while (start > 0 && wanted > 0) {
        const char *lf = memrchr(whole.ptr, '\n', start - 1);
        size_t line = lf ? (size_t)(lf - whole.ptr) + 1 : 0;

        wanted -= has_content((why_span){ whole.ptr + line, start - 1 - line }) ? 1 : 0;
        start = line;
    }
    return why_span_skip(whole, start);
}
