/* A report to paste into an issue: Markdown as GitHub and GitLab show it. */
#include <string.h>

#include "base/span.h"
#include "render/commands.h"
#include "render/describe.h"
#include "render/formats.h"
#include "render/text.h"
#include "render/verdict.h"

#define FENCE_MIN 3u
#define NO_BREAK "\xe2\x80\x8b" /* zero width space */

/* True where a person, an issue or the like would be mentioned. Sources: GitHub Docs, Autolinked
 * references and URLs; GitLab Docs, GitLab-specific references. */
static bool is_mention(const char *text)
{
    return text[0] == '@' || text[0] == '#' || (strchr("!%&$~", text[0]) && why_is_digit(text[1]));
}

static bool is_alphanumeric(char c)
{
    return why_is_word(c) && c != '_';
}

/* Punctuation that could be markup: an underscore inside of a name is none. Source: CommonMark
 * 0.31, 2.4 and 6.2. @param before  The character in front of it, or a line feed. */
static bool is_markup(const char *text, char before)
{
    if (*text == '_' && is_alphanumeric(before) && is_alphanumeric(text[1]))
        return false;
    return strchr("\\*_[]<>|~$&!`", *text) != NULL;
}

static void add_escaped(struct why_strbuf *out, const char *text, char before)
{
    if (is_markup(text, before))
        why_strbuf_addc(out, '\\');
    why_strbuf_addc(out, *text);
    if (is_mention(text))
        why_strbuf_adds(out, NO_BREAK);
}

/* Our own sentences quote code in backticks: those stay, all else is text. */
static void add_text(struct why_strbuf *out, const char *text)
{
    char before = '\n';

    while (*text != '\0') {
        const char *end = *text == '`' ? strchr(text + 1, '`') : NULL;

        if (end && end > text + 1) {
            why_strbuf_add(out, text, (size_t)(end - text) + 1);
            text = end;
        } else {
            add_escaped(out, text, before);
        }
        before = *text++;
    }
}

static void add_by(struct why_strbuf *out, const struct why_crash *crash,
                   void (*add)(struct why_strbuf *out, const struct why_crash *crash))
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    add(&text, crash);
    if (text.text)
        add_text(out, text.text);
    out->failed = out->failed || text.failed;
    why_strbuf_deinit(&text);
}

