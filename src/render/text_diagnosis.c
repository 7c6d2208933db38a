/* The upper half of a text report: what happened, where, on what evidence, what to do. */
#include <string.h>

#include "base/span.h"
#include "render/describe.h"
#include "render/text.h"

#define NAME_COLUMNS 24u /* of a log's name that is repeated beside the evidence */

void why_text_class(struct why_flow *flow, const struct why_finding *finding)
{
    why_flow_add(flow, WHY_STYLE_FAULT, finding->rule->id);
    if (finding->variant && finding->variant[0] != '\0') {
        why_flow_add(flow, WHY_STYLE_FAULT, "/");
        why_flow_add(flow, WHY_STYLE_FAULT, finding->variant);
    }
}

/* The file's own name; NULL where it is too long to stand behind every line. */
static const char *short_log_name(const struct why_crash *crash)
{
    const char *name = why_base_name(crash->log_name ? crash->log_name : "log");

    return why_text_columns(name) <= NAME_COLUMNS ? name : NULL;
}

void why_text_reference(struct why_flow *flow, const struct why_crash *crash, uint32_t line_no)
{
    const char *name = short_log_name(crash);

    if (line_no == 0)
        return;
    if (name)
        why_flow_addf(flow, WHY_STYLE_FAINT, "  [%s:%u]", name, line_no);
    else
        why_flow_addf(flow, WHY_STYLE_FAINT, "  [line %u]", line_no);
}

static void write_verdict(const struct why_page *page, const struct why_finding *finding)
{
    struct why_flow flow = why_flow_begin(page, "", why_confidence_name(finding->confidence));

    flow.hang = 2;
    why_text_class(&flow, finding);
    why_flow_add(&flow, WHY_STYLE_FAULT, ":");
    why_flow_add(&flow, WHY_STYLE_STRONG, " ");
    why_flow_add(&flow, WHY_STYLE_STRONG,
                 finding->summary ? finding->summary : finding->rule->title);
    why_flow_end(&flow);
}

void why_text_name(struct why_flow *flow, const char *name)
{
    if (!name) {
        why_flow_add(flow, WHY_STYLE_PLAIN, "a caller without name");
        return;
    }
    why_flow_add(flow, WHY_STYLE_NAME, name);
    if (!strchr(name, '(')) /* a C++ name may bring its parameters */
        why_flow_add(flow, WHY_STYLE_NAME, "()");
}

/* "name()", which says no more than the name. */
static bool is_call_of(const char *text, const char *name)
{
    const size_t len = name ? strlen(name) : 0;

    return name && strncmp(text, name, len) == 0 &&
           (text[len] == '\0' || strcmp(text + len, "()") == 0);
}

static void write_place(const struct why_page *page, const struct why_crash *crash,
                        const struct why_place *place)
{
    struct why_flow flow;
    struct why_phrase code;

    if (!place->function && !place->file && !place->address.known)
        return;
    flow = why_flow_begin(page, "  ", NULL);
    flow.hang = 4;
    if (place->function) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, "in ");
        why_text_name(&flow, place->function);
        why_flow_add(&flow, WHY_STYLE_PLAIN, " ");
    }
    why_flow_add(&flow, WHY_STYLE_PLAIN, "at ");
    if (place->file) {
        why_flow_add_source(&flow, WHY_STYLE_STRONG, place->file, place->line);
    } else if (place->address.known) {
        code = why_describe_code(crash, place->address.value);
        why_flow_addf(&flow, WHY_STYLE_STRONG, "0x%08x", place->address.value);
        if (code.text[0] != '\0' && !is_call_of(code.text, place->function))
            why_flow_addf(&flow, WHY_STYLE_PLAIN, ", %s", code.text);
    }
    why_flow_end(&flow);
}

static void write_evidence(const struct why_page *page, const struct why_crash *crash,
                           const struct why_finding *finding)
{
    if (finding->evidence_count == 0)
        return;
    why_page_title(page, 2, "evidence", NULL);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        struct why_flow flow = why_flow_begin(page, "    · ", NULL);

        why_flow_add(&flow, WHY_STYLE_PLAIN, finding->evidence[i].text);
        why_text_reference(&flow, crash, finding->evidence[i].line_no);
        why_flow_end(&flow);
    }
}

static void write_next(const struct why_page *page, const struct why_finding *finding)
{
    if (finding->next_count == 0)
        return;
    why_page_title(page, 2, "next", NULL);
    for (size_t i = 0; i < finding->next_count; i++)
        why_page_paragraph(page, "    → ", finding->next[i]);
}

/* One line each; a class that the verdict replaces says nothing new, and only -v shows it. */
static void write_others(const struct why_page *page, const struct why_crash *crash)
{
    bool titled = false;

    for (size_t i = 1; i < crash->finding_count; i++) {
        const struct why_finding *finding = &crash->findings[i];
        struct why_flow flow;

        if (finding->superseded && page->options->detail != WHY_DETAIL_VERBOSE)
            continue;
        if (!titled)
            why_page_title(page, 2, "also seen", NULL);
        titled = true;
        flow = why_flow_begin(page, "    · ", NULL);
        why_text_class(&flow, finding);
        why_flow_add(&flow, WHY_STYLE_PLAIN, ": ");
        why_flow_add(&flow, WHY_STYLE_PLAIN,
                     finding->summary ? finding->summary : finding->rule->title);
        why_flow_addf(&flow, WHY_STYLE_STRONG, " (%s%s)", why_confidence_name(finding->confidence),
                      finding->superseded ? ", the verdict is more specific" : "");
        why_flow_end(&flow);
    }
}

void why_text_diagnosis(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_finding *verdict = crash->finding_count > 0 ? &crash->findings[0] : NULL;

    why_strbuf_addc(page->out, '\n');
    if (!verdict) {
        why_page_paragraph(page, "", crash->reason ? crash->reason : "no fault was recognised");
        return;
    }
    write_verdict(page, verdict);
    write_place(page, crash, &verdict->place);
    why_text_excerpt(page, crash);
    write_evidence(page, crash, verdict);
    why_text_came_from(page, verdict);
    write_next(page, verdict);
    write_others(page, crash);
}
