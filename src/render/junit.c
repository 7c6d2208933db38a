/* JUnit's XML, as CI systems read it: a test case per crash, and one per log without any.
 *
 * Source: the schema of the Jenkins xUnit plugin, junit-10.xsd. */
#include "render/formats.h"
#include "render/log_name.h"
#include "render/verdict.h"
#include "render/workspace.h"
#include "render/xml.h"

static void add_buffer(struct why_strbuf *out, struct why_strbuf *text)
{
    if (text->text)
        why_xml_add(out, text->text);
    out->failed = out->failed || text->failed;
    why_strbuf_deinit(text);
}

static void add_by(struct why_strbuf *out, const struct why_crash *crash,
                   void (*add)(struct why_strbuf *out, const struct why_crash *crash))
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    add(&text, crash);
    add_buffer(out, &text);
}

static void add_log_name(struct why_strbuf *out, const char *name)
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    why_log_name_add(&text, name);
    add_buffer(out, &text);
}

void why_junit_begin(struct why_strbuf *out, const struct why_run *run,
                     const struct why_format_options *options)
{
    (void)run;
    (void)options;
    why_strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<testsuites>\n<testsuite name=\"espwhy\">\n");
}

static void add_case(struct why_strbuf *out, const struct why_crash *crash)
{
    why_strbuf_adds(out, "<testcase classname=\"");
    add_log_name(out, crash->log_name);
    why_strbuf_addf(out, "\" name=\"line %u: ", crash->first_line);
    add_by(out, crash, why_verdict_class);
    why_strbuf_adds(out, "\"");
    if (crash->boot.uptime_ms.known)
        why_strbuf_addf(out, " time=\"%u.%03u\"", crash->boot.uptime_ms.value / 1000,
                        crash->boot.uptime_ms.value % 1000);
    why_strbuf_adds(out, ">\n");
}

static void add_text(struct why_strbuf *out, const struct why_crash *crash)
{
    add_by(out, crash, why_verdict_text);
    add_by(out, crash, why_verdict_backtrace);
    if (crash->fingerprint)
        why_strbuf_addf(out, "fingerprint %s\n", crash->fingerprint);
}

/* What a signature lets pass is a test that passed, or was skipped. */
static void add_outcome(struct why_strbuf *out, const struct why_crash *crash)
{
    switch (why_level_of(crash)) {
    case WHY_LEVEL_NONE:
        why_strbuf_adds(out, "<skipped message=\"");
        add_by(out, crash, why_verdict_line);
        why_strbuf_adds(out, "\"/>\n");
        break;
    case WHY_LEVEL_WARNING:
        why_strbuf_adds(out, "<system-out>");
        add_text(out, crash);
        why_strbuf_adds(out, "</system-out>\n");
        break;
    case WHY_LEVEL_ERROR:
        why_strbuf_adds(out, "<failure type=\"");
        add_by(out, crash, why_verdict_class);
        why_strbuf_adds(out, "\" message=\"");
        add_by(out, crash, why_verdict_line);
        why_strbuf_adds(out, "\">");
        add_text(out, crash);
        why_strbuf_adds(out, "</failure>\n");
        break;
    }
}

void why_junit_crash(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_run *run, const struct why_format_options *options)
{
    (void)run;
    (void)options;
    if (crash->update)
        return;
    add_case(out, crash);
    add_outcome(out, crash);
    why_strbuf_adds(out, "</testcase>\n");
}

void why_junit_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options)
{
    (void)options;
    for (size_t i = 0; i < run->log_count; i++) {
        if (run->logs[i].crashes > 0)
            continue;
        why_strbuf_adds(out, "<testcase classname=\"");
        add_log_name(out, run->logs[i].name);
        why_strbuf_adds(out, "\" name=\"no crash\"/>\n");
    }
    why_strbuf_adds(out, "</testsuite>\n</testsuites>\n");
}
