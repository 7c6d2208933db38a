/* What a line says, in a form that a table of expectations can hold. */
#ifndef WHY_TESTS_ITEM_TEXT_H
#define WHY_TESTS_ITEM_TEXT_H

#include "espwhy/strbuf.h"
#include "read/scan.h"

/**
 * Append all items of a line: "KIND text=<..> name=<..> function=<..> file=<..>:LINE expr=<..>
 * value=HEX value2=HEX level=N words=N", only what is set, items apart by " | ".
 */
void line_items_text(const struct why_scanner *scanner, const char *line, struct why_strbuf *out);

/* A line and its items; the texts of statements are checked only where the row shows them. */
struct line_case {
    const char *line;
    const char *items;
};

/** Compare all lines; those that differ are printed. Returns how many did. */
int check_lines(const struct line_case *cases, size_t count);

#endif
