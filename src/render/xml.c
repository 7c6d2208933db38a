/* Escaping for XML 1.0. Source: W3C, Extensible Markup Language (XML) 1.0, 2.2 and 2.4. */
#include "render/xml.h"

#include <string.h>

#define NONCHARACTER_BYTES 3u /* U+FFFE and U+FFFF in UTF-8 */

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    default:
        return NULL;
    }
}

static bool is_noncharacter(const char *text)
{
    return strncmp(text, "\xef\xbf\xbe", NONCHARACTER_BYTES) == 0 ||
           strncmp(text, "\xef\xbf\xbf", NONCHARACTER_BYTES) == 0;
}

void why_xml_add(struct why_strbuf *out, const char *text)
{
    while (*text != '\0') {
        const char *entity = entity_of(*text);

        if (is_noncharacter(text)) {
            why_strbuf_addc(out, '?');
            text += NONCHARACTER_BYTES;
            continue;
        }
        if (entity)
            why_strbuf_adds(out, entity);
        else if ((unsigned char)*text < 0x20 && *text != '\n' && *text != '\t')
            why_strbuf_addc(out, '?');
        else
            why_strbuf_addc(out, *text);
        text++;
    }
}