/* Longer than any run of backticks in the text: nothing in it ends the block. */
static void add_fence(struct why_strbuf *out, const char *text)
{
    size_t longest = FENCE_MIN - 1;
    size_t run = 0;

    for (; *text != '\0'; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    why_strbuf_pad(out, '`', longest + 1);
}

/* A text as a block of code. */
static void add_code(struct why_strbuf *out, const char *text)
{
    add_fence(out, text);
    why_strbuf_adds(out, "text\n");
    why_strbuf_adds(out, text + (text[0] == '\n'));
    add_fence(out, text);
    why_strbuf_addc(out, '\n');
}

/* A part of the text report, folded; nothing when it is empty. */
static void add_block(struct why_strbuf *out, const struct why_crash *crash, const char *title,
                      void (*write)(const struct why_page *page, const struct why_crash *crash))
{
    static const struct why_format_options plain = { .detail = WHY_DETAIL_NORMAL };
    struct why_strbuf text;
    struct why_page page;

    why_strbuf_init(&text);
    page = why_page_make(&text, &plain);
    write(&page, crash);
    if (text.len > 0) {
        why_strbuf_addf(out, "\n<details><summary>%s</summary>\n\n", title);
        add_code(out, text.text);
        why_strbuf_adds(out, "\n</details>\n");
    }
    out->failed = out->failed || text.failed;
    why_strbuf_deinit(&text);
}

static void add_verdict(struct why_strbuf *out, const struct why_finding *verdict)
{
    if (verdict->evidence_count > 0)
        why_strbuf_adds(out, "\n**Evidence**\n\n");
    for (size_t i = 0; i < verdict->evidence_count; i++) {
        why_strbuf_adds(out, "- ");
        add_text(out, verdict->evidence[i].text);
        why_strbuf_addc(out, '\n');
    }
    if (verdict->next_count > 0)
        why_strbuf_adds(out, "\n**Next**\n\n");
    for (size_t i = 0; i < verdict->next_count; i++) {
        why_strbuf_addf(out, "%zu. ", i + 1);
        add_text(out, verdict->next[i]);
        why_strbuf_addc(out, '\n');
    }
}

static void add_repeat(struct why_strbuf *out, const struct why_crash *crash)
{
    why_strbuf_addf(out, "Crash %u is the same as crash %u: ", crash->id, crash->same_as);
    add_by(out, crash, why_verdict_origin);
    why_strbuf_adds(out, "\n\n");
}

void why_markdown_begin(struct why_strbuf *out, const struct why_run *run,
                        const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}

static void add_report(struct why_strbuf *out, const struct why_crash *crash)
{
    why_strbuf_adds(out, "### ");
    add_by(out, crash, why_verdict_class);
    why_strbuf_adds(out, ": ");
    add_by(out, crash, why_verdict_line);
    why_strbuf_addc(out, '\n');
    if (crash->finding_count > 0)
        add_verdict(out, &crash->findings[0]);
    if (crash->judgement.signature) {
        why_strbuf_adds(out, "\n**Signature:** ");
        add_by(out, crash, why_verdict_signature);
        why_strbuf_addc(out, '\n');
    }
    why_strbuf_addf(out, "\n**Crash %u:** ", crash->id);
    add_by(out, crash, why_verdict_origin);
    why_strbuf_addc(out, '\n');
    add_block(out, crash, "Source", why_text_excerpt);
    add_block(out, crash, "Backtrace", why_text_backtraces);
    add_block(out, crash, "Registers", why_text_registers);
    add_block(out, crash, "Firmware and notes", why_text_remarks);
    add_block(out, crash, "Log", why_text_log);
    why_strbuf_addc(out, '\n');
}

void why_markdown_crash(struct why_strbuf *out, const struct why_crash *crash,
                        const struct why_run *run, const struct why_format_options *options)
{
    const size_t from = out->len;

    (void)options;
    if (crash->same_as == 0 || crash->richer)
        add_report(out, crash);
    else if (!run->batch)
        add_repeat(out, crash);
    why_commands_disarm(out, from, WHY_NOTATION_TEXT);
}

/* Of several crashes the different faults, and the outcome of the gate, as the text report has
 * them. */
static void add_outcome(struct why_strbuf *out, const struct why_run *run,
                        const struct why_format_options *options)
{
    const struct why_format_options plain = { .detail = WHY_DETAIL_NORMAL,
                                              .log_parts = options->log_parts };
    struct why_strbuf text;
    struct why_page page;

    why_strbuf_init(&text);
    page = why_page_make(&text, &plain);
    if (run->crashes > 1)
        why_text_faults(&page, run);
    why_text_gate(&page, run);
    if (text.len > 0)
        add_code(out, text.text);
    out->failed = out->failed || text.failed;
    why_strbuf_deinit(&text);
}

/* How much was looked at: a log that is empty holds no crash either. */
static void add_nothing(struct why_strbuf *out, const struct why_run *run)
{
    uint32_t lines = 0;

    for (size_t i = 0; i < run->log_count; i++)
        lines += run->logs[i].lines;
    why_strbuf_addf(out, "espwhy found no crash in %s, ",
                    why_plural((uint32_t)run->log_count, "log", "logs").text);
    why_strbuf_addf(out, "%s.\n\n", why_plural(lines, "line", "lines").text);
}

void why_markdown_end(struct why_strbuf *out, const struct why_run *run,
                      const struct why_format_options *options)
{
    const size_t from = out->len;

    if (run->crashes == 0)
        add_nothing(out, run);
    add_outcome(out, run, options);
    why_commands_disarm(out, from, WHY_NOTATION_TEXT);
}
