/* The filter: passes over lines that cannot begin a report, at the speed of memory. */
#ifndef WHY_READ_FILTER_H
#define WHY_READ_FILTER_H

#include "read/scan.h"

#define WHY_FILTER_BITS 16u
/* Three for each literal of the grammar and of plain.h. */
#define WHY_FILTER_GROUPS (3u * (WHY_SCAN_ROWS + 8u))

/* Four bytes of a literal: wherever it stands in a text, one of its three groups begins at a
 * multiple of three. */
struct why_filter_group {
    uint32_t bytes;  /* as they lie in memory */
    uint32_t offset; /* in the literal: 0 to 2 */
    why_span literal;
};

struct why_filter {
    uint64_t bits[(1u << WHY_FILTER_BITS) / 64]; /* of the groups' hashes */
    struct why_filter_group groups[WHY_FILTER_GROUPS];
    size_t group_count;
};

/** Make the filter for the rows of a scanner that matter when no report is open, and for what may
 * stand in their place. */
void why_filter_init(struct why_filter *filter, const struct why_scanner *scanner);

/** True when a row's anchor is one of the filter's literals. */
bool why_filter_has(const struct why_line_rule *row);

/** A place in the first of the literals that stands in @p text; text.len when none does. */
size_t why_filter_find(const struct why_filter *filter, why_span text);

#endif
