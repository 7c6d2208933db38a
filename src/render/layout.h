/* Laying out text: wrapping with a hanging indent, right-aligned remarks, colours, plain ASCII. */
#ifndef WHY_RENDER_LAYOUT_H
#define WHY_RENDER_LAYOUT_H

#include "espwhy/format.h"

/* Bytes of a piece that is formatted into a paragraph. */
#define WHY_FLOW_PIECE_BYTES 160u

/* What a piece of text is, which decides its colour. Nothing is said by colour alone. */
enum why_style {
    WHY_STYLE_PLAIN,
    WHY_STYLE_STRONG, /* titles */
    WHY_STYLE_FAULT,  /* the fault class */
    WHY_STYLE_NAME,   /* functions */
    WHY_STYLE_FAINT,  /* where it comes from, what stands around */
};

/* Where a report is written to, and how. */
struct why_page {
    struct why_strbuf *out;
    const struct why_format_options *options;
    size_t width; /* columns */
};

/* One paragraph being filled. `right` stands at the right end of its first line. */
struct why_flow {
    const struct why_page *page;
    size_t column;     /* columns written on this line */
    size_t hang;       /* columns that later lines are indented by */
    size_t blanks;     /* before the next word, not yet written */
    bool at_start;     /* no word on this line yet */
    const char *right; /* NULL: none, or written */
    enum why_style right_style;
};

/** A page over a buffer. */
struct why_page why_page_make(struct why_strbuf *out, const struct why_format_options *options);
/** Columns that a UTF-8 text takes: its code points. */
size_t why_text_columns(const char *text);
/** Append @p text in a style, as it is. */
void why_page_paint(const struct why_page *page, enum why_style style, const char *text);
/** Append at most @p columns of @p text, with an ellipsis when it was longer. */
void why_page_clip(const struct why_page *page, enum why_style style, const char *text,
                   size_t columns);
/** A line with the title of a block, @p detail (may be NULL) in faint brackets, behind a blank
 * line. */
void why_page_title(const struct why_page *page, size_t indent, const char *title,
                    const char *detail);
/** A rule over the whole width. */
void why_page_rule(const struct why_page *page);

/**
 * Begin a paragraph.
 * @param lead   Written first, such as "    - "; later lines are indented as far.
 * @param right  Stands right-aligned on the first line; NULL for none. Must live until the
 * paragraph ends.
 */
struct why_flow why_flow_begin(const struct why_page *page, const char *lead, const char *right);
/** Add words; blanks at the ends of @p text count, so pieces may join or be apart. */
void why_flow_add(struct why_flow *flow, enum why_style style, const char *text);
/** As why_flow_add(), as printf, for short pieces: numbers, addresses. What is longer than the
 * limit is cut. */
void why_flow_addf(struct why_flow *flow, enum why_style style, const char *format, ...)
    WHY_PRINTF(3, 4);
/** Add "file:line" as one word; no line for 0. */
void why_flow_add_source(struct why_flow *flow, enum why_style style, const char *file,
                         uint32_t line);
/** End the paragraph and its line. */
void why_flow_end(struct why_flow *flow);

/** A paragraph of one piece of plain text. */
void why_page_paragraph(const struct why_page *page, const char *lead, const char *text);
/** One paragraph per item of a text whose items are separated by line feeds. */
void why_page_items(const struct why_page *page, const char *lead, const char *items);

/** Replace what is not ASCII in out->text from byte @p from on; glyphs of this folder by their
 * ASCII relatives. */
void why_text_fold_ascii(struct why_strbuf *out, size_t from);

#endif
