/* What a run with several crashes comes to: which fault how often, the frequent ones first. */
#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "render/describe.h"
#include "render/log_name.h"
#include "render/text.h"

#define FAULTS_SHOWN 20u /* unless verbose */
#define BOOTS_OF_LOOP 3u /* less may be a coincidence */

static int compare_faults(const void *left, const void *right)
{
    const struct why_fault *a = *(const struct why_fault *const *)left;
    const struct why_fault *b = *(const struct why_fault *const *)right;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->first.id < b->first.id ? -1 : a->first.id > b->first.id;
}

static void add_place(struct why_flow *flow, const struct why_fault *fault)
{
    if (fault->function[0] != '\0') {
        why_flow_add(flow, WHY_STYLE_PLAIN, " in ");
        why_text_name(flow, fault->function);
    }
    if (fault->file[0] != '\0' && fault->line > 0)
        why_flow_add(flow, WHY_STYLE_PLAIN, " at ");
    if (fault->file[0] != '\0' && fault->line > 0)
        why_flow_add_source(flow, WHY_STYLE_PLAIN, fault->file, fault->line);
    else if (fault->function[0] == '\0' && fault->address.known)
        why_flow_addf(flow, WHY_STYLE_PLAIN, " at 0x%08x", (unsigned)fault->address.value);
}

/* "app.log:12" */
static void add_crash(struct why_flow *flow, const struct why_fault_crash *crash)
{
    struct why_strbuf text;

    why_flow_addf(flow, WHY_STYLE_FAINT, "crash %u", (unsigned)crash->id);
    if (!crash->log_name || crash->line == 0)
        return;
    why_strbuf_init(&text);
    why_log_name_add(&text, why_log_tail(crash->log_name, flow->page->options));
    why_flow_add(flow, WHY_STYLE_FAINT, " at ");
    why_flow_add(flow, WHY_STYLE_FAINT, text.text);
    why_flow_addf(flow, WHY_STYLE_FAINT, ":%u", (unsigned)crash->line);
    flow->page->out->failed = flow->page->out->failed || text.failed;
    why_strbuf_deinit(&text);
}

/* "; 5.0 s to 5.2 s after boot" */
static void add_range(struct why_flow *flow, struct why_value from, struct why_value to,
                      const char *of_what)
{
    struct why_phrase least = why_duration(from.value);
    struct why_phrase most = why_duration(to.value);

    if (!from.known)
        return;
    why_flow_addf(flow, WHY_STYLE_FAINT, "; %s", least.text);
    if (strcmp(least.text, most.text) != 0)
        why_flow_addf(flow, WHY_STYLE_FAINT, " to %s", most.text);
    why_flow_addf(flow, WHY_STYLE_FAINT, " %s", of_what);
}

static void write_fault(const struct why_page *page, const struct why_fault *fault)
{
    struct why_flow flow;
    struct why_strbuf lead;

    why_strbuf_init(&lead);
    why_strbuf_addf(&lead, "%5u × ", (unsigned)fault->count);
    flow = why_flow_begin(page, lead.failed ? "" : lead.text, fault->fingerprint);
    flow.right_style = WHY_STYLE_FAINT;
    why_flow_add(&flow, WHY_STYLE_FAULT, fault->rule->id);
    if (fault->variant[0] != '\0') {
        why_flow_add(&flow, WHY_STYLE_FAULT, "/");
        why_flow_add(&flow, WHY_STYLE_FAULT, fault->variant);
    }
    add_place(&flow, fault);
    why_flow_end(&flow);
    flow = why_flow_begin(page, "        ", NULL);
    add_crash(&flow, &fault->first);
    if (fault->count > 1) {
        why_flow_add(&flow, WHY_STYLE_FAINT, fault->count > 2 ? " to " : " and ");
        add_crash(&flow, &fault->last);
    }
    add_range(&flow, fault->uptime_min_ms, fault->uptime_max_ms, "after boot");
    add_range(&flow, fault->between_min_ms, fault->between_max_ms, "from one to the next");
    why_flow_end(&flow);
    page->out->failed = page->out->failed || lead.failed;
    why_strbuf_deinit(&lead);
}

/* Boots in a row that a crash ended. */
static bool is_boot_loop(const struct why_log_summary *log)
{
    uint32_t in_a_row = 0;

    for (size_t i = 0; i < WHY_BOOTS_TOLD && in_a_row < BOOTS_OF_LOOP; i++)
        in_a_row = log->boot_crashed[i] ? in_a_row + 1 : 0;
    return in_a_row == BOOTS_OF_LOOP;
}

static void write_head(const struct why_page *page, const struct why_run *run)
{
    uint32_t boots = why_boot_count(run);
    bool loop = false;

    for (size_t i = 0; i < run->log_count; i++)
        loop |= is_boot_loop(&run->logs[i]);
    if (loop)
        why_strbuf_adds(page->out, "boot loop: ");

    why_strbuf_addf(page->out, "%s", why_plural(run->crashes, "crash", "crashes").text);
    if (boots > 0)
        why_strbuf_addf(page->out, " in %s", why_plural(boots, "boot", "boots").text);
    if (run->distinct == 1)
        why_strbuf_adds(page->out, ", all of the same fault\n");
    else
        why_strbuf_addf(page->out, ", %u different faults\n", (unsigned)run->distinct);
}

void why_text_faults(const struct why_page *page, const struct why_run *run)
{
    const struct why_fault **order = calloc(run->fault_count + 1, sizeof(const struct why_fault *));
    size_t shown = run->fault_count;

    if (!order) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < run->fault_count; i++)
        order[i] = &run->faults[i];
    qsort(order, run->fault_count, sizeof(const struct why_fault *), compare_faults);
    if (page->options->detail != WHY_DETAIL_VERBOSE && shown > FAULTS_SHOWN)
        shown = FAULTS_SHOWN;
    write_head(page, run);
    for (size_t i = 0; i < shown; i++)
        write_fault(page, order[i]);
    if (shown < run->fault_count)
        why_strbuf_addf(
            page->out, "        and %s, see -v\n",
            why_plural((uint32_t)(run->fault_count - shown), "more fault", "more faults").text);
    free(order);
}
