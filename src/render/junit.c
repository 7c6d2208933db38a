/* JUnit's XML, as CI systems read it: a test case per crash, per boot without any, per signature.
 *
 * A suite must tell beforehand how many cases it holds, and how many of them failed. As a run has
 * no end in sight, each crash is a suite of its own.
 *
 * Source: the schemas of Jenkins and of its xUnit plugin, junit-4.xsd and junit-10.xsd. */
#include "render/commands.h"
#include "render/describe.h"
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
    why_strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void open_suite(struct why_strbuf *out, const char *log_name, uint32_t tests, bool failed,
                       bool skipped)
{
    why_strbuf_adds(out, "<testsuite name=\"");
    add_log_name(out, log_name);
    why_strbuf_addf(out, "\" tests=\"%u\" failures=\"%d\" errors=\"0\" skipped=\"%d\">\n", tests,
                    failed, skipped);
}

static void close_suite(struct why_strbuf *out)
{
    why_strbuf_adds(out, "</testsuite>\n");
}

/* ---- a crash --------------------------------------------------------------------------------- */

/* "boot 3, line 120: null-deref/write" */
static void open_case(struct why_strbuf *out, const struct why_crash *crash)
{
    why_strbuf_adds(out, "<testcase classname=\"");
    add_log_name(out, crash->log_name);
    why_strbuf_adds(out, "\" name=\"");
    if (crash->boot.boots > 0)
        why_strbuf_addf(out, "boot %u, ", crash->boot.boots);
    if (crash->first_line > 0)
        why_strbuf_addf(out, "line %u: ", crash->first_line);
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
        why_strbuf_adds(out, "<skipped>");
        add_by(out, crash, why_verdict_line);
        why_strbuf_adds(out, "</skipped>\n");
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
    const size_t from = out->len;

    (void)run;
    (void)options;
    if (crash->update)
        return;
    open_suite(out, crash->log_name, 1, why_level_of(crash) == WHY_LEVEL_ERROR,
               why_level_of(crash) == WHY_LEVEL_NONE);
    open_case(out, crash);
    add_outcome(out, crash);
    why_strbuf_adds(out, "</testcase>\n");
    close_suite(out);
    why_commands_disarm(out, from, WHY_NOTATION_XML);
}

/* ---- what passed ----------------------------------------------------------------------------- */

static void add_passed(struct why_strbuf *out, const char *log_name, uint32_t boot)
{
    why_strbuf_adds(out, "<testcase classname=\"");
    add_log_name(out, log_name);
    why_strbuf_adds(out, "\" name=\"");
    if (boot > 0)
        why_strbuf_addf(out, "boot %u: ", boot);
    why_strbuf_adds(out, "no crash\"/>\n");
}

/* Boots of which it is known; those behind them are too many to be told one by one. */
static uint32_t boots_told(const struct why_log_summary *log)
{
    return log->boots < WHY_BOOTS_TOLD ? log->boots : WHY_BOOTS_TOLD - 1;
}

/* A log without boot banners passes as a whole. */
static void add_log(struct why_strbuf *out, const struct why_log_summary *log)
{
    uint32_t passed = 0;

    for (uint32_t boot = 1; boot <= boots_told(log); boot++)
        passed += !log->boot_crashed[boot];
    if (passed == 0 && log->crashes > 0)
        return;
    open_suite(out, log->name, passed > 0 ? passed : 1, false, false);
    for (uint32_t boot = 1; boot <= boots_told(log); boot++)
        if (!log->boot_crashed[boot])
            add_passed(out, log->name, boot);
    if (passed == 0)
        add_passed(out, log->name, 0);
    close_suite(out);
}

/* ---- signatures ------------------------------------------------------------------------------ */

static const char *element_of(enum why_action action)
{
    switch (action) {
    case WHY_ACTION_FAIL:
        return "failure";
    case WHY_ACTION_IGNORE:
        return "skipped";
    case WHY_ACTION_NONE:
    case WHY_ACTION_WARN:
        break;
    }
    return "system-out";
}

/* What the crashes of a signature came to. */
static void add_met(struct why_strbuf *out, const struct why_signature_met *met)
{
    const struct why_judgement *judgement = &met->judgement;
    const char *element = element_of(judgement->action);

    why_strbuf_addf(out, ">\n<%s>%s", element, why_plural(met->crashes, "crash", "crashes").text);
    if (judgement->expired)
        why_strbuf_addf(out, ", expired on %s", judgement->expired);
    if (judgement->note) {
        why_strbuf_adds(out, ": ");
        why_xml_add(out, judgement->note);
    }
    if (judgement->issue) {
        why_strbuf_addc(out, '\n');
        why_xml_add(out, judgement->issue);
    }
    why_strbuf_addf(out, "</%s>\n</testcase>\n", element);
}

/* One that no crash was of has passed, whatever it says. */
static void add_signature(struct why_strbuf *out, const struct why_signature_met *met)
{
    const enum why_action action = met->crashes > 0 ? met->judgement.action : WHY_ACTION_NONE;

    open_suite(out, "signatures", 1, action == WHY_ACTION_FAIL, action == WHY_ACTION_IGNORE);
    why_strbuf_adds(out, "<testcase classname=\"signatures\" name=\"");
    why_xml_add(out, met->judgement.signature);
    why_strbuf_addc(out, '"');
    if (met->crashes > 0)
        add_met(out, met);
    else
        why_strbuf_adds(out, "/>\n");
    close_suite(out);
}

void why_junit_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options)
{
    const size_t from = out->len;

    (void)options;
    for (size_t i = 0; i < run->signature_count; i++)
        add_signature(out, &run->signatures[i]);
    for (size_t i = 0; i < run->log_count; i++)
        add_log(out, &run->logs[i]);
    why_commands_disarm(out, from, WHY_NOTATION_XML);
    why_strbuf_adds(out, "</testsuites>\n");
}
