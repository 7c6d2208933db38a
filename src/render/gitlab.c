/* GitLab's code quality report: one entry per fault.
 *
 * Source: GitLab Docs, Code Quality, "Code Quality report format". */
#include <string.h>

#include "render/formats.h"
#include "render/json_value.h"
#include "render/verdict.h"
#include "render/workspace.h"

void why_gitlab_begin(struct why_strbuf *out, const struct why_run *run,
                      const struct why_format_options *options)
{
    (void)run;
    (void)options;
    why_strbuf_adds(out, "[");
}

static const char *severity_of(const struct why_crash *crash)
{
    switch (why_level_of(crash)) {
    case WHY_LEVEL_NONE:
        return "info";
    case WHY_LEVEL_WARNING:
        return "minor";
    case WHY_LEVEL_ERROR:
        break;
    }
    return crash->finding_count > 0 && crash->findings[0].confidence == WHY_CERTAIN ? "critical"
                                                                                    : "major";
}

static json_t *text_by(struct why_json *json, const struct why_crash *crash,
                       void (*add)(struct why_strbuf *out, const struct why_crash *crash))
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    add(&text, crash);
    return why_json_take(json, &text);
}

static void add_description(struct why_strbuf *out, const struct why_crash *crash)
{
    why_verdict_line(out, crash);
    why_verdict_add_signature(out, crash);
}

/* A file must be named; the log stands for a source file that is not in the workspace. */
static json_t *location_of(struct why_json *json, const struct why_crash *crash,
                           const struct why_format_options *options)
{
    json_t *location = why_json_object(json);
    json_t *lines = why_json_object(json);
    struct why_spot_at spot;
    if (!why_spot_at_verdict(&spot, crash, options))
        why_log_file_add(&spot.path, crash);
    why_json_set(json, location, "path", why_json_text(json, spot.path.text));
    why_json_set(json, lines, "begin", why_json_count(json, spot.line));
    why_json_set(json, location, "lines", lines);
    json->failed = json->failed || spot.path.failed;
    why_spot_at_deinit(&spot);
    return location;
}

/* Entries with one fingerprint would be one entry; faults that differ in their reason may share it.
 */
static json_t *fingerprint_of(struct why_json *json, const struct why_crash *crash,
                              const struct why_run *run)
{
    struct why_strbuf text;
    unsigned before = 0;

    for (size_t i = 0; crash->fingerprint && i < run->fault_count; i++)
        before += run->faults[i].first.id < crash->id &&
                  strcmp(run->faults[i].fingerprint, crash->fingerprint) == 0;
    why_strbuf_init(&text);
    if (crash->fingerprint)
        why_strbuf_adds(&text, crash->fingerprint);
    else
        why_strbuf_addf(&text, "crash-%u", crash->id);
    if (before > 0)
        why_strbuf_addf(&text, "-%u", before + 1);
    return why_json_take(json, &text);
}

static json_t *entry_of(struct why_json *json, const struct why_crash *crash,
                        const struct why_run *run, const struct why_format_options *options)
{
    json_t *entry = why_json_object(json);

    why_json_set(json, entry, "description", text_by(json, crash, add_description));
    why_json_set(json, entry, "check_name", text_by(json, crash, why_verdict_class));
    why_json_set(json, entry, "fingerprint", fingerprint_of(json, crash, run));
    why_json_set(json, entry, "severity", why_json_text(json, severity_of(crash)));
    why_json_set(json, entry, "location", location_of(json, crash, options));
    return entry;
}

/* The first crash of a run is no repeat. */
void why_gitlab_crash(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_run *run, const struct why_format_options *options)
{
    struct why_json json = { .failed = false };
    json_t *entry;

    if (why_is_repeat(crash))
        return;
    entry = entry_of(&json, crash, run, options);
    why_strbuf_adds(out, run->crashes > 0 ? ",\n" : "\n");
    why_json_write(out, &json, entry);
}

void why_gitlab_end(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options)
{
    (void)options;
    why_strbuf_adds(out, run->crashes > 0 ? "\n]\n" : "]\n");
}
