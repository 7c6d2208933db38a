/* What the gate makes of crashes: the signature of one, the outcome of a run. */
#include "render/describe.h"
#include "render/text.h"
#include "render/verdict.h"

static void add_words(struct why_flow *flow, const struct why_judgement *judgement)
{
    struct why_strbuf words;

    why_strbuf_init(&words);
    why_judgement_words(&words, judgement);
    why_flow_add(flow, WHY_STYLE_PLAIN, words.text);
    flow->page->out->failed = flow->page->out->failed || words.failed;
    why_strbuf_deinit(&words);
}

static void add_name(struct why_flow *flow, const struct why_judgement *judgement)
{
    why_flow_add(flow, WHY_STYLE_STRONG, judgement->signature);
    why_flow_addf(flow, WHY_STYLE_PLAIN, " (%s)", why_action_word(judgement->action));
}

void why_text_signature(const struct why_page *page, const struct why_crash *crash)
{
    struct why_flow flow;

    if (!crash->judgement.signature)
        return;
    flow = why_flow_begin(page, "  ", NULL);
    why_flow_add(&flow, WHY_STYLE_PLAIN, "signature ");
    add_name(&flow, &crash->judgement);
    add_words(&flow, &crash->judgement);
    why_flow_end(&flow);
}

void why_text_add_signature(struct why_flow *flow, const struct why_crash *crash)
{
    if (!crash->judgement.signature)
        return;
    why_flow_add(flow, WHY_STYLE_FAINT, " (signature ");
    why_flow_add(flow, WHY_STYLE_FAINT, crash->judgement.signature);
    why_flow_addf(flow, WHY_STYLE_FAINT, ", %s)", why_action_word(crash->judgement.action));
}

static void write_signatures(const struct why_page *page, const struct why_run *run)
{
    struct why_flow flow = why_flow_begin(page, "signatures: ", NULL);
    bool first = true;

    for (size_t i = 0; i < run->signature_count; i++) {
        if (run->signatures[i].crashes == 0)
            continue;
        why_flow_addf(&flow, WHY_STYLE_PLAIN, "%s%s of ", first ? "" : ", ",
                      why_plural(run->signatures[i].crashes, "crash", "crashes").text);
        add_name(&flow, &run->signatures[i].judgement);
        first = false;
    }
    why_flow_end(&flow);
}

static void write_conditions(const struct why_page *page, const struct why_run *run)
{
    struct why_flow flow = why_flow_begin(page, "", NULL);

    why_flow_add(&flow, WHY_STYLE_FAULT, "gate failed:");
    for (size_t i = 0; i < run->gate_matched_count; i++) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, i == 0 ? " " : ", ");
        why_flow_add(&flow, WHY_STYLE_PLAIN, run->gate_matched[i]);
    }
    why_flow_addf(&flow, WHY_STYLE_PLAIN, " (%s of --fail-on met)",
                  run->gate_matched_count == 1 ? "condition" : "conditions");
    why_flow_end(&flow);
}

static bool any_signature_met(const struct why_run *run)
{
    for (size_t i = 0; i < run->signature_count; i++)
        if (run->signatures[i].crashes > 0)
            return true;
    return false;
}

void why_text_gate(const struct why_page *page, const struct why_run *run)
{
    bool quiet = page->options->detail == WHY_DETAIL_QUIET;

    if (any_signature_met(run) && !quiet)
        write_signatures(page, run);
    if (run->gate_matched_count > 0)
        write_conditions(page, run);
    else if (run->gate_set && !quiet)
        why_page_paragraph(page, "", "gate passed: no condition of --fail-on was met");
}
