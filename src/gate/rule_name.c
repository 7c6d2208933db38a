/* Fault classes by name, with what to say of names that are none. */
#include "gate/rule_name.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "espwhy/diagnosis.h"

#define NAME_BYTES 64u /* longer than any class */

static enum why_status unknown_class(const char *name, struct why_error *err)
{
    const char *near = why_rule_suggest(name);

    if (near)
        return why_fail(err, WHY_E_USAGE, "unknown fault class '%s', did you mean '%s'?", name,
                        near);
    return why_fail(err, WHY_E_USAGE, "unknown fault class '%s'", name);
}

static enum why_status unknown_variant(const struct why_rule *rule, why_span variant,
                                       struct why_error *err)
{
    int len = (int)why_span_head(variant, NAME_BYTES).len;

    if (rule->variants[0] == '\0')
        return why_fail(err, WHY_E_USAGE, "fault class '%s' has no variants, so not '%.*s'",
                        rule->id, len, variant.ptr);
    return why_fail(err, WHY_E_USAGE, "unknown variant '%.*s' of '%s', it has: %s", len,
                    variant.ptr, rule->id, rule->variants);
}

enum why_status why_rule_name_find(why_span text, struct why_rule_name *out, struct why_error *err)
{
    why_span variant = text;
    why_span class;
    struct why_rule_name found = { .rule = NULL };
    char name[NAME_BYTES];
    bool slash = why_span_take_until(&variant, "/", &class);

    if (!slash)
        class = text;
    (void)snprintf(name, sizeof(name), "%.*s", (int)why_span_head(class, sizeof(name)).len,
                   class.ptr);
    found.rule = why_rule_find(name);
    if (!found.rule)
        return unknown_class(name, err);
    if (slash && !why_rule_has_variant(found.rule, variant))
        return unknown_variant(found.rule, variant, err);
    if (slash)
        found.variant = variant;
    *out = found;
    return WHY_OK;
}

bool why_rule_name_is_of(const struct why_rule_name *name, const struct why_crash *crash)
{
    const struct why_finding *verdict = crash->finding_count > 0 ? &crash->findings[0] : NULL;

    if (!verdict || strcmp(verdict->rule->id, name->rule->id) != 0)
        return false;
    return why_span_is_empty(name->variant) ||
           (verdict->variant && why_span_equals(name->variant, verdict->variant));
}
