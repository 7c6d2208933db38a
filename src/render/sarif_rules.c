/* Fault classes as rules of a SARIF report. */
#include "render/manual.h"
#include "render/sarif_parts.h"

json_t *why_sarif_message(struct why_json *json, json_t *text)
{
    json_t *message = why_json_object(json);

    why_json_set(json, message, "text", text);
    return message;
}

static json_t *message_of(struct why_json *json, const char *text)
{
    return why_sarif_message(json, why_json_text(json, text));
}

/* The manual page, what it means, how the chip shows it, what to check: as text, and as Markdown
 * for viewers that show it. */
static json_t *help_of(struct why_json *json, const struct why_rule *rule)
{
    static const struct why_format_options options = { .ascii = true, .width = 100 };
    struct why_strbuf page;
    json_t *help;

    why_strbuf_init(&page);
    why_format_explain(&page, rule, &options);
    help = why_sarif_message(json, why_json_take(json, &page));
    why_strbuf_init(&page);
    why_manual_page(&page, rule, false);
    why_json_set(json, help, "markdown", why_json_take(json, &page));
    return help;
}

static json_t *rule_of(struct why_json *json, const struct why_rule *rule)
{
    json_t *object = why_json_object(json);
    json_t *defaults = why_json_object(json);

    why_json_set(json, object, "id", why_json_text(json, rule->id));
    why_json_set(json, object, "shortDescription", message_of(json, rule->title));
    why_json_set(json, object, "fullDescription", message_of(json, rule->means));
    why_json_set(json, object, "help", help_of(json, rule));
    why_json_set(json, defaults, "level", why_json_text(json, "error"));
    why_json_set(json, object, "defaultConfiguration", defaults);
    return object;
}

json_t *why_sarif_rules(struct why_json *json)
{
    json_t *rules = why_json_array(json);
    const struct why_rule *rule;

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        why_json_push(json, rules, rule_of(json, rule));
    return rules;
}
