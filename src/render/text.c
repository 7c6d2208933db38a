/* The report for people: header, repeats, the quiet form, the summary of a run. */
#include "render/text.h"

#include <string.h>

#include "base/span.h"
#include "render/commands.h"
#include "render/describe.h"
#include "render/formats.h"
#include "render/log_name.h"

#define CHIPS_NAMED 3u /* of those that a crash may be of */

static const char *log_name(const struct why_crash *crash)
{
    return crash->log_name ? crash->log_name : "log";
}

/* Several chips may fit what the log tells; naming them says what is not known. */
static void add_chip(struct why_flow *flow, const struct why_crash *crash)
{
    if (crash->chip) {
        why_flow_add(flow, WHY_STYLE_PLAIN, crash->chip->name);
        return;
    }
    if (crash->candidate_count == 0 || crash->candidate_count > CHIPS_NAMED) {
        why_flow_add(flow, WHY_STYLE_PLAIN, "chip not known");
        if (crash->arch)
            why_flow_addf(flow, WHY_STYLE_PLAIN, " (%s)", crash->arch->name);
        return;
    }
    for (size_t i = 0; i < crash->candidate_count; i++)
        why_flow_addf(flow, WHY_STYLE_PLAIN, "%s%s", i == 0 ? "" : " or ",
                      crash->candidates[i]->name);
}

bool why_text_names_core(const struct why_crash *crash, const struct why_core *core)
{
    return core->number.known && (crash->core_count > 1 ||
                                  (crash->core.known && crash->core.value != core->number.value));
}

/* The task is then just the one that was interrupted. */
bool why_text_in_isr(const struct why_crash *crash)
{
    return crash->dump && crash->dump->in_isr.known && crash->dump->in_isr.value != 0;
}

static void add_subject(struct why_flow *flow, const struct why_crash *crash)
{
    add_chip(flow, crash);
    if (crash->core.known)
        why_flow_addf(flow, WHY_STYLE_PLAIN, ", core %u", crash->core.value);
    if (crash->task) {
        why_flow_add(flow, WHY_STYLE_PLAIN,
                     why_text_in_isr(crash) ? ", interrupt during task " : ", task ");
        why_flow_add(flow, WHY_STYLE_PLAIN, crash->task);
    }
}

static void add_lines(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_format_options *options)
{
    /* No more of its path than is needed: the whole would not fit beside the rest. */
    why_strbuf_adds(out, why_log_tail(log_name(crash), options));
    if (crash->first_line == 0)
        return; /* a binary core dump has no lines */
    why_strbuf_addf(out, ":%u", crash->first_line);
    if (crash->last_line > crash->first_line)
        why_strbuf_addf(out, "-%u", crash->last_line);
}

/* A boot ROM tells nothing of the firmware, but a wrong one misleads as well. */
static bool is_of_build(const struct why_crash_elf *elf)
{
    return !elf->rom || elf->match == WHY_ELF_NO;
}

/* The one that counts most: a mismatch before a match, a match before an open question. */
static void add_elf(struct why_strbuf *out, const struct why_crash *crash)
{
    const struct why_crash_elf *best = NULL;

    for (size_t i = 0; i < crash->elf_count; i++)
        if (is_of_build(&crash->elfs[i]) && (!best || crash->elfs[i].match > best->match))
            best = &crash->elfs[i];
    if (!best)
        why_strbuf_adds(out, "   no ELF");
    else if (best->match == WHY_ELF_YES)
        why_strbuf_addf(out, "   ELF matches (%s)", best->reason);
    else if (best->match == WHY_ELF_NO)
        why_strbuf_adds(out, "   WRONG ELF");
    else
        why_strbuf_adds(out, best->reason ? "   ELF fits the backtrace" : "   ELF not verified");
}

/* Names from the ELF of another build look right and are not. */
static void write_mismatch(const struct why_page *page, const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->elf_count; i++) {
        struct why_flow flow;

        if (crash->elfs[i].match != WHY_ELF_NO)
            continue;
        flow = why_flow_begin(page, "! ", NULL);
        why_flow_add(&flow, WHY_STYLE_STRONG, crash->elfs[i].path);
        why_flow_add(&flow, WHY_STYLE_STRONG, " is not the ELF of this firmware: ");
        why_flow_add(&flow, WHY_STYLE_STRONG, crash->elfs[i].reason);
        why_flow_add(&flow, WHY_STYLE_STRONG,
                     crash->elfs[i].foreign ? ". It is not used"
                                            : ". Names and lines taken from it may be wrong");
        why_flow_end(&flow);
    }
}

static void write_header(const struct why_page *page, const struct why_crash *crash)
{
    struct why_strbuf right;
    struct why_flow flow;

    why_strbuf_init(&right);
    add_lines(&right, crash, page->options);
    add_elf(&right, crash);
    flow = why_flow_begin(page, "", right.text);
    flow.right_style = WHY_STYLE_FAINT;
    flow.hang = 2;
    why_flow_addf(&flow, WHY_STYLE_STRONG, "crash %u%s", crash->id,
                  crash->update ? ", updated" : "");
    if (crash->same_as != 0)
        why_flow_addf(&flow, WHY_STYLE_STRONG, " = crash %u", crash->same_as);
    why_flow_add(&flow, WHY_STYLE_PLAIN, "   ");
    add_subject(&flow, crash);
    why_flow_end(&flow);
    page->out->failed = page->out->failed || right.failed;
    why_strbuf_deinit(&right);
    write_mismatch(page, crash);
    why_text_signature(page, crash);
}

