/* The manual page of a fault class, and the list of all of them, for a terminal. */
#include <string.h>

#include "base/span.h"
#include "render/layout.h"

/* The words of a comma separated list, each behind `before`. */
static void add_list(struct why_flow *flow, const char *list, const char *before)
{
    why_span rest = why_span_of(list);
    bool first = true;

    while (!why_span_is_empty(rest)) {
        why_span item;

        if (!why_span_take_until(&rest, ",", &item)) {
            item = rest;
            rest = why_span_skip(rest, rest.len);
        }
        item = why_span_trim(item);
        why_flow_addf(flow, WHY_STYLE_PLAIN, "%s%s%.*s", first ? "" : ", ", before, (int)item.len,
                      item.ptr);
        first = false;
    }
}

static void write_field(const struct why_page *page, const char *lead, const char *list)
{
    struct why_flow flow = why_flow_begin(page, lead, NULL);

    add_list(&flow, list, "");
    why_flow_end(&flow);
}

static void write_head(const struct why_page *page, const struct why_rule *rule)
{
    struct why_flow flow = why_flow_begin(page, "", NULL);

    why_flow_add(&flow, WHY_STYLE_FAULT, rule->id);
    why_flow_add(&flow, WHY_STYLE_FAULT, ":");
    why_flow_add(&flow, WHY_STYLE_STRONG, " ");
    why_flow_add(&flow, WHY_STYLE_STRONG, rule->title);
    why_flow_end(&flow);
    why_strbuf_addc(page->out, '\n');
    if (rule->variants[0] != '\0')
        write_field(page, "  variants       ", rule->variants);
    write_field(page, "  claims         at most ", why_confidence_name(rule->at_most));
    if (rule->supersedes[0] != '\0')
        write_field(page, "  comes before   ", rule->supersedes);
}

static void write_prose(const struct why_page *page, const char *title, const char *text)
{
    if (!text || text[0] == '\0')
        return;
    why_page_title(page, 0, title, NULL);
    why_page_items(page, "  ", text);
}

/* Line by line as it stands: code must not be wrapped. */
static void write_code(const struct why_page *page, const char *title, const char *code)
{
    if (!code || code[0] == '\0')
        return;
    why_page_title(page, 0, title, NULL);
    while (*code != '\0') {
        size_t len = strcspn(code, "\n");

        why_strbuf_pad(page->out, ' ', len > 0 ? 4 : 0);
        why_strbuf_add(page->out, code, len);
        why_strbuf_addc(page->out, '\n');
        code += len + (code[len] == '\n' ? 1 : 0);
    }
}

static void write_items(const struct why_page *page, const char *title, const char *items)
{
    if (!items || items[0] == '\0')
        return;
    why_page_title(page, 0, title, NULL);
    why_page_items(page, "  · ", items);
}

static void fold_if_asked(const struct why_page *page, size_t from)
{
    if (page->options->ascii)
        why_text_fold_ascii(page->out, from);
}

void why_format_explain(struct why_strbuf *out, const struct why_rule *rule,
                        const struct why_format_options *options)
{
    struct why_page page = why_page_make(out, options);
    size_t from = out->len;

    write_head(&page, rule);
    write_prose(&page, "what it means", rule->means);
    write_prose(&page, "how the chip shows it", rule->shows);
    write_items(&page, "what to check", rule->check);
    write_code(&page, "how to reproduce it", rule->reproduce);
    write_items(&page, "read more", rule->read_more);
    write_items(&page, "sources", rule->source);
    fold_if_asked(&page, from);
}

static size_t widest_id(void)
{
    size_t widest = 0;
    const struct why_rule *rule;

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        if (strlen(rule->id) > widest)
            widest = strlen(rule->id);
    return widest;
}

void why_format_fault_list(struct why_strbuf *out, const struct why_format_options *options)
{
    struct why_page page = why_page_make(out, options);
    size_t from = out->len;
    const struct why_rule *rule;
    size_t widest = widest_id();

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        struct why_flow flow = why_flow_begin(&page, "", NULL);

        flow.hang = widest + 2;
        why_flow_add(&flow, WHY_STYLE_FAULT, rule->id);
        why_flow_addf(&flow, WHY_STYLE_PLAIN, "%*s", (int)(widest - strlen(rule->id) + 2), "");
        why_flow_add(&flow, WHY_STYLE_PLAIN, rule->title);
        if (rule->variants[0] != '\0') {
            why_flow_add(&flow, WHY_STYLE_PLAIN, ": ");
            add_list(&flow, rule->variants, "/");
        }
        why_flow_end(&flow);
    }
    fold_if_asked(&page, from);
}
