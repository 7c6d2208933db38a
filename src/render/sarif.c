/* SARIF 2.1.0: results of a run, written as crashes end.
 *
 * Source: OASIS Static Analysis Results Interchange Format (SARIF) Version 2.1.0; GitHub Docs,
 * SARIF support for code scanning (what a result needs to be shown). */
#include "render/formats.h"
#include "render/sarif_parts.h"

#define SCHEMA                                                                                     \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

static json_t *driver_of(struct why_json *json)
{
    json_t *driver = why_json_object(json);

    why_json_set(json, driver, "name", why_json_text(json, "espwhy"));
    why_json_set(json, driver, "version", why_json_text(json, why_version()));
    why_json_set(json, driver, "semanticVersion", why_json_text(json, why_version()));
    why_json_set(json, driver, "rules", why_sarif_rules(json));
    return driver;
}

static json_t *bases_of(struct why_json *json)
{
    json_t *bases = why_json_object(json);
    json_t *root = why_json_object(json);

    why_json_set(json, root, "description",
                 why_sarif_message(json, why_json_text(json, "The root of the sources.")));
    why_json_set(json, bases, WHY_SARIF_ROOT, root);
    return bases;
}

void why_sarif_begin(struct why_strbuf *out, const struct why_run *run,
                     const struct why_format_options *options)
{
    struct why_json json = { .failed = false };

    (void)run;
    (void)options;
    why_strbuf_adds(out, "{\"$schema\":\"" SCHEMA "\",\"version\":\"2.1.0\",\"runs\":[{\n"
                         "\"tool\":{\"driver\":");
    why_json_write(out, &json, driver_of(&json));
    why_strbuf_adds(out, "},\n\"originalUriBaseIds\":");
    why_json_write(out, &json, bases_of(&json));
    why_strbuf_adds(out, ",\n\"columnKind\":\"unicodeCodePoints\",\n\"results\":[");
}

/* The first crash of a run is no update. */
void why_sarif_crash(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_run *run, const struct why_format_options *options)
{
    struct why_json json = { .failed = false };

    if (crash->update)
        return;
    why_strbuf_adds(out, run->crashes > 0 ? ",\n" : "\n");
    why_json_write(out, &json, why_sarif_result(&json, crash, options));
}

void why_sarif_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options)
{
    (void)run;
    (void)options;
    why_strbuf_adds(out, "\n]}]}\n");
}
