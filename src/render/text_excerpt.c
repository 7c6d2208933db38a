/* Source lines of a text report, behind a gutter with their numbers. */
#include <inttypes.h>
#include <stdio.h>

#include "espwhy/diagnosis.h"
#include "render/text.h"

#define INDENT 4u
#define NUMBER_COLUMNS 10u /* of the largest line number */
#define LABEL_COLUMNS 16u  /* fewer behind the caret tell nothing */

/* "  → " or blanks, the number right-aligned, and the border. */
static void write_gutter(const struct why_page *page, const char *number, size_t columns,
                         bool marked)
{
    if (marked)
        why_page_paint(page, WHY_STYLE_STRONG, "  → ");
    else
        why_strbuf_pad(page->out, ' ', INDENT);
    why_strbuf_pad(page->out, ' ', columns - why_text_columns(number));
    why_page_paint(page, marked ? WHY_STYLE_STRONG : WHY_STYLE_FAINT, number);
    why_page_paint(page, WHY_STYLE_FAINT, " │");
}

static void write_line(const struct why_page *page, const char *text, size_t room, bool marked)
{
    if (text[0] != '\0') {
        why_strbuf_addc(page->out, ' ');
        why_page_clip(page, marked ? WHY_STYLE_STRONG : WHY_STYLE_PLAIN, text, room);
    }
    why_strbuf_addc(page->out, '\n');
}

/* "^ store_test is NULL" below the marked line, as far as it fits. */
static void write_caret(const struct why_page *page, const struct why_crash *crash, size_t columns,
                        size_t room)
{
    const struct why_excerpt *excerpt = crash->excerpt;
    const char *state = crash->finding_count > 0 ? crash->findings[0].pointer.state : NULL;

    if (excerpt->caret == 0 || excerpt->caret > room)
        return;
    write_gutter(page, "", columns, false);
    why_strbuf_pad(page->out, ' ', excerpt->caret);
    why_page_paint(page, WHY_STYLE_STRONG, "^");
    if (state && excerpt->caret + LABEL_COLUMNS <= room) {
        why_strbuf_addc(page->out, ' ');
        why_page_clip(page, WHY_STYLE_STRONG, state, room - excerpt->caret - 1);
    }
    why_strbuf_addc(page->out, '\n');
}

void why_text_excerpt(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_excerpt *excerpt = crash->excerpt;
    char number[NUMBER_COLUMNS + 1];
    size_t columns;
    size_t room;

    if (!excerpt)
        return;
    (void)snprintf(number, sizeof(number), "%" PRIu32,
                   excerpt->first_line + (uint32_t)excerpt->line_count - 1);
    columns = why_text_columns(number) < 3 ? 3 : why_text_columns(number);
    room = page->width - INDENT - columns - 3; /* the border and a blank on either side */
    for (size_t i = 0; i < excerpt->line_count; i++) {
        uint32_t line = excerpt->first_line + (uint32_t)i;
        bool marked = line == excerpt->line;

        (void)snprintf(number, sizeof(number), "%" PRIu32, line);
        write_gutter(page, number, columns, marked);
        write_line(page, excerpt->lines[i], room, marked);
        if (marked)
            write_caret(page, crash, columns, room);
    }
    if (excerpt->newer)
        why_page_paragraph(page, "      ",
                           "(this file is newer than the ELF: lines may have moved)");
}
