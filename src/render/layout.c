/* Wrapping, alignment and colours of every text that people read. */
#include "render/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_WIDTH 100u
#define NARROWEST_WIDTH 40u /* columns: below, wrapping makes things worse */

struct style_row {
    enum why_style style;
    const char *start;
};

/* clang-format off */
static const struct style_row styles[] = {
    { WHY_STYLE_STRONG, "\033[1m"    },
    { WHY_STYLE_FAULT,  "\033[1;31m" },
    { WHY_STYLE_NAME,   "\033[36m"   },
    { WHY_STYLE_FAINT,  "\033[2m"    },
};
/* clang-format on */

#define STYLE_END "\033[0m"

static const char *style_start(const struct why_page *page, enum why_style style)
{
    if (!page->options->color)
        return NULL;
    for (size_t i = 0; i < WHY_COUNTOF(styles); i++)
        if (styles[i].style == style)
            return styles[i].start;
    return NULL;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0u) == 0x80u;
}

static size_t columns_of(const char *text, size_t len)
{
    size_t columns = 0;

    for (size_t i = 0; i < len; i++)
        columns += is_continuation(text[i]) ? 0 : 1;
    return columns;
}

size_t why_text_columns(const char *text)
{
    return columns_of(text, strlen(text));
}

struct why_page why_page_make(struct why_strbuf *out, const struct why_format_options *options)
{
    size_t width = options->width > 0 ? options->width : DEFAULT_WIDTH;

    return (struct why_page){
        .out = out,
        .options = options,
        .width = width < NARROWEST_WIDTH ? NARROWEST_WIDTH : width,
    };
}

static void paint_bytes(const struct why_page *page, enum why_style style, const char *text,
                        size_t len)
{
    const char *start = style_start(page, style);

    if (len == 0)
        return;
    if (start)
        why_strbuf_adds(page->out, start);
    why_strbuf_add(page->out, text, len);
    if (start)
        why_strbuf_adds(page->out, STYLE_END);
}

void why_page_paint(const struct why_page *page, enum why_style style, const char *text)
{
    paint_bytes(page, style, text, strlen(text));
}

void why_page_clip(const struct why_page *page, enum why_style style, const char *text,
                   size_t columns)
{
    size_t bytes = 0;
    size_t taken = 0;

    if (why_text_columns(text) <= columns) {
        why_page_paint(page, style, text);
        return;
    }
    while (text[bytes] != '\0' && (is_continuation(text[bytes]) || taken + 1 < columns)) {
        taken += is_continuation(text[bytes]) ? 0 : 1;
        bytes++;
    }
    paint_bytes(page, style, text, bytes);
    why_page_paint(page, style, "…");
}

void why_page_title(const struct why_page *page, size_t indent, const char *title,
                    const char *detail)
{
    why_strbuf_addc(page->out, '\n');
    why_strbuf_pad(page->out, ' ', indent);
    why_page_paint(page, WHY_STYLE_STRONG, title);
    if (detail) {
        why_strbuf_addc(page->out, ' ');
        why_page_paint(page, WHY_STYLE_FAINT, "(");
        why_page_paint(page, WHY_STYLE_FAINT, detail);
        why_page_paint(page, WHY_STYLE_FAINT, ")");
    }
    why_strbuf_addc(page->out, '\n');
}

void why_page_rule(const struct why_page *page)
{
    const char *start = style_start(page, WHY_STYLE_FAINT);

    if (start)
        why_strbuf_adds(page->out, start);
    for (size_t i = 0; i < page->width; i++)
        why_strbuf_adds(page->out, "─");
    if (start)
        why_strbuf_adds(page->out, STYLE_END);
    why_strbuf_addc(page->out, '\n');
}

struct why_flow why_flow_begin(const struct why_page *page, const char *lead, const char *right)
{
    size_t columns = why_text_columns(lead);

    why_strbuf_adds(page->out, lead);
    return (struct why_flow){
        .page = page,
        .column = columns,
        .hang = columns,
        .at_start = true,
        .right = right,
        .right_style = WHY_STYLE_STRONG,
    };
}

