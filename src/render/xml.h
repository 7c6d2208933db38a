/* Text that may stand in XML. */
#ifndef WHY_RENDER_XML_H
#define WHY_RENDER_XML_H

#include "espwhy/strbuf.h"

/** Append text for element content and for attribute values in double quotes. What XML 1.0 cannot
 * hold, not even as a reference, becomes '?'. */
void why_xml_add(struct why_strbuf *out, const char *text);

#endif
