/* Log lines in the text report: the few before the crash, and with -v all that were kept. */
#include <string.h>

#include "render/describe.h"
#include "render/text.h"

static size_t count_lines(const struct why_crash *crash, bool context)
{
    size_t count = 0;

    for (size_t i = 0; i < crash->line_count; i++)
        count += crash->lines[i].context == context ? 1 : 0;
    return count;
}

static void write_lines(const struct why_page *page, const struct why_crash *crash, bool context)
{
    bool verbose = page->options->detail == WHY_DETAIL_VERBOSE;

    for (size_t i = 0; i < crash->line_count; i++) {
        const struct why_log_line *line = &crash->lines[i];

        if (line->context != context)
            continue;
        why_strbuf_addf(page->out, "  %6u  ", line->line_no);
        why_page_clip(page, WHY_STYLE_FAINT, line->text, verbose ? SIZE_MAX : page->width - 10);
        why_strbuf_addc(page->out, '\n');
    }
}

/* One line may say two things, which share its text. */
static bool is_repeated(const struct why_crash *crash, size_t index)
{
    const struct why_statement *said = &crash->statements[index];

    return index > 0 && said[-1].line_no == said->line_no && strcmp(said[-1].text, said->text) == 0;
}

static void write_statements(const struct why_page *page, const struct why_crash *crash)
{
    why_page_title(page, 0, "what the log says", NULL);
    for (size_t i = 0; i < crash->statement_count; i++) {
        struct why_flow flow;

        if (is_repeated(crash, i))
            continue;
        flow = why_flow_begin(page, "  · ", NULL);
        why_flow_add(&flow, WHY_STYLE_PLAIN, crash->statements[i].text);
        why_text_reference(&flow, crash, crash->statements[i].line_no);
        why_flow_end(&flow);
    }
}

static void write_context(const struct why_page *page, const struct why_crash *crash)
{
    struct why_flow flow;

    why_strbuf_addc(page->out, '\n');
    flow = why_flow_begin(page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "log before the crash");
    if (crash->boot.uptime_ms.known)
        why_flow_addf(&flow, WHY_STYLE_FAINT, " (%s after boot)",
                      why_duration(crash->boot.uptime_ms.value).text);
    why_flow_end(&flow);
    write_lines(page, crash, true);
}

void why_text_log(const struct why_page *page, const struct why_crash *crash)
{
    bool verbose = page->options->detail == WHY_DETAIL_VERBOSE;

    if (verbose && crash->statement_count > 0)
        write_statements(page, crash);
    if (count_lines(crash, true) > 0)
        write_context(page, crash);
    if (verbose && count_lines(crash, false) > 0) {
        why_page_title(page, 0, "the report in the log", NULL);
        write_lines(page, crash, false);
    }
}
