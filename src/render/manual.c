/* docs/faults.md: the fault classes as Markdown, from the same rows as --explain. */
#include "render/manual.h"

#include <string.h>

#include "espwhy/format.h"

/* Markdown takes these for markup; between backticks it does not. */
static void add_escaped(struct why_strbuf *out, const char *text, size_t len)
{
    bool code = false;

    for (size_t i = 0; i < len; i++) {
        char c = text[i];

        code = c == '`' ? !code : code;
        if (!code && c == '<')
            why_strbuf_adds(out, "&lt;");
        else if (!code && (c == '*' || c == '|' || c == '[' || c == '\\'))
            why_strbuf_addf(out, "\\%c", c);
        else
            why_strbuf_addc(out, c);
    }
}

static void add_text(struct why_strbuf *out, const char *text)
{
    add_escaped(out, text, strlen(text));
}

/* "read,write" -> "`/read`, `/write`". */
static void add_variants(struct why_strbuf *out, const char *variants)
{
    while (*variants != '\0') {
        size_t len = strcspn(variants, ",");

        why_strbuf_adds(out, "`/");
        why_strbuf_add(out, variants, len);
        why_strbuf_addc(out, '`');
        variants += len + (variants[len] == ',' ? 1 : 0);
        if (*variants != '\0')
            why_strbuf_adds(out, ", ");
    }
}

/* "a,b" -> "[a](#a), [b](#b)" or "`a`, `b`". */
static void add_classes(struct why_strbuf *out, const char *ids, bool linked)
{
    while (*ids != '\0') {
        int len = (int)strcspn(ids, ",");

        if (linked)
            why_strbuf_addf(out, "[%.*s](#%.*s)", len, ids, len, ids);
        else
            why_strbuf_addf(out, "`%.*s`", len, ids);
        ids += len + (ids[len] == ',' ? 1 : 0);
        if (*ids != '\0')
            why_strbuf_adds(out, ", ");
    }
}

static void write_lines(struct why_strbuf *out, const char *title, const char *text,
                        const char *lead, const char *end)
{
    if (!text || text[0] == '\0')
        return;
    why_strbuf_addf(out, "\n### %s\n\n", title);
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");

        why_strbuf_adds(out, lead);
        add_escaped(out, text, len);
        text += len + (text[len] == '\n' ? 1 : 0);
        why_strbuf_adds(out, *text != '\0' ? end : "\n");
    }
}

static void write_code(struct why_strbuf *out, const char *title, const char *code)
{
    if (code && code[0] != '\0')
        why_strbuf_addf(out, "\n### %s\n\n```c\n%s\n```\n", title, code);
}

static void write_contents(struct why_strbuf *out)
{
    const struct why_rule *rule;

    why_strbuf_adds(out, "| class | fault | variants |\n|---|---|---|\n");
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        why_strbuf_addf(out, "| [%s](#%s) | ", rule->id, rule->id);
        add_text(out, rule->title);
        why_strbuf_adds(out, " | ");
        add_variants(out, rule->variants);
        why_strbuf_adds(out, rule->variants[0] != '\0' ? " |\n" : "|\n");
    }
}

void why_manual_page(struct why_strbuf *out, const struct why_rule *rule, bool linked)
{
    add_text(out, rule->title);
    why_strbuf_adds(out, ".\n\n");
    if (rule->variants[0] != '\0') {
        why_strbuf_adds(out, "- Variants: ");
        add_variants(out, rule->variants);
        why_strbuf_addc(out, '\n');
    }
    why_strbuf_addf(out, "- Claims at most: %s\n", why_confidence_name(rule->at_most));
    if (rule->supersedes[0] != '\0') {
        why_strbuf_adds(out, "- Comes before: ");
        add_classes(out, rule->supersedes, linked);
        why_strbuf_addc(out, '\n');
    }
    write_lines(out, "What it means", rule->means, "", "\n\n");
    write_lines(out, "How the chip shows it", rule->shows, "", "\n\n");
    write_lines(out, "What to check", rule->check, "- ", "\n");
    write_code(out, "How to reproduce it", rule->reproduce);
    write_lines(out, "Read more", rule->read_more, "- ", "\n");
    write_lines(out, "Sources", rule->source, "- ", "\n");
}

void why_format_fault_manual(struct why_strbuf *out)
{
    const struct why_rule *rule;

    why_strbuf_adds(
        out, "<!-- Generated from the rules in src/rules. Do not edit. -->\n\n"
             "# Fault classes\n\n"
             "What `espwhy` can find in a crash, in the order in which it looks. The same pages "
             "are\nprinted by `espwhy --explain CLASS`.\n\n");
    write_contents(out);
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        why_strbuf_addf(out, "\n## %s\n\n", rule->id);
        why_manual_page(out, rule, true);
    }
}
