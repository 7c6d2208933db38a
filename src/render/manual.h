/* The manual page of a fault class as Markdown. */
#ifndef WHY_RENDER_MANUAL_H
#define WHY_RENDER_MANUAL_H

#include "espwhy/diagnosis.h"
#include "espwhy/strbuf.h"

/** The page without its heading, the class id: it is not alone in docs/faults.md.
 * @param linked  Other classes are links to their headings in the same document. */
void why_manual_page(struct why_strbuf *out, const struct why_rule *rule, bool linked);

#endif
