/* Findings as JSON: class, confidence, evidence, place, next steps. */
#include "render/json_parts.h"

static json_t *evidence_of(struct why_json *json, const struct why_evidence *evidence)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "text", why_json_text(json, evidence->text));
    if (evidence->register_name)
        why_json_set(json, object, "register", why_json_text(json, evidence->register_name));
    if (evidence->address.known)
        why_json_set(json, object, "address", why_json_hex(json, evidence->address));
    if (evidence->frame.known)
        why_json_set(json, object, "frame", why_json_number(json, evidence->frame));
    if (evidence->line_no > 0)
        why_json_set(json, object, "log_line", why_json_ordinal(json, evidence->line_no));
    return object;
}

static json_t *source_of(struct why_json *json, const struct why_excerpt *excerpt)
{
    json_t *object = why_json_object(json);
    json_t *lines = why_json_array(json);

    for (size_t i = 0; i < excerpt->line_count; i++)
        why_json_push(json, lines, why_json_text(json, excerpt->lines[i]));
    why_json_set(json, object, "first_line", why_json_ordinal(json, excerpt->first_line));
    why_json_set(json, object, "lines", lines);
    why_json_set(json, object, "newer_than_elf", why_json_bool(excerpt->newer));
    return object;
}

/* @p excerpt  NULL: none; only the verdict has one. */
static json_t *place_of(struct why_json *json, const struct why_place *place,
                        const struct why_excerpt *excerpt)
{
    json_t *object;

    if (!place->frame.known && !place->address.known && !place->function && !place->file)
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "frame", why_json_number(json, place->frame));
    why_json_set(json, object, "address", why_json_hex(json, place->address));
    why_json_set(json, object, "function", why_json_text(json, place->function));
    why_json_set(json, object, "file", why_json_text(json, place->file));
    why_json_set(json, object, "line", why_json_ordinal(json, place->line));
    if (excerpt)
        why_json_set(json, object, "source", source_of(json, excerpt));
    return object;
}

static json_t *pointer_of(struct why_json *json, const struct why_pointer *pointer)
{
    json_t *object;

    if (!pointer->access && !pointer->member_offset.known && !pointer->expression)
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "expression", why_json_text(json, pointer->expression));
    why_json_set(json, object, "variable", why_json_text(json, pointer->variable));
    why_json_set(json, object, "type", why_json_text(json, pointer->type));
    why_json_set(json, object, "member", why_json_text(json, pointer->member));
    why_json_set(json, object, "target", why_json_text(json, pointer->target));
    why_json_set(json, object, "member_offset", why_json_number(json, pointer->member_offset));
    why_json_set(json, object, "access", why_json_text(json, pointer->access));
    why_json_set(json, object, "access_size",
                 pointer->access_bytes ? why_json_count(json, pointer->access_bytes) : json_null());
    return object;
}

static json_t *step_of(struct why_json *json, const struct why_came_from *step)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "kind", why_json_text(json, why_came_from_kind_name(step->kind)));
    why_json_set(json, object, "frame", why_json_count(json, step->frame));
    why_json_set(json, object, "parameter", why_json_text(json, step->parameter));
    why_json_set(json, object, "expression", why_json_text(json, step->expression));
    why_json_set(json, object, "value", why_json_hex(json, step->value));
    why_json_set(json, object, "function", why_json_text(json, step->function));
    why_json_set(json, object, "file", why_json_text(json, step->file));
    why_json_set(json, object, "line", why_json_ordinal(json, step->line));
    return object;
}

json_t *why_json_of_came_from(struct why_json *json, const struct why_came_from *steps,
                              size_t count)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < count; i++)
        why_json_push(json, array, step_of(json, &steps[i]));
    return array;
}

static json_t *finding_of(struct why_json *json, const struct why_finding *finding,
                          const struct why_excerpt *excerpt)
{
    json_t *object = why_json_object(json);
    json_t *evidence = why_json_array(json);
    json_t *next = why_json_array(json);

    for (size_t i = 0; i < finding->evidence_count; i++)
        why_json_push(json, evidence, evidence_of(json, &finding->evidence[i]));
    for (size_t i = 0; i < finding->next_count; i++)
        why_json_push(json, next, why_json_text(json, finding->next[i]));
    why_json_set(json, object, "class", why_json_text(json, finding->rule->id));
    why_json_set(json, object, "variant", why_json_text(json, finding->variant));
    why_json_set(json, object, "confidence",
                 why_json_text(json, why_confidence_name(finding->confidence)));
    why_json_set(json, object, "superseded", why_json_bool(finding->superseded));
    why_json_set(json, object, "title", why_json_text(json, finding->rule->title));
    why_json_set(json, object, "summary", why_json_text(json, finding->summary));
    why_json_set(json, object, "pointer", pointer_of(json, &finding->pointer));
    why_json_set(json, object, "where", place_of(json, &finding->place, excerpt));
    why_json_set(json, object, "came_from",
                 why_json_of_came_from(json, finding->came_from, finding->came_from_count));
    why_json_set(json, object, "evidence", evidence);
    why_json_set(json, object, "next", next);
    return object;
}

json_t *why_json_of_findings(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->finding_count; i++)
        why_json_push(json, array,
                      finding_of(json, &crash->findings[i], i == 0 ? crash->excerpt : NULL));
    return array;
}
