/* The filter: passes over lines that cannot begin a report, at the speed of memory. */
#ifndef WHY_READ_FILTER_H
#define WHY_READ_FILTER_H

#include "read/scan.h"

/* Every literal that may begin a report is sampled: at any offset of three, four bytes of it must
 * be found. Bits of those four-byte groups, hashed. */
#define WHY_FILTER_BITS 16u

struct why_filter {
    uint64_t groups[(1u << WHY_FILTER_BITS) / 64];
};

/** Make the filter for the rows of a scanner that matter when no report is open. */
void why_filter_init(struct why_filter *filter, const struct why_scanner *scanner);

/** True when a row's anchor is one of the filter's literals. */
bool why_filter_has(const struct why_line_rule *row);

/**
 * Offset of the first place that may be part of such a literal, at most text.len.
 * A literal that holds this place begins fewer than six bytes before it; none stands wholly before
 * it.
 */
size_t why_filter_find(const struct why_filter *filter, why_span text);

#endif
