/* The JSON report of a run, written as crashes end, and its line-by-line form. */
#include "render/commands.h"
#include "render/describe.h"
#include "render/formats.h"
#include "render/json_parts.h"

#define SCHEMA "espwhy-report/1"
#define CRASH_INDENT 4u /* columns of an item of `crashes` */
#define INDENT 2u       /* columns per level */

/* Where a value goes, and how far to the right its later lines stand. */
struct target {
    struct why_strbuf *out;
    size_t shift; /* columns */
};

/* JSON texts hold no raw line feeds, so every one of them begins a line. */
static int append(const char *bytes, size_t len, void *data)
{
    const struct target *target = data;

    for (size_t i = 0; i < len; i++) {
        why_strbuf_addc(target->out, bytes[i]);
        if (bytes[i] == '\n')
            why_strbuf_pad(target->out, ' ', target->shift);
    }
    return 0;
}

static void write_value(struct why_strbuf *out, const struct why_json *json, json_t *value,
                        size_t flags, size_t shift)
{
    struct target target = { .out = out, .shift = shift };
    const size_t from = out->len;

    if (!value || json->failed || json_dump_callback(value, append, &target, flags) != 0)
        out->failed = true;
    why_commands_disarm(out, from, WHY_NOTATION_JSON);
    json_decref(value);
}

void why_json_begin(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options)
{
    (void)run;
    (void)options;
    why_strbuf_adds(out, "{\n  \"schema\": \"" SCHEMA "\",\n  \"version\": \"");
    why_strbuf_adds(out, why_version());
    why_strbuf_adds(out, "\",\n  \"crashes\": [");
}

void why_json_crash(struct why_strbuf *out, const struct why_crash *crash,
                    const struct why_run *run, const struct why_format_options *options)
{
    struct why_json json = { .failed = false };

    (void)options;
    why_strbuf_adds(out, run->reports > 0 ? ",\n" : "\n");
    why_strbuf_pad(out, ' ', CRASH_INDENT);
    write_value(out, &json, why_json_of_crash(&json, crash), JSON_INDENT(INDENT), CRASH_INDENT);
}

static json_t *log_of(struct why_json *json, const struct why_log_summary *log)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "name", why_json_log_name(json, log->name));
    why_json_set(json, object, "lines", why_json_count(json, log->lines));
    why_json_set(json, object, "bytes", why_json_count(json, log->bytes));
    why_json_set(json, object, "boots", why_json_count(json, log->boots));
    why_json_set(json, object, "crashes", why_json_count(json, log->crashes));
    return object;
}

static json_t *reset_of(struct why_json *json, const char *log, const struct why_reset *reset)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "log", why_json_log_name(json, log));
    why_json_set(json, object, "line", why_json_ordinal(json, reset->line_no));
    why_json_set(json, object, "reason",
                 why_json_text(json, reset->reason[0] ? reset->reason : NULL));
    why_json_set(json, object, "code", why_json_count(json, reset->code));
    why_json_set(json, object, "meaning", why_json_text(json, reset->meaning));
    why_json_set(json, object, "fault", why_json_bool(reset->fault));
    return object;
}

static json_t *resets_of(struct why_json *json, const struct why_run *run)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < run->log_count; i++)
        for (size_t reset = 0; reset < run->logs[i].reset_count; reset++)
            why_json_push(json, array,
                          reset_of(json, run->logs[i].name, &run->logs[i].resets[reset]));
    return array;
}

static json_t *logs_of(struct why_json *json, const struct why_run *run)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < run->log_count; i++)
        why_json_push(json, array, log_of(json, &run->logs[i]));
    return array;
}

static json_t *signatures_of(struct why_json *json, const struct why_run *run)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < run->signature_count; i++) {
        json_t *object;

        if (run->signatures[i].crashes == 0)
            continue;
        object = why_json_object(json);
        why_json_set(json, object, "name",
                     why_json_text(json, run->signatures[i].judgement.signature));
        why_json_set(json, object, "crashes", why_json_count(json, run->signatures[i].crashes));
        why_json_set(json, object, "judgement",
                     why_json_of_judgement(json, &run->signatures[i].judgement));
        why_json_push(json, array, object);
    }
    return array;
}

static json_t *gate_of(struct why_json *json, const struct why_run *run)
{
    json_t *object = why_json_object(json);
    json_t *matched = why_json_array(json);

    for (size_t i = 0; i < run->gate_matched_count; i++)
        why_json_push(json, matched, why_json_text(json, run->gate_matched[i]));
    why_json_set(json, object, "failed", why_json_bool(run->gate_matched_count > 0));
    why_json_set(json, object, "matched", matched);
    if (run->signatures_set)
        why_json_set(json, object, "signatures", signatures_of(json, run));
    return object;
}

static json_t *summary_of(struct why_json *json, const struct why_run *run)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "boots", why_json_count(json, why_boot_count(run)));
    why_json_set(json, object, "crashes", why_json_count(json, run->crashes));
    why_json_set(json, object, "distinct", why_json_count(json, run->distinct));
    why_json_set(json, object, "faults", why_json_of_faults(json, run));
    why_json_set(json, object, "gate", gate_of(json, run));
    return object;
}

void why_json_end(struct why_strbuf *out, const struct why_run *run,
                  const struct why_format_options *options)
{
    struct why_json json = { .failed = false };

    (void)options;
    why_strbuf_adds(out, run->reports > 0 ? "\n  ],\n  \"firmware\": " : "],\n  \"firmware\": ");
    write_value(out, &json, why_json_of_firmwares(&json, run), JSON_INDENT(INDENT), INDENT);
    why_strbuf_adds(out, ",\n  \"logs\": ");
    write_value(out, &json, logs_of(&json, run), JSON_INDENT(INDENT), INDENT);
    why_strbuf_adds(out, ",\n  \"resets\": ");
    write_value(out, &json, resets_of(&json, run), JSON_INDENT(INDENT), INDENT);
    why_strbuf_adds(out, ",\n  \"summary\": ");
    write_value(out, &json, summary_of(&json, run), JSON_INDENT(INDENT), INDENT);
    why_strbuf_adds(out, "\n}\n");
}

void why_jsonl_begin(struct why_strbuf *out, const struct why_run *run,
                     const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}

void why_jsonl_crash(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_run *run, const struct why_format_options *options)
{
    struct why_json json = { .failed = false };

    (void)run;
    (void)options;
    write_value(out, &json, why_json_of_crash(&json, crash), JSON_COMPACT, 0);
    why_strbuf_addc(out, '\n');
}

void why_jsonl_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}
