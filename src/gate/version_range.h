/* Ranges of versions, such as ">=1.2 <2.0". */
#ifndef WHY_GATE_VERSION_RANGE_H
#define WHY_GATE_VERSION_RANGE_H

#include "espwhy/base.h"

/** True when the text is a range: one or more of < <= = >= >, each with numbers and dots, or a
 * version alone, which means '='; blanks or commas between them. */
bool why_version_range_is_valid(const char *range);
/** True when the parts of a valid range exclude each other, as those of ">=2 <1". */
bool why_version_range_is_empty(const char *range);
/**
 * True when a version fulfils every part of a valid range.
 * @param version  As firmware prints it: the numbers at its start count, "v1.2.3-4-gabcdef" is
 * 1.2.3, and numbers that are left out are 0. What begins with no number, or with a single one that
 * letters are glued to, such as a commit's hash, is in no range.
 */
bool why_version_range_has(const char *range, const char *version);

#endif