/* A crash seen before in this run: one line, so that a boot loop does not flood the terminal. */
static void write_repeat(const struct why_page *page, const struct why_crash *crash)
{
    struct why_strbuf right;
    struct why_flow flow;

    why_strbuf_init(&right);
    add_lines(&right, crash, page->options);
    flow = why_flow_begin(page, "", right.text);
    flow.right_style = WHY_STYLE_FAINT;
    why_flow_addf(&flow, WHY_STYLE_STRONG, "crash %u = crash %u", crash->id, crash->same_as);
    if (crash->update)
        why_flow_add(&flow, WHY_STYLE_PLAIN, ", updated");
    if (crash->repeat > 0)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, ", %s repeat", why_ordinal(crash->repeat).text);
    if (crash->boot.uptime_ms.known)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, ", %s after boot",
                      why_duration(crash->boot.uptime_ms.value).text);
    if (crash->finding_count > 0) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, ": ");
        why_text_class(&flow, &crash->findings[0]);
    }
    why_text_add_signature(&flow, crash);
    why_flow_end(&flow);
    page->out->failed = page->out->failed || right.failed;
    why_strbuf_deinit(&right);
}

/* " at main/x.c:9", the best that is known, unless the summary says it already. */
static void add_place(struct why_flow *flow, const struct why_finding *finding)
{
    const struct why_place *place = &finding->place;
    struct why_strbuf text;

    why_strbuf_init(&text);
    if (place->file && place->line > 0)
        why_strbuf_addf(&text, " at %s:%u", place->file, place->line);
    else if (place->function)
        why_strbuf_addf(&text, " in %s", place->function);
    else if (place->address.known)
        why_strbuf_addf(&text, " at 0x%08x", place->address.value);
    if (!finding->summary || !strstr(finding->summary, text.text))
        why_flow_add(flow, WHY_STYLE_PLAIN, text.text);
    flow->page->out->failed = flow->page->out->failed || text.failed;
    why_strbuf_deinit(&text);
}

static void write_quiet(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_finding *finding = crash->finding_count > 0 ? &crash->findings[0] : NULL;
    struct why_page line = *page;
    struct why_flow flow;

    line.width = SIZE_MAX / 2; /* one line per crash, however long */
    flow = why_flow_begin(&line, "", NULL);
    why_flow_add(&flow, WHY_STYLE_PLAIN, log_name(crash));
    if (crash->first_line > 0)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, ":%u", crash->first_line);
    why_flow_add(&flow, WHY_STYLE_PLAIN, ": ");
    if (!finding) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, crash->reason ? crash->reason : "crash");
        why_flow_end(&flow);
        return;
    }
    why_text_class(&flow, finding);
    why_flow_add(&flow, WHY_STYLE_PLAIN, ": ");
    why_flow_add(&flow, WHY_STYLE_PLAIN,
                 finding->summary ? finding->summary : finding->rule->title);
    add_place(&flow, finding);
    why_flow_addf(&flow, WHY_STYLE_STRONG, " [%s]", why_confidence_name(finding->confidence));
    if (why_crash_elf_mismatch(crash))
        why_flow_add(&flow, WHY_STYLE_STRONG, " (WRONG ELF)");
    if (crash->same_as != 0)
        why_flow_addf(&flow, WHY_STYLE_FAINT, " (same as crash %u)", crash->same_as);
    if (crash->update)
        why_flow_add(&flow, WHY_STYLE_FAINT, " (updated)");
    why_text_add_signature(&flow, crash);
    why_flow_end(&flow);
}

static void write_report(const struct why_page *page, const struct why_crash *crash)
{
    why_page_rule(page);
    write_header(page, crash);
    why_text_diagnosis(page, crash);
    why_text_backtraces(page, crash);
    why_text_tasks(page, crash);
    why_text_registers(page, crash);
    why_text_remarks(page, crash);
    why_text_log(page, crash);
    why_strbuf_addc(page->out, '\n');
}

static void fold_if_asked(const struct why_page *page, size_t from)
{
    if (page->options->ascii)
        why_text_fold_ascii(page->out, from);
}

void why_text_begin(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}

void why_text_crash(struct why_strbuf *out, const struct why_crash *crash,
                    const struct why_run *run, const struct why_format_options *options)
{
    struct why_page page = why_page_make(out, options);
    size_t from = out->len;

    if (options->detail == WHY_DETAIL_QUIET)
        write_quiet(&page, crash);
    else if (crash->same_as == 0 || crash->richer || options->detail == WHY_DETAIL_VERBOSE)
        write_report(&page, crash);
    else if (!run->batch)
        write_repeat(&page, crash);
    fold_if_asked(&page, from);
    why_commands_disarm(out, from, WHY_NOTATION_TEXT);
}

static void write_empty_log(struct why_strbuf *out, const struct why_log_summary *log)
{
    why_strbuf_adds(out, "no crash found in ");
    why_log_name_add(out, log->name);
    why_strbuf_addf(out, " (%s", why_plural(log->lines, "line", "lines").text);
    if (log->boots > 0)
        why_strbuf_addf(out, ", %s", why_plural(log->boots, "boot", "boots").text);
    why_strbuf_adds(out, ")\n");
}

void why_text_end(struct why_strbuf *out, const struct why_run *run,
                  const struct why_format_options *options)
{
    struct why_page page = why_page_make(out, options);
    size_t from = out->len;

    for (size_t i = 0; i < run->log_count; i++)
        if (run->logs[i].crashes == 0)
            write_empty_log(out, &run->logs[i]);
    if (run->crashes > 1 && options->detail != WHY_DETAIL_QUIET)
        why_text_faults(&page, run);
    why_text_gate(&page, run);
    fold_if_asked(&page, from);
    why_commands_disarm(out, from, WHY_NOTATION_TEXT);
}
