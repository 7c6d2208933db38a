/* Lines that were broken on their way are put together again. */
#ifndef WHY_READ_REJOIN_H
#define WHY_READ_REJOIN_H

#include "espwhy/strbuf.h"
#include "read/scan.h"

/**
 * Join two lines that were one, where the grammar forces it: a construct stands across the joint
 * that neither line has alone, nothing is lost by it, and the second line goes on in constructs.
 * @param line    The first; pieces of overlong lines are never joined.
 * @param next    The line below it.
 * @param joined  Receives the whole line; cleared first.
 * @return False when they are two lines, or when memory ran out, which @p joined then says.
 */
bool why_rejoin(const struct why_scanner *scanner, const struct why_line *line,
                const struct why_line *next, struct why_strbuf *joined);

#endif
