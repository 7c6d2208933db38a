/* Whether a console prints a construct, or somebody writes about it. */
#ifndef WHY_READ_TOLD_OF_H
#define WHY_READ_TOLD_OF_H

#include "read/scan.h"

/**
 * True where prose or source code is about a construct: words of a sentence before or behind it, a
 * string that goes on, a placeholder in it. Such a line may still be of a report that a program
 * printed its own words into; what follows must tell.
 * @param item  As the scanner gave it.
 * @param end   Where it ends in the line.
 */
bool why_is_told_of(const struct why_line *line, const struct why_item *item, size_t end);

/** The same without strings, which tables and programs put lines of a report into, too. */
bool why_is_about(const struct why_line *line, const struct why_item *item, size_t end);

#endif
