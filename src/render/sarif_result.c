/* A crash as a result of a SARIF report: message, place, stack, fingerprint. */
#include "render/json_parts.h"
#include "render/sarif_parts.h"
#include "render/verdict.h"
#include "render/workspace.h"

static json_t *message_by(struct why_json *json, const struct why_crash *crash,
                          void (*add)(struct why_strbuf *out, const struct why_crash *crash))
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    add(&text, crash);
    return why_sarif_message(json, why_json_take(json, &text));
}

static json_t *text_message(struct why_json *json, const char *text)
{
    return why_sarif_message(json, why_json_text(json, text));
}

/* ---- places ---------------------------------------------------------------------------------- */

/* @p base  What the path is relative to; NULL: nobody knows. */
static json_t *physical_of(struct why_json *json, const char *path, const char *base, uint32_t line,
                           uint32_t column)
{
    json_t *physical = why_json_object(json);
    json_t *artifact = why_json_object(json);
    json_t *region = why_json_object(json);
    struct why_strbuf uri;

    why_strbuf_init(&uri);
    why_uri_add(&uri, path);
    why_json_set(json, artifact, "uri", why_json_take(json, &uri));
    if (base)
        why_json_set(json, artifact, "uriBaseId", why_json_text(json, base));
    why_json_set(json, physical, "artifactLocation", artifact);
    why_json_set(json, region, "startLine", why_json_count(json, line));
    if (column > 0)
        why_json_set(json, region, "startColumn", why_json_count(json, column));
    why_json_set(json, physical, "region", region);
    return physical;
}

static void set_function(struct why_json *json, json_t *location, const char *name)
{
    json_t *logicals = why_json_array(json);
    json_t *logical = why_json_object(json);

    why_json_set(json, logical, "name", why_json_text(json, name));
    why_json_set(json, logical, "kind", why_json_text(json, "function"));
    why_json_push(json, logicals, logical);
    why_json_set(json, location, "logicalLocations", logicals);
}

/* Code scanning refuses a report with a result that has no place in a file. */
static json_t *locations_of(struct why_json *json, const struct why_crash *crash,
                            const struct why_format_options *options)
{
    json_t *locations = why_json_array(json);
    json_t *location = why_json_object(json);
    struct why_spot_at spot;
    const bool known = why_spot_at_verdict(&spot, crash, options);

    if (!known)
        why_log_file_add(&spot.path, crash);
    why_json_set(
        json, location, "physicalLocation",
        physical_of(json, spot.path.text, known ? WHY_SARIF_ROOT : NULL, spot.line, spot.column));
    json->failed = json->failed || spot.path.failed;
    why_spot_at_deinit(&spot);
    if (crash->finding_count > 0 && crash->findings[0].place.function)
        set_function(json, location, crash->findings[0].place.function);
    why_json_push(json, locations, location);
    return locations;
}

/* ---- the stack ------------------------------------------------------------------------------- */

/* A function of a frame; those inlined into it come before it. */
static json_t *frame_of(struct why_json *json, const struct why_frame *frame,
                        const struct why_function *function,
                        const struct why_format_options *options)
{
    json_t *object = why_json_object(json);
    json_t *location = why_json_object(json);
    struct why_strbuf path;

    why_strbuf_init(&path);
    if (function && function->line > 0 && why_workspace_source(&path, function->file, options))
        why_json_set(
            json, location, "physicalLocation",
            physical_of(json, path.text, WHY_SARIF_ROOT, function->line, function->column));
    json->failed = json->failed || path.failed;
    why_strbuf_deinit(&path);
    if (function && function->name)
        set_function(json, location, function->name);
    if (frame->pc.known) {
        json_t *text = why_json_hex(json, frame->pc);

        why_json_set(json, location, "message", text_message(json, json_string_value(text)));
        json_decref(text);
    }
    why_json_set(json, object, "location", location);
    return object;
}

static void add_frames(struct why_json *json, json_t *frames, const struct why_backtrace *backtrace,
                       const struct why_format_options *options)
{
    for (size_t i = 0; i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        if (frame->function_count == 0)
            why_json_push(json, frames, frame_of(json, frame, NULL, options));
        for (size_t level = 0; level < frame->function_count; level++)
            why_json_push(json, frames, frame_of(json, frame, &frame->functions[level], options));
    }
}

