/* Bytes become lines, however they are cut into chunks. */
#ifndef WHY_READ_LINES_H
#define WHY_READ_LINES_H

#include "read/scan.h"

/* What became of the carry in the call before. */
enum why_carry { WHY_CARRY_KEPT, WHY_CARRY_LINE, WHY_CARRY_PIECE };

/* Where the bytes of an input become lines. A line ends at LF or CR, and at CRs with an LF behind
 * them; only LF counts. */
struct why_lines {
    char *carry; /* the unfinished line */
    size_t carry_len;
    size_t carry_from; /* of the piece that the carry is, see struct why_line */
    uint32_t line_no;  /* of the unfinished line */
    enum why_carry given;
    bool in_terminator; /* CR was seen: what comes next tells whether LF belongs to it */
};

/** Begin at line 1. @return false when memory ran out. */
bool why_lines_init(struct why_lines *lines);
void why_lines_deinit(struct why_lines *lines);
/** Begin another input. */
void why_lines_reset(struct why_lines *lines);

/**
 * The next line that is not empty.
 * @param bytes  Moved past what was read.
 * @param out    Valid until the next call; points into @p bytes or the carry.
 * @return false when the bytes are used up.
 */
bool why_lines_next(struct why_lines *lines, why_span *bytes, struct why_line *out);
/** The unfinished line, as far as it goes; false when there is none. */
bool why_lines_rest(const struct why_lines *lines, struct why_line *out);
/** The end of @p whole, lines that each end in LF, with the last @p wanted that are not empty. */
why_span why_lines_last(why_span whole, size_t wanted);
/** Pass over @p bytes, whole lines of the input that nobody wants to see. */
void why_lines_skip(struct why_lines *lines, why_span bytes);

#endif
