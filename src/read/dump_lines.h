/* The lines of a core dump printed as base64. */
#ifndef WHY_READ_DUMP_LINES_H
#define WHY_READ_DUMP_LINES_H

#include "base/arena.h"
#include "espwhy/base.h"
#include "read/dump_image.h"

/* Bytes that the chip prints on one line. Source: ESP-IDF components/espcoredump,
 * src/core_dump_uart.c. */
#define WHY_DUMP_LINE_BYTES 48u

/* A line of a text, from 1; ends where LF or CR stands. */
struct why_dump_text {
    why_span rest;
    uint32_t line_no; /* of the line that was taken last */
    bool after_cr;
};

enum why_dump_line_kind {
    WHY_DUMP_LINE_OTHER,
    WHY_DUMP_LINE_START, /* the marker */
    WHY_DUMP_LINE_END,
    WHY_DUMP_LINE_DATA,
    WHY_DUMP_LINE_BROKEN, /* of the dump, but how many bytes it stood for is not known */
};

/** Take the next line; false at the end of the text. */
bool why_dump_text_next(struct why_dump_text *text, why_span *line);
/**
 * What a line is.
 * @param prefix  That the dump's first line bears before its data, such as a time: digits may
 * differ. NULL: not known yet, anything may stand there.
 * @param data    Receives the base64 digits of WHY_DUMP_LINE_DATA, some of them perhaps damaged.
 */
enum why_dump_line_kind why_dump_line_of(why_span line, const why_span *prefix, why_span *data);
/** The base64 digits and padding that a line ends in, perhaps none. @p body  Receives the line
 * without terminal sequences at its end. */
why_span why_dump_line_digits(why_span line, why_span *body);
/** How many of those digits are padding. */
size_t why_dump_line_padding(why_span data);
/** What stands before the data in a line. */
why_span why_dump_line_prefix(why_span line, why_span data);
/**
 * Decode a line, four digits at a time.
 * @param out     At least data.len / 4 * 3 bytes.
 * @param wrong   Bit n: group n of four digits was damaged, for the first 64 groups; its bytes are
 * zero.
 * @return How many bytes the line stood for.
 */
size_t why_dump_line_decode(why_span data, uint8_t *out, uint64_t *wrong);

#endif
