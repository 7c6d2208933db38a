/* The scanner: anchors found from left to right, the first row whose taker agrees. */
#include "read/scan.h"

#include <assert.h>
#include <string.h>

#include "base/span.h"

#define LOOK_BACK_BYTES 2560u /* a backtrace of 100 entries */

static void add_row(struct why_scanner *scanner, const struct why_line_rule *row,
                    enum why_family family)
{
    uint16_t *link = &scanner->first[(unsigned char)row->anchor[0]];

    assert(scanner->count < WHY_SCAN_ROWS);
    while (*link != 0)
        link = &scanner->next[*link - 1];
    scanner->rows[scanner->count] = row;
    scanner->anchors[scanner->count] = why_span_of(row->anchor);
    scanner->families[scanner->count] = family;
    scanner->count++;
    *link = scanner->count;
}

void why_scanner_init(struct why_scanner *scanner)
{
    size_t count;
    const struct why_grammar *const *grammars = why_grammars(&count);

    *scanner = (struct why_scanner){ .count = 0 };
    for (size_t i = 0; i < count; i++)
        for (size_t row = 0; row < grammars[i]->count; row++)
            add_row(scanner, &grammars[i]->rules[row], grammars[i]->family);
}

/* The first bytes are the same, or the row would not be tried; the last ones tell most apart. */
static bool stands_at(why_span here, why_span anchor)
{
    return here.len >= anchor.len && here.ptr[anchor.len - 1] == anchor.ptr[anchor.len - 1] &&
           memcmp(here.ptr, anchor.ptr, anchor.len) == 0;
}

/* What a taker may look back at: on a line without end, all of it would be read again and again. */
static why_span text_before(why_span text, size_t at)
{
    const why_span before = why_span_head(text, at);

    return why_span_skip(before, at < LOOK_BACK_BYTES ? 0 : at - LOOK_BACK_BYTES);
}

static const struct why_line_rule *match_at(const struct why_scanner *scanner,
                                            const struct why_line *line, size_t at, size_t *end,
                                            struct why_item *out)
{
    why_span here = why_span_skip(line->text, at);

    for (uint16_t i = scanner->first[(unsigned char)here.ptr[0]]; i != 0;
         i = scanner->next[i - 1]) {
        const struct why_line_rule *row = scanner->rows[i - 1];
        struct why_item item;
        why_span rest = here;

        if (!stands_at(here, scanner->anchors[i - 1]))
            continue;
        item = (struct why_item){ .says = row->says,
                                  .family = scanner->families[i - 1],
                                  .line_no = line->line_no,
                                  .column = (uint32_t)at + 1 };
        if (!row->take(text_before(line->text, at), &rest, &item))
            continue;
        item.value.line_no = line->line_no;
        item.value2.line_no = line->line_no;
        *end = line->text.len - rest.len;
        *out = item;
        return row;
    }
    return NULL;
}

const struct why_line_rule *why_scan_next(const struct why_scanner *scanner,
                                          const struct why_line *line, size_t *at,
                                          struct why_item *out)
{
    for (size_t i = *at; i < line->to; i++) {
        const struct why_line_rule *row;
        size_t end = i;

        if (scanner->first[(unsigned char)line->text.ptr[i]] == 0)
            continue;
        row = match_at(scanner, line, i, &end, out);
        if (row) {
            *at = end > i ? end : i + 1;
            return row;
        }
    }
    return NULL;
}
