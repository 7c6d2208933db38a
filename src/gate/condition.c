/* Conditions of --fail-on: read from words, tested against crashes that were judged. */
#include "gate/condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/span.h"
#include "espwhy/diagnosis.h"

#define SIGNATURE_START "signature:"
#define CERTAIN "certain" /* behind a class and a colon */
#define SHOWN_BYTES 60    /* of a name that is not known */

/* ---- conditions that are one word ------------------------------------------------------------ */

struct why_gate_word {
    const char *text;
    bool (*is_met)(const struct why_judged *judged);
};

static bool is_any_crash(const struct why_judged *judged)
{
    (void)judged;
    return true;
}

static bool is_of_failing_signature(const struct why_judged *judged)
{
    return judged->crash->judgement.action == WHY_ACTION_FAIL;
}

static bool is_new(const struct why_judged *judged)
{
    return judged->crash->judgement.action == WHY_ACTION_NONE && !judged->known;
}

/* Hardware reset the chip, and no report of a panic tells why. */
static bool is_reset(const struct why_judged *judged)
{
    static const char *const classes[] = { "brownout", "unexpected-reset", "rtc-wdt", "lockup" };
    const struct why_crash *crash = judged->crash;
    const struct why_finding *verdict = crash->finding_count > 0 ? &crash->findings[0] : NULL;

    for (size_t i = 0; verdict && i < WHY_COUNTOF(classes); i++)
        if (strcmp(verdict->rule->id, classes[i]) == 0)
            return true;
    return verdict && verdict->variant && strcmp(verdict->variant, "reset-only") == 0;
}

static bool is_mismatch(const struct why_judged *judged)
{
    return why_crash_elf_mismatch(judged->crash);
}

static const struct why_gate_word words[] = {
    { "crash", is_any_crash },   { "any-signature", is_of_failing_signature },
    { "new", is_new },           { "reset", is_reset },
    { "mismatch", is_mismatch },
};

static const struct why_gate_word *find_word(why_span text)
{
    for (size_t i = 0; i < WHY_COUNTOF(words); i++)
        if (why_span_equals(text, words[i].text))
            return &words[i];
    return NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum why_status unknown_signature(const char *name, const struct why_signatures *signatures,
                                         struct why_error *err)
{
    struct why_nearest nearest;

    why_nearest_begin(&nearest, name);
    for (size_t i = 0; i < signatures->count; i++)
        why_nearest_offer(&nearest, signatures->items[i].name);
    if (nearest.best)
        return why_fail(err, WHY_E_USAGE, "unknown signature '%.*s', did you mean '%s'?",
                        SHOWN_BYTES, name, nearest.best);
    if (signatures->count > 0)
        return why_fail(err, WHY_E_USAGE, "unknown signature '%.*s'", SHOWN_BYTES, name);
    return why_fail(err, WHY_E_USAGE, "unknown signature '%.*s': %s", SHOWN_BYTES, name,
                    signatures->files == 0 ? "no file of signatures was given"
                                           : "the files of signatures hold none");
}

/* A word that is no class may be a slip of one of the words above. */
static enum why_status unknown_word(const char *name, struct why_error *err)
{
    struct why_nearest nearest;
    const struct why_rule *rule;

    why_nearest_begin(&nearest, name);
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        why_nearest_offer(&nearest, rule->id);
    for (size_t i = 0; i < WHY_COUNTOF(words); i++)
        why_nearest_offer(&nearest, words[i].text);
    if (nearest.best)
        return why_fail(err, WHY_E_USAGE, "unknown condition '%.*s', did you mean '%s'?",
                        SHOWN_BYTES, name, nearest.best);
    return why_fail(err, WHY_E_USAGE,
                    "unknown condition '%.*s', neither a fault class nor one of crash, "
                    "signature:NAME, any-signature, new, reset, mismatch",
                    SHOWN_BYTES, name);
}

static enum why_status read_class(struct why_condition *out, why_span class, struct why_error *err)
{
    if (!memchr(class.ptr, '/', class.len)) {
        char *name = strndup(class.ptr, class.len);
        enum why_status status = WHY_OK;

        if (!name)
            return why_oom(err);
        if (!why_rule_find(name))
            status = unknown_word(name, err);
        free(name);
        if (status != WHY_OK)
            return status;
    }
    return why_rule_name_find(class, &out->rule, err);
}

static enum why_status read_text(struct why_condition *out, const struct why_signatures *signatures,
                                 struct why_error *err)
{
    why_span rest = why_span_of(out->text);
    why_span class;

    if (why_span_is_empty(rest))
        return why_fail(err, WHY_E_USAGE, "empty condition in a list");
    out->word = find_word(rest);
    if (out->word)
        return WHY_OK;
    if (why_span_take_text(&rest, SIGNATURE_START)) {
        out->signature = rest.ptr;
        return why_signatures_find(signatures, rest.ptr) < signatures->count
                   ? WHY_OK
                   : unknown_signature(rest.ptr, signatures, err);
    }
    if (!why_span_take_until(&rest, ":", &class))
        return read_class(out, rest, err);
    out->certain = why_span_equals(rest, CERTAIN);
    if (!out->certain)
        return why_fail(err, WHY_E_USAGE,
                        "unknown condition '%.*s': only ':" CERTAIN "' may follow a class",
                        SHOWN_BYTES, out->text);
    if (find_word(class))
        return why_fail(err, WHY_E_USAGE, "':" CERTAIN "' goes with a fault class, not with '%s'",
                        find_word(class)->text);
    return read_class(out, class, err);
}

enum why_status why_condition_read(why_span text, const struct why_signatures *signatures,
                                   struct why_condition *out, struct why_error *err)
{
    struct why_condition condition = { .text = strndup(text.ptr, text.len) };
    enum why_status status = condition.text ? read_text(&condition, signatures, err) : why_oom(err);

    if (status == WHY_OK)
        *out = condition;
    else
        why_condition_deinit(&condition);
    return status;
}

void why_condition_deinit(struct why_condition *condition)
{
    free(condition->text);
    *condition = (struct why_condition){ .text = NULL };
}

/* ---- testing --------------------------------------------------------------------------------- */

/* What people know of and do not want to fail fails only what names it. */
static bool is_excused(const struct why_crash *crash)
{
    return crash->judgement.action == WHY_ACTION_IGNORE ||
           crash->judgement.action == WHY_ACTION_WARN;
}

bool why_condition_is_met(const struct why_condition *condition, const struct why_judged *judged)
{
    const struct why_crash *crash = judged->crash;

    if (condition->signature)
        return crash->judgement.signature &&
               strcmp(crash->judgement.signature, condition->signature) == 0;
    if (is_excused(crash))
        return false;
    if (condition->word)
        return condition->word->is_met(judged);
    return why_rule_name_is_of(&condition->rule, crash) &&
           (!condition->certain || crash->findings[0].confidence == WHY_CERTAIN);
}
