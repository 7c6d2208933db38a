/* Scanning: the items of one line. Knows nothing of crashes. */
#ifndef WHY_READ_SCAN_H
#define WHY_READ_SCAN_H

#include "read/grammar.h"

#define WHY_SCAN_ROWS 320u

/* A line, or a piece of an overlong one. Constructs whose anchor stands at [from, to) of the text
 * are this piece's. */
struct why_line {
    why_span text;
    uint32_t line_no; /* from 1 */
    size_t from;
    size_t to;
    uint32_t rewritten; /* what was undone to make it plain text, see plain.h; 0: nothing */
};

/* All rows of the grammar, by the first byte of their anchors. */
struct why_scanner {
    const struct why_line_rule *rows[WHY_SCAN_ROWS];
    why_span anchors[WHY_SCAN_ROWS];
    enum why_family families[WHY_SCAN_ROWS];
    uint16_t next[WHY_SCAN_ROWS]; /* the row after this one with the same first byte, plus 1 */
    uint16_t first[256];          /* the first row of a byte, plus 1; 0: none */
    uint16_t count;
};

/** Index the grammar. */
void why_scanner_init(struct why_scanner *scanner);

/**
 * Find the next construct of a line.
 * @param at   Offset to go on from; start with line->from. Moved past the construct.
 * @param out  The item, with line number and column; untouched when false is returned.
 * @return The row that matched, NULL at the end of the line.
 */
const struct why_line_rule *why_scan_next(const struct why_scanner *scanner,
                                          const struct why_line *line, size_t *at,
                                          struct why_item *out);

#endif
