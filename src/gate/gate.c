/* The gate: crashes are judged by signatures and tested against conditions; what they met is
 * remembered. */
#include "espwhy/gate.h"

#include <stdlib.h>

#include "base/span.h"
#include "gate/baseline.h"
#include "gate/condition.h"
#include "gate/learn.h"
#include "gate/signatures.h"

/* What the last crash met is kept apart: an update may take it back. */
struct met {
    uint32_t before; /* crashes before the last one */
    bool last;
};

struct why_gate {
    struct why_signatures signatures;
    struct why_baseline baseline;
    struct why_learning learning;
    struct why_condition *conditions;
    size_t condition_count;
    struct met *conditions_met; /* one per condition */
    struct met *signatures_met; /* one per signature */
    uint32_t last_id;           /* of the crash judged last */
    uint32_t today;
    const char **matched; /* room for every condition */
    size_t matched_count;
    struct why_signature_met *seen; /* one per signature */
};

enum why_status why_gate_create(uint32_t today, struct why_gate **out, struct why_error *err)
{
    struct why_gate *gate = calloc(1, sizeof(*gate));

    if (!gate)
        return why_oom(err);
    gate->today = today;
    if (!why_signatures_init(&gate->signatures) || !why_baseline_init(&gate->baseline) ||
        !why_learning_init(&gate->learning, today)) {
        why_gate_destroy(gate);
        return why_oom(err);
    }
    *out = gate;
    return WHY_OK;
}

static void drop_conditions(struct why_gate *gate, size_t keep)
{
    while (gate->condition_count > keep)
        why_condition_deinit(&gate->conditions[--gate->condition_count]);
}

void why_gate_destroy(struct why_gate *gate)
{
    if (!gate)
        return;
    drop_conditions(gate, 0);
    free(gate->conditions);
    free(gate->conditions_met);
    free(gate->signatures_met);
    free(gate->matched);
    free(gate->seen);
    why_learning_deinit(&gate->learning);
    why_baseline_deinit(&gate->baseline);
    why_signatures_deinit(&gate->signatures);
    free(gate);
}

/* ---- what is known --------------------------------------------------------------------------- */

static struct why_judgement judgement_of(const struct why_signature *signature, uint32_t today)
{
    bool expired = signature->expires != 0 && today > signature->expires;

    return (struct why_judgement){
        .action = expired ? WHY_ACTION_FAIL : signature->action,
        .signature = signature->name,
        .note = why_signature_text(signature, "note"),
        .issue = why_signature_text(signature, "issue"),
        .expired = expired ? why_signature_text(signature, "expires") : NULL,
    };
}

static void list_signatures(struct why_gate *gate)
{
    for (size_t i = 0; i < gate->signatures.count; i++) {
        const struct met *met = &gate->signatures_met[i];

        gate->seen[i] = (struct why_signature_met){
            .judgement = judgement_of(&gate->signatures.items[i], gate->today),
            .crashes = met->before + (met->last ? 1 : 0),
        };
    }
}

/* As many as there are signatures. */
static bool grow_signatures(struct why_gate *gate)
{
    struct met *met = reallocarray(gate->signatures_met, gate->signatures.count + 1, sizeof(*met));
    struct why_signature_met *seen = NULL;

    if (!met)
        return false;
    gate->signatures_met = met;
    seen = reallocarray(gate->seen, gate->signatures.count + 1, sizeof(*seen));
    if (!seen)
        return false;
    gate->seen = seen;
    return true;
}

enum why_status why_gate_add_signatures(struct why_gate *gate, const char *bytes, size_t len,
                                        struct why_error *err)
{
    size_t before = gate->signatures.count;
    enum why_status status = why_signatures_read(&gate->signatures, bytes, len, err);

    if (status != WHY_OK)
        return status;
    if (!grow_signatures(gate))
        return why_oom(err);
    for (size_t i = before; i < gate->signatures.count; i++)
        gate->signatures_met[i] = (struct met){ .before = 0 };
    list_signatures(gate);
    return WHY_OK;
}

enum why_status why_gate_add_baseline(struct why_gate *gate, const char *bytes, size_t len,
                                      struct why_error *err)
{
    return why_baseline_read(&gate->baseline, bytes, len, err);
}

enum why_status why_gate_learn(struct why_gate *gate, const char *bytes, size_t len,
                               struct why_error *err)
{
    return why_learning_begin(&gate->learning, bytes, len, err);
}

/* ---- conditions ------------------------------------------------------------------------------ */

static bool has_condition(const struct why_gate *gate, why_span item)
{
    for (size_t i = 0; i < gate->condition_count; i++)
        if (why_span_equals(item, gate->conditions[i].text))
            return true;
    return false;
}

