/* Runs every rule over a crash and sorts what they found. */
#include "rules/engine.h"

#include <string.h>

#include "base/arena.h"
#include "base/span.h"

/* True when `id` stands in a comma separated list. */
static bool is_listed(const char *list, why_span id)
{
    why_span rest = why_span_of(list);
    why_span item;

    while (!why_span_is_empty(rest)) {
        if (!why_span_take_until(&rest, ",", &item)) {
            item = rest;
            rest.len = 0;
        }
        if (item.len == id.len && memcmp(item.ptr, id.ptr, id.len) == 0)
            return true;
    }
    return false;
}

bool why_rule_has_variant(const struct why_rule *rule, why_span variant)
{
    return variant.len > 0 && is_listed(rule->variants, variant);
}

static struct why_facts gather_facts(const struct why_crash *crash)
{
    struct why_facts facts = {
        .crash = crash,
        .core = why_crash_core(crash),
        .arch = crash->arch,
        .backtrace = why_crash_named_backtrace(crash),
        .pc = why_crash_pc(crash),
        .fault_address = why_crash_fault_address(crash),
    };

    if (crash->software)
        facts.fault_address.known = false;
    return facts;
}

static void mark_superseded(struct why_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (is_listed(findings[j].rule->supersedes, why_span_of(findings[i].rule->id)))
                findings[i].superseded = true;
}

/* True when `a` belongs before `b`; both in catalogue order now. */
static bool is_before(const struct why_finding *a, const struct why_finding *b)
{
    if (a->superseded != b->superseded)
        return !a->superseded;
    return a->confidence > b->confidence;
}

static void sort_findings(struct why_finding *findings, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct why_finding moving = findings[i];
        size_t at = i;

        for (; at > 0 && is_before(&moving, &findings[at - 1]); at--)
            findings[at] = findings[at - 1];
        findings[at] = moving;
    }
}

/* The processor reported a fault of its own, and the line that tells where is lost. */
static bool is_placeless(const struct why_crash *crash)
{
    return crash->cause && !crash->cause->pseudo && !crash->software && crash->core_count > 0 &&
           !why_crash_pc(crash).known;
}

/* No more than the rule may claim, and less when names came from the ELF of another build, the
 * chip's own words contradict each other or are lost, or a dump lacks the program counter. */
static enum why_confidence limit_confidence(const struct why_crash *crash,
                                            const struct why_rule *rule,
                                            enum why_confidence claimed)
{
    if (claimed > rule->at_most)
        claimed = rule->at_most;
    if ((crash->contradicted || why_crash_lacks_words(crash) || is_placeless(crash)) &&
        claimed > WHY_LIKELY)
        claimed = WHY_LIKELY;
    if (why_crash_elf_mismatch(crash) && claimed > WHY_POSSIBLE)
        claimed = claimed == WHY_CERTAIN ? WHY_LIKELY : WHY_POSSIBLE;
    return claimed;
}

/* The last rule is the one for crashes that no other explains. */
static bool is_last_resort(size_t index)
{
    return why_rule_at(index + 1) == NULL;
}

enum why_status why_diagnose(struct why_crash *crash, struct why_error *err)
{
    struct why_facts facts = gather_facts(crash);
    struct why_finding *findings = NULL;
    size_t count = 0;
    const struct why_rule *rule;

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        struct why_finding found = { .summary = "" };

        if ((is_last_resort(i) && count > 0) || !rule->match(&facts, &found, crash->arena))
            continue;
        findings = why_arena_extend(crash->arena, findings, count, sizeof(*findings));
        if (!findings)
            return why_oom(err);
        found.rule = rule;
        found.confidence = limit_confidence(crash, rule, found.confidence);
        findings[count] = found;
        count++;
    }
    mark_superseded(findings, count);
    sort_findings(findings, count);
    if (why_arena_failed(crash->arena))
        return why_oom(err);
    crash->findings = findings;
    crash->finding_count = count;
    return WHY_OK;
}
