/* A run: the session, the formatters and the gate between bytes and reports. */
#include "cli/run.h"

#include <stdlib.h>

#include "cli/cores.h"
#include "cli/elfs.h"
#include "cli/known.h"
#include "cli/message.h"
#include "cli/sources.h"
#include "espwhy/redact.h"

enum part { PART_BEGIN, PART_CRASH, PART_END };

/* What the formatters may tell of the run so far. */
static struct why_run describe(const struct cli_run *run)
{
    struct why_run out = { .crashes = run->crashes,
                           .reports = run->reports,
                           .batch = run->batch,
                           .distinct = why_session_distinct_count(run->session),
                           .firmwares = run->firmwares,
                           .firmware_count = run->firmware_count,
                           .gate_set = why_gate_is_set(run->settings->gate) };

    out.faults = why_session_faults(run->session, &out.fault_count);
    out.logs = why_session_logs(run->session, &out.log_count);
    out.signatures_set = why_gate_has_signatures(run->settings->gate);
    out.signatures = why_gate_signatures(run->settings->gate, &out.signature_count);
    out.gate_matched = why_gate_matched(run->settings->gate, &out.gate_matched_count);
    return out;
}

static void format_part(struct cli_run *run, const struct cli_sink *sink, enum part part,
                        const struct why_crash *crash)
{
    const struct why_run about = describe(run);

    why_strbuf_clear(&run->text);
    switch (part) {
    case PART_BEGIN:
        sink->format->begin(&run->text, &about, &sink->options);
        break;
    case PART_CRASH:
        sink->format->crash(&run->text, crash, &about, &sink->options);
        break;
    case PART_END:
        sink->format->end(&run->text, &about, &sink->options);
        break;
    }
}

static void write_part(struct cli_run *run, enum part part, const struct why_crash *crash)
{
    for (size_t i = 0; i < run->output.sink_count; i++) {
        struct cli_sink *sink = &run->output.sinks[i];

        if (sink->stream->failed)
            continue;
        format_part(run, sink, part, crash);
        if (!run->text.failed) {
            cli_sink_write(sink, &run->text, part == PART_END);
            continue;
        }
        cli_error("out of memory: a report to %s is lost", sink->stream->name);
        run->io_failed = true;
    }
}

/* At the end: some are found only when a crash names them, and each is waited for until its hash is
 * computed. */
static void list_elfs(struct cli_run *run)
{
    if (cli_elfs_list(run) == WHY_OK)
        return;
    cli_error("out of memory: an ELF file is not listed");
    run->io_failed = true;
}

/* What the gate makes of a crash is remembered there. */
static void judge(struct cli_run *run, struct why_crash *crash)
{
    struct why_error err;

    if (why_gate_test(run->settings->gate, crash, &err) == WHY_OK)
        return;
    cli_error("%s: crash %u is not compared with all signatures", err.text, (unsigned)crash->id);
    run->io_failed = true;
}

/* Behind the gate, which compares with what the log really says. */
static void report(struct cli_run *run, struct why_crash *crash)
{
    struct why_error err;

    if (!run->settings->redact || why_crash_redact(crash, &err) == WHY_OK) {
        write_part(run, PART_CRASH, crash);
        return;
    }
    cli_error("%s: crash %u is not reported", err.text, (unsigned)crash->id);
    run->io_failed = true;
}

/* True when there was one. */
static bool report_ready(struct cli_run *run)
{
    bool any = false;

    for (struct why_crash *crash = why_session_next(run->session); crash;
         crash = why_session_next(run->session)) {
        any = true;
        judge(run, crash);
        report(run, crash);
        run->reports++;
        if (!crash->update)
            run->crashes++;
        why_crash_destroy(crash);
    }
    return any;
}

/* The log outlives its analysis. */
static void check(struct cli_run *run, enum why_status status, const struct why_error *err)
{
    if (status == WHY_OK)
        return;
    cli_error("%s: the rest of the log is not examined", err->text);
    run->deaf = true;
    run->io_failed = true;
}

static void check_progress(struct cli_run *run, size_t used, bool reported)
{
    if (used > 0 || reported || run->deaf)
        return;
    cli_error("the analysis stands still, which is a bug: the rest of the log is not examined");
    run->deaf = true;
    run->bug = true;
}

enum why_status cli_run_begin(struct cli_run *run, const struct cli_settings *settings, bool hold)
{
    struct why_settings wanted = { .finder = { cli_archive_find, cli_archive_find_rom,
                                               &run->archive },
                                   .chip = settings->chip,
                                   .hold = hold };
    struct why_error err;

    *run = (struct cli_run){ .settings = settings, .batch = hold && settings->copy != CLI_COPY_ON };
    cli_archive_init(&run->archive, settings->detail != WHY_DETAIL_QUIET);
    why_strbuf_init(&run->text);
    if (cli_output_open(&run->output, settings) != WHY_OK)
        return WHY_E_NOMEM;
    if (cli_sources_open(run) != WHY_OK)
        return WHY_E_NOMEM;
    cli_output_map(&run->output, run->sources);
    wanted.sources = run->sources;
    if (why_session_create(&wanted, &run->session, &err) != WHY_OK)
        return WHY_E_NOMEM;
    if (cli_elfs_open(run) != WHY_OK || cli_cores_open(run) != WHY_OK)
        return WHY_E_NOMEM;
    write_part(run, PART_BEGIN, NULL);
    return WHY_OK;
}

static void finish(struct cli_run *run)
{
    struct why_error err;

    if (!run->session)
        return;
    if (!run->deaf)
        check(run, why_session_end(run->session, &err), &err);
    (void)report_ready(run);
    list_elfs(run);
    write_part(run, PART_END, NULL);
}

enum cli_exit cli_run_end(struct cli_run *run)
{
    size_t matched;

    finish(run);
    if (!cli_output_close(&run->output))
        run->io_failed = true;
    if (!cli_known_learn(run->settings))
        run->io_failed = true;
    why_strbuf_deinit(&run->text);
    why_session_destroy(run->session);
    run->session = NULL;
    why_sources_destroy(run->sources);
    cli_archive_deinit(&run->archive);
    free(run->firmwares);
    if (run->bug)
        return CLI_EXIT_BUG;
    if (run->io_failed)
        return CLI_EXIT_IO;
    (void)why_gate_matched(run->settings->gate, &matched);
    return matched > 0 ? CLI_EXIT_GATE : CLI_EXIT_DONE;
}

void cli_run_open_log(struct cli_run *run, const char *name, bool copies)
{
    struct why_error err;

    if (!run->deaf)
        check(run, why_session_open_log(run->session, name, &err), &err);
    (void)report_ready(run); /* what the log before this one left open */
    run->output.copies = copies;
}

void cli_run_feed(struct cli_run *run, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t used = len;
        struct why_error err;

        if (!run->deaf)
            check(run, why_session_feed(run->session, bytes, len, &used, &err), &err);
        if (run->output.copies)
            cli_stream_copy(&run->output.standard, bytes, used);
        check_progress(run, used, report_ready(run));
        bytes += used;
        len -= used;
    }
}

void cli_run_idle(struct cli_run *run)
{
    struct why_error err;

    if (!run->deaf)
        check(run, why_session_idle(run->session, &err), &err);
    (void)report_ready(run);
}

bool cli_run_is_open(const struct cli_run *run)
{
    return !run->deaf && why_session_is_open(run->session);
}

bool cli_run_is_pointless(const struct cli_run *run)
{
    bool copying = run->output.copies && !run->output.standard.failed;

    return !copying && (run->deaf || !cli_output_is_alive(&run->output));
}