/* The last column that a word may reach on this line. */
static size_t line_end(const struct why_flow *flow)
{
    size_t width = flow->page->width;
    size_t taken = flow->right ? why_text_columns(flow->right) + 2 : 0;

    return taken < width ? width - taken : 0;
}

static void write_right(struct why_flow *flow)
{
    size_t columns = why_text_columns(flow->right);
    size_t width = flow->page->width;
    size_t gap = 2;

    if (flow->column + gap + columns < width)
        gap = width - flow->column - columns;
    why_strbuf_pad(flow->page->out, ' ', gap);
    why_page_paint(flow->page, flow->right_style, flow->right);
    flow->right = NULL;
}

static void break_line(struct why_flow *flow)
{
    if (flow->right)
        write_right(flow);
    why_strbuf_addc(flow->page->out, '\n');
    why_strbuf_pad(flow->page->out, ' ', flow->hang);
    flow->column = flow->hang;
    flow->at_start = true;
    flow->blanks = 0;
}

static bool must_break(const struct why_flow *flow, size_t columns)
{
    return !flow->at_start && flow->blanks > 0 &&
           flow->column + flow->blanks + columns > line_end(flow);
}

/* How many bytes from a word on stay on this line: this word, and those behind it that fit. */
static size_t measure_run(const struct why_flow *flow, const char *text, size_t len)
{
    size_t end = 0;
    size_t next = 0;

    while (next < len) {
        while (next < len && text[next] == ' ')
            next++;
        while (next < len && text[next] != ' ')
            next++;
        if (end > 0 && flow->column + columns_of(text, next) > line_end(flow))
            break;
        end = text[next - 1] == ' ' ? end : next;
    }
    return end;
}

static void add_words(struct why_flow *flow, enum why_style style, const char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        size_t word = 0;
        size_t run;

        for (; at < len && text[at] == ' '; at++)
            flow->blanks++;
        while (at + word < len && text[at + word] != ' ')
            word++;
        if (word == 0)
            break;
        if (must_break(flow, columns_of(text + at, word)))
            break_line(flow);
        if (!flow->at_start) {
            why_strbuf_pad(flow->page->out, ' ', flow->blanks);
            flow->column += flow->blanks;
        }
        run = measure_run(flow, text + at, len - at);
        paint_bytes(flow->page, style, text + at, run);
        flow->column += columns_of(text + at, run);
        flow->blanks = 0;
        flow->at_start = false;
        at += run;
    }
}

void why_flow_add(struct why_flow *flow, enum why_style style, const char *text)
{
    add_words(flow, style, text, strlen(text));
}

void why_flow_addf(struct why_flow *flow, enum why_style style, const char *format, ...)
{
    char text[WHY_FLOW_PIECE_BYTES];
    va_list args;

    va_start(args, format);
    if (vsnprintf(text, sizeof(text), format, args) > 0)
        why_flow_add(flow, style, text);
    va_end(args);
}

void why_flow_add_source(struct why_flow *flow, enum why_style style, const char *file,
                         uint32_t line)
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    why_strbuf_adds(&text, file);
    if (line > 0)
        why_strbuf_addf(&text, ":%u", line);
    why_flow_add(flow, style, text.text);
    flow->page->out->failed = flow->page->out->failed || text.failed;
    why_strbuf_deinit(&text);
}

void why_flow_end(struct why_flow *flow)
{
    if (flow->right)
        write_right(flow);
    why_strbuf_addc(flow->page->out, '\n');
}

void why_page_paragraph(const struct why_page *page, const char *lead, const char *text)
{
    struct why_flow flow = why_flow_begin(page, lead, NULL);

    why_flow_add(&flow, WHY_STYLE_PLAIN, text);
    why_flow_end(&flow);
}

void why_page_items(const struct why_page *page, const char *lead, const char *items)
{
    while (*items != '\0') {
        size_t len = strcspn(items, "\n");

        if (len > 0) {
            struct why_flow flow = why_flow_begin(page, lead, NULL);

            add_words(&flow, WHY_STYLE_PLAIN, items, len);
            why_flow_end(&flow);
        }
        items += len;
        items += *items == '\n' ? 1 : 0;
    }
}