/* One more. */
static bool grow_conditions(struct why_gate *gate)
{
    size_t room = gate->condition_count + 1;
    struct why_condition *conditions = reallocarray(gate->conditions, room, sizeof(*conditions));
    struct met *met = NULL;
    const char **matched = NULL;

    if (!conditions)
        return false;
    gate->conditions = conditions;
    met = reallocarray(gate->conditions_met, room, sizeof(*met));
    if (!met)
        return false;
    gate->conditions_met = met;
    matched = reallocarray(gate->matched, room, sizeof(*matched));
    if (!matched)
        return false;
    gate->matched = matched;
    return true;
}

static enum why_status add_condition(struct why_gate *gate, why_span item, struct why_error *err)
{
    size_t count = gate->condition_count;
    enum why_status status;

    if (!grow_conditions(gate))
        return why_oom(err);
    status = why_condition_read(item, &gate->signatures, &gate->conditions[count], err);
    if (status != WHY_OK)
        return status;
    gate->conditions_met[count] = (struct met){ .before = 0 };
    gate->condition_count++;
    return WHY_OK;
}

enum why_status why_gate_add(struct why_gate *gate, const char *list, struct why_error *err)
{
    size_t before = gate->condition_count;
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

/* ---- judging --------------------------------------------------------------------------------- */

static const char *copy_text(struct why_arena *arena, const char *text)
{
    return text ? why_arena_printf(arena, "%s", text) : NULL;
}

/* A crash outlives its gate. */
static void keep_judgement(struct why_crash *crash, struct why_judgement judgement)
{
    judgement.signature = copy_text(crash->arena, judgement.signature);
    judgement.note = copy_text(crash->arena, judgement.note);
    judgement.issue = copy_text(crash->arena, judgement.issue);
    judgement.expired = copy_text(crash->arena, judgement.expired);
    crash->judgement = judgement;
}

static enum why_status judge(struct why_gate *gate, struct why_crash *crash, struct why_error *err)
{
    struct why_traits traits;
    size_t which;

    if (gate->signatures.count == 0 && !gate->learning.on)
        return WHY_OK;
    if (why_traits_find(crash, &traits, err) != WHY_OK)
        return WHY_E_NOMEM;
    which = why_signatures_decide(&gate->signatures, &traits);
    if (which < gate->signatures.count) {
        gate->signatures_met[which].last = true;
        keep_judgement(crash, judgement_of(&gate->signatures.items[which], gate->today));
    }
    if (why_arena_failed(crash->arena))
        return why_oom(err);
    return why_learning_take(&gate->learning, &traits, &gate->signatures, err);
}

/* Begin a crash; its update begins it anew. */
static void begin(struct met *met, size_t count, bool same)
{
    for (size_t i = 0; i < count; i++) {
        met[i].before += met[i].last && !same ? 1 : 0;
        met[i].last = false;
    }
}

static void list(struct why_gate *gate)
{
    gate->matched_count = 0;
    for (size_t i = 0; i < gate->condition_count; i++)
        if (gate->conditions_met[i].last || gate->conditions_met[i].before > 0)
            gate->matched[gate->matched_count++] = gate->conditions[i].text;
    list_signatures(gate);
}

enum why_status why_gate_test(struct why_gate *gate, struct why_crash *crash, struct why_error *err)
{
    bool same = gate->last_id == crash->id;
    struct why_judged judged = { .crash = crash };
    enum why_status status;

    begin(gate->conditions_met, gate->condition_count, same);
    begin(gate->signatures_met, gate->signatures.count, same);
    gate->last_id = crash->id;
    status = judge(gate, crash, err);
    judged.known = why_baseline_has(&gate->baseline, crash->fingerprint);
    for (size_t i = 0; i < gate->condition_count; i++)
        gate->conditions_met[i].last = why_condition_is_met(&gate->conditions[i], &judged);
    list(gate);
    return status;
}

/* ---- the outcome ----------------------------------------------------------------------------- */

bool why_gate_is_set(const struct why_gate *gate)
{
    return gate->condition_count > 0;
}

bool why_gate_has_signatures(const struct why_gate *gate)
{
    return gate->signatures.count > 0;
}

const char *const *why_gate_matched(const struct why_gate *gate, size_t *count)
{
    *count = gate->matched_count;
    return gate->matched;
}

const struct why_signature_met *why_gate_signatures(const struct why_gate *gate, size_t *count)
{
    *count = gate->signatures.count;
    return gate->seen;
}

const char *why_gate_learned(struct why_gate *gate)
{
    return why_learning_text(&gate->learning);
}