static json_t *stacks_of(struct why_json *json, const struct why_backtrace *backtrace,
                         const struct why_format_options *options)
{
    json_t *stacks = why_json_array(json);
    json_t *stack = why_json_object(json);
    json_t *frames = why_json_array(json);

    add_frames(json, frames, backtrace, options);
    why_json_set(json, stack, "message", text_message(json, "backtrace"));
    why_json_set(json, stack, "frames", frames);
    why_json_push(json, stacks, stack);
    return stacks;
}

/* ---- the result ------------------------------------------------------------------------------ */

static size_t index_of(const struct why_rule *rule)
{
    size_t index = 0;

    while (why_rule_at(index) && why_rule_at(index) != rule)
        index++;
    return index;
}

static json_t *fingerprints_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "espwhy", why_json_text(json, crash->fingerprint));
    return object;
}

static json_t *properties_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *object = why_json_object(json);
    const struct why_finding *verdict = crash->finding_count > 0 ? &crash->findings[0] : NULL;

    if (verdict)
        why_json_set(json, object, "confidence",
                     why_json_text(json, why_confidence_name(verdict->confidence)));
    if (verdict && verdict->variant)
        why_json_set(json, object, "variant", why_json_text(json, verdict->variant));
    why_json_set(json, object, "log", why_json_log_name(json, crash->log_name));
    why_json_set(json, object, "logLine", why_json_ordinal(json, crash->first_line));
    why_json_set(json, object, "chip", why_json_text(json, crash->chip ? crash->chip->id : NULL));
    return object;
}

/* A signature says to ignore it. */
static json_t *suppressions_of(struct why_json *json, const struct why_judgement *judgement)
{
    json_t *array = why_json_array(json);
    json_t *object = why_json_object(json);

    why_json_set(json, object, "kind", why_json_text(json, "external"));
    why_json_set(json, object, "justification",
                 why_json_text(json, judgement->note ? judgement->note : judgement->signature));
    why_json_push(json, array, object);
    return array;
}

/* 0 to 100, how much it deserves attention: as sure as the verdict is. */
static uint64_t rank_of(const struct why_crash *crash)
{
    static const uint64_t ranks[] = { [WHY_POSSIBLE] = 40, [WHY_LIKELY] = 70, [WHY_CERTAIN] = 100 };

    return crash->finding_count > 0 ? ranks[crash->findings[0].confidence] : ranks[WHY_POSSIBLE];
}

json_t *why_sarif_result(struct why_json *json, const struct why_crash *crash,
                         const struct why_format_options *options)
{
    static const char *const levels[] = {
        [WHY_LEVEL_NONE] = "note", [WHY_LEVEL_WARNING] = "warning", [WHY_LEVEL_ERROR] = "error"
    };
    const struct why_backtrace *backtrace = why_crash_main_backtrace(crash);
    const struct why_rule *rule = crash->finding_count > 0 ? crash->findings[0].rule : NULL;
    json_t *result = why_json_object(json);

    if (rule) {
        why_json_set(json, result, "ruleId", why_json_text(json, rule->id));
        why_json_set(json, result, "ruleIndex", why_json_count(json, index_of(rule)));
    }
    why_json_set(json, result, "level", why_json_text(json, levels[why_level_of(crash)]));
    why_json_set(json, result, "rank", why_json_count(json, rank_of(crash)));
    why_json_set(json, result, "message", message_by(json, crash, why_verdict_text));
    why_json_set(json, result, "locations", locations_of(json, crash, options));
    if (backtrace && backtrace->frame_count > 0)
        why_json_set(json, result, "stacks", stacks_of(json, backtrace, options));
    if (crash->fingerprint)
        why_json_set(json, result, "partialFingerprints", fingerprints_of(json, crash));
    if (crash->judgement.action == WHY_ACTION_IGNORE && crash->judgement.signature)
        why_json_set(json, result, "suppressions", suppressions_of(json, &crash->judgement));
    why_json_set(json, result, "properties", properties_of(json, crash));
    return result;
}
