/* Conditions of --fail-on: parsed from lists, tested against verdicts, remembered when met. */
#include "espwhy/gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "espwhy/diagnosis.h"

#define ANY_CRASH "crash"
#define CERTAIN_END ":certain"

struct condition {
    char *text;                  /* as it was written */
    const struct why_rule *rule; /* NULL: any crash */
    char *variant;               /* NULL: any */
    bool certain;                /* only a verdict that is certain */
    bool met;
};

struct why_gate {
    struct condition *conditions;
    size_t count;
    const char **matched; /* room for every condition */
    size_t matched_count;
};

enum why_status why_gate_create(struct why_gate **out, struct why_error *err)
{
    struct why_gate *gate = calloc(1, sizeof(*gate));

    if (!gate)
        return why_oom(err);
    *out = gate;
    return WHY_OK;
}

static void drop_conditions(struct why_gate *gate, size_t keep)
{
    while (gate->count > keep) {
        gate->count--;
        free(gate->conditions[gate->count].text);
        free(gate->conditions[gate->count].variant);
    }
}

void why_gate_destroy(struct why_gate *gate)
{
    if (!gate)
        return;
    drop_conditions(gate, 0);
    free(gate->conditions);
    free(gate->matched);
    free(gate);
}

static enum why_status unknown_class(const char *name, struct why_error *err)
{
    const char *near = why_rule_suggest(name);

    if (near)
        return why_fail(err, WHY_E_USAGE, "unknown fault class '%s', did you mean '%s'?", name,
                        near);
    return why_fail(err, WHY_E_USAGE, "unknown fault class '%s'", name);
}

static enum why_status unknown_variant(const struct why_rule *rule, const char *variant,
                                       struct why_error *err)
{
    if (rule->variants[0] == '\0')
        return why_fail(err, WHY_E_USAGE, "fault class '%s' has no variants, so not '%s'", rule->id,
                        variant);
    return why_fail(err, WHY_E_USAGE, "unknown variant '%s' of '%s', it has: %s", variant, rule->id,
                    rule->variants);
}

/* The class and variant of a condition, which `name` holds and is cut at '/'. */
static enum why_status resolve(char *name, struct condition *out, struct why_error *err)
{
    char *slash = strchr(name, '/');

    if (slash)
        *slash = '\0';
    out->rule = why_rule_find(name);
    if (!out->rule)
        return unknown_class(name, err);
    if (!slash)
        return WHY_OK;
    if (!why_rule_has_variant(out->rule, why_span_of(slash + 1)))
        return unknown_variant(out->rule, slash + 1, err);
    out->variant = strdup(slash + 1);
    return out->variant ? WHY_OK : why_oom(err);
}

/* Fills rule, variant and certain; cuts `name` where its parts end. */
static enum why_status parse(char *name, struct condition *out, struct why_error *err)
{
    char *colon = strchr(name, ':');

    if (name[0] == '\0')
        return why_fail(err, WHY_E_USAGE, "empty condition in a list of fault classes");
    if (strcmp(name, ANY_CRASH) == 0)
        return WHY_OK;
    if (colon && strcmp(colon, CERTAIN_END) != 0)
        return why_fail(err, WHY_E_USAGE, "unknown condition '%s': only '%s' may follow a class",
                        name, CERTAIN_END);
    if (colon)
        *colon = '\0';
    if (colon && strcmp(name, ANY_CRASH) == 0)
        return why_fail(err, WHY_E_USAGE, "'%s' goes with a fault class, not with '%s'",
                        CERTAIN_END, ANY_CRASH);
    out->certain = colon != NULL;
    return resolve(name, out, err);
}

static bool has_condition(const struct why_gate *gate, why_span item)
{
    for (size_t i = 0; i < gate->count; i++)
        if (why_span_equals(item, gate->conditions[i].text))
            return true;
    return false;
}

static bool grow(struct why_gate *gate)
{
    size_t room = gate->count + 1;
    struct condition *conditions = realloc(gate->conditions, room * sizeof(*conditions));
    const char **matched;

    if (!conditions)
        return false;
    gate->conditions = conditions;
    matched = realloc(gate->matched, room * sizeof(*matched));
    if (!matched)
        return false;
    gate->matched = matched;
    return true;
}

static enum why_status add_condition(struct why_gate *gate, why_span item, struct why_error *err)
{
    struct condition condition = { .text = strndup(item.ptr, item.len) };
    char *name = strndup(item.ptr, item.len);
    bool room = condition.text && name && grow(gate);
    enum why_status status = room ? parse(name, &condition, err) : why_oom(err);

    free(name);
    if (status == WHY_OK)
        gate->conditions[gate->count++] = condition;
    else
        free(condition.text);
    return status;
}

enum why_status why_gate_add(struct why_gate *gate, const char *list, struct why_error *err)
{
    size_t before = gate->count;
    why_span rest = why_span_of(list);
    bool more = true;

    while (more) {
        why_span item;
        enum why_status status = WHY_OK;

        more = why_span_take_until(&rest, ",", &item);
        item = why_span_trim(more ? item : rest);
        if (!has_condition(gate, item))
            status = add_condition(gate, item, err);
        if (status != WHY_OK) {
            drop_conditions(gate, before);
            return status;
        }
    }
    return WHY_OK;
}

static bool is_met(const struct condition *condition, const struct why_crash *crash)
{
    const struct why_finding *verdict = crash->finding_count > 0 ? &crash->findings[0] : NULL;

    if (!condition->rule)
        return true;
    if (!verdict || strcmp(verdict->rule->id, condition->rule->id) != 0)
        return false;
    if (condition->variant &&
        (!verdict->variant || strcmp(verdict->variant, condition->variant) != 0))
        return false;
    return !condition->certain || verdict->confidence == WHY_CERTAIN;
}

static void list_matched(struct why_gate *gate)
{
    gate->matched_count = 0;
    for (size_t i = 0; i < gate->count; i++)
        if (gate->conditions[i].met)
            gate->matched[gate->matched_count++] = gate->conditions[i].text;
}

bool why_gate_test(struct why_gate *gate, const struct why_crash *crash)
{
    bool any = false;

    for (size_t i = 0; i < gate->count; i++) {
        if (!is_met(&gate->conditions[i], crash))
            continue;
        gate->conditions[i].met = true;
        any = true;
    }
    list_matched(gate);
    return any;
}

bool why_gate_is_set(const struct why_gate *gate)
{
    return gate->count > 0;
}

const char *const *why_gate_matched(const struct why_gate *gate, size_t *count)
{
    *count = gate->matched_count;
    return gate->matched;
}
