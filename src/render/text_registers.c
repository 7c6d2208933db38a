/* Registers in the text report: those that matter, each with what it holds. */
#include <string.h>

#include "render/describe.h"
#include "render/text.h"

static bool is_evidence(const struct why_crash *crash, const char *name)
{
    for (size_t i = 0; i < crash->finding_count; i++)
        for (size_t k = 0; k < crash->findings[i].evidence_count; k++) {
            const char *named = crash->findings[i].evidence[k].register_name;

            if (named && strcmp(named, name) == 0)
                return true;
        }
    return false;
}

static bool is_worth_a_look(const struct why_crash *crash, const struct why_register *reg)
{
    return is_evidence(crash, reg->name) ||
           (crash->arch && strcmp(crash->arch->sp, reg->name) == 0);
}

static void write_register(const struct why_page *page, const struct why_crash *crash,
                           const struct why_core *core, const struct why_register *reg)
{
    struct why_phrase meaning = why_describe_register(crash, core, reg);
    struct why_flow flow = why_flow_begin(page, "  ", NULL);

    flow.hang = 24;
    why_flow_addf(&flow, WHY_STYLE_PLAIN, "%-8s", reg->name);
    if (reg->value.known)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, "  0x%08x  ", reg->value.value);
    else
        why_flow_add(&flow, WHY_STYLE_PLAIN, "  unreadable  ");
    why_flow_add(&flow, WHY_STYLE_FAINT, meaning.text);
    why_flow_end(&flow);
}

static void write_all(const struct why_page *page, const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->core_count; i++) {
        const struct why_core *core = &crash->cores[i];
        struct why_flow title;

        if (core->register_count == 0)
            continue;
        why_strbuf_addc(page->out, '\n');
        title = why_flow_begin(page, "", NULL);
        why_flow_add(&title, WHY_STYLE_STRONG, "registers");
        if (core->number.known)
            why_flow_addf(&title, WHY_STYLE_STRONG, " of core %u", core->number.value);
        if (core->in_isr)
            why_flow_add(&title, WHY_STYLE_FAINT, " (in an interrupt handler)");
        why_flow_end(&title);
        for (size_t k = 0; k < core->register_count; k++)
            write_register(page, crash, core, &core->registers[k]);
    }
}

void why_text_registers(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_core *core = why_crash_core(crash);
    bool titled = false;

    if (page->options->detail == WHY_DETAIL_VERBOSE) {
        write_all(page, crash);
        return;
    }
    for (size_t i = 0; core && i < core->register_count; i++) {
        if (!is_worth_a_look(crash, &core->registers[i]))
            continue;
        if (!titled)
            why_page_title(page, 0, "registers worth a look", NULL);
        titled = true;
        write_register(page, crash, core, &core->registers[i]);
    }
}
