/* Text for terminals that show nothing beyond ASCII. */
#include <string.h>

#include "render/layout.h"

struct ascii_row {
    const char *glyph;
    const char *ascii; /* never longer than the glyph, in bytes */
};

/* clang-format off */
static const struct ascii_row ascii_rows[] = {
    { "·", "-"   },
    { "→", ">"   },
    { "─", "-"   },
    { "│", "|"   },
    { "…", "..." },
    { "×", "x"   },
};
/* clang-format on */

static const struct ascii_row *find_glyph(const char *text)
{
    for (size_t i = 0; i < WHY_COUNTOF(ascii_rows); i++)
        if (strncmp(text, ascii_rows[i].glyph, strlen(ascii_rows[i].glyph)) == 0)
            return &ascii_rows[i];
    return NULL;
}

void why_text_fold_ascii(struct why_strbuf *out, size_t from)
{
    size_t to = from;

    for (size_t at = from; at < out->len;) {
        const struct ascii_row *row = NULL;

        if ((unsigned char)out->text[at] < 0x80u) {
            out->text[to++] = out->text[at++];
            continue;
        }
        row = find_glyph(out->text + at);
        if (row) {
            memcpy(out->text + to, row->ascii, strlen(row->ascii));
            to += strlen(row->ascii);
            at += strlen(row->glyph);
            continue;
        }
        out->text[to++] = '?';
        for (at++; ((unsigned char)out->text[at] & 0xC0u) == 0x80u;)
            at++;
    }
    if (to < out->len) {
        out->len = to;
        out->text[to] = '\0';
    }
}
