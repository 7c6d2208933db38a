/* The session: bytes in, crashes out. */
#include "espwhy/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "firmware/image.h"
#include "gate/faults.h"
#include "read/assemble.h"
#include "read/collect.h"
#include "read/lines.h"
#include "read/plain.h"
#include "session/dumps.h"
#include "session/resets.h"
#include "session/stages.h"

/* A finished crash that waits to be taken. */
struct waiting {
    struct why_crash *crash;
    struct waiting *next;
};

struct why_session {
    struct why_settings settings;
    struct why_image image;
    struct why_collector collector;
    struct why_lines lines;
    struct waiting *first;
    struct waiting **last;
    enum why_status status; /* of the stages, looked at after each call of the collector */
    struct why_log_summary *logs;
    size_t log_count;
    struct why_faults faults;
    uint32_t crash_count;
    struct why_dumps dumps;
};

/* ---- crashes --------------------------------------------------------------------------------- */

static void number_crash(struct why_session *session, const struct why_collected *collected,
                         struct why_crash *crash)
{
    struct why_log_summary *log = &session->logs[session->log_count - 1];

    if (collected->follows && !why_crash_is_record(crash))
        crash->follows = session->crash_count - (collected->update ? 1 : 0);
    if (!collected->update) {
        session->crash_count++;
        log->crashes++;
        if (crash->boot.boots < WHY_BOOTS_TOLD)
            log->boot_crashed[crash->boot.boots] = true;
    }
}

/* A crash is ready to be taken, unless its stages have failed. */
static void finish_crash(struct why_session *session, struct why_crash *crash,
                         struct waiting *waiting, const char *log_name, enum why_status status)
{
    if (status != WHY_OK) {
        why_crash_destroy(crash);
        free(waiting);
        session->status = status;
        return;
    }
    crash->id = session->crash_count;
    why_faults_count(&session->faults, crash, log_name);
    waiting->crash = crash;
    *session->last = waiting;
    session->last = &waiting->next;
}

/* Assemble and understand; anew when the ELF was the wrong one. */
static enum why_status make_crash(struct why_session *session,
                                  const struct why_collected *collected, struct why_crash **out)
{
    const char *log = session->logs[session->log_count - 1].name;
    enum why_status status = WHY_OK;
    bool sure = false;

    while (status == WHY_OK && !sure) {
        why_crash_destroy(*out);
        *out = NULL;
        status = why_assemble(&session->collector.scanner, collected, log, out, NULL);
        if (status == WHY_OK)
            status = why_dumps_join(&session->dumps, *out, NULL);
        if (status == WHY_OK)
            status =
                why_understand(*out, &session->settings, &session->image, collected->run, &sure);
    }
    return status;
}

/* Called by the collector with each report. */
static void take_report(void *context, const struct why_collected *collected)
{
    struct why_session *session = context;
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    struct why_crash *crash = NULL;
    enum why_status status = waiting ? WHY_OK : WHY_E_NOMEM;

    if (status == WHY_OK)
        status = make_crash(session, collected, &crash);
    if (status == WHY_OK)
        number_crash(session, collected, crash);
    finish_crash(session, crash, waiting, session->logs[session->log_count - 1].name, status);
}

/* A dump that no crash was of. */
static void report_dump(struct why_session *session, const struct why_dump *dump)
{
    const struct why_run_facts nothing = { .boots = 0 };
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    struct why_crash *crash = NULL;
    enum why_status status = waiting ? WHY_OK : WHY_E_NOMEM;
    bool sure = false;

    while (status == WHY_OK && !sure) {
        why_crash_destroy(crash);
        crash = NULL;
        status = why_assemble_dump(&session->collector.scanner, dump, &crash, NULL);
        if (status == WHY_OK)
            status = why_understand(crash, &session->settings, &session->image, &nothing, &sure);
    }
    if (status == WHY_OK)
        session->crash_count++;
    finish_crash(session, crash, waiting, NULL, status);
}

/* Called by the collector with each reset line. */
static void take_reset(void *context, const struct why_item *item)
{
    struct why_session *session = context;

    if (!why_reset_add(&session->logs[session->log_count - 1], session->collector.run.chip, item))
        session->status = WHY_E_NOMEM;
}

static enum why_status settle_status(struct why_session *session, struct why_error *err)
{
    enum why_status status = session->status;

    session->status = WHY_OK;
    return status == WHY_OK ? WHY_OK : why_oom(err);
}

/* ---- life ------------------------------------------------------------------------------------ */

enum why_status why_session_create(const struct why_settings *settings, struct why_session **out,
                                   struct why_error *err)
{
    struct why_session *session = calloc(1, sizeof(*session));

    if (!session)
        return why_oom(err);
    session->settings = *settings;
    session->last = &session->first;
    why_collector_init(&session->collector, settings->hold, take_report, session);
    session->collector.tell_reset = take_reset;
    if (!why_lines_init(&session->lines) || !why_faults_init(&session->faults)) {
        why_session_destroy(session);
        return why_oom(err);
    }
    *out = session;
    return WHY_OK;
}

void why_session_destroy(struct why_session *session)
{
    struct why_crash *crash;

    if (!session)
        return;
    while ((crash = why_session_next(session)) != NULL)
        why_crash_destroy(crash);
    for (size_t i = 0; i < session->log_count; i++) {
        free((void *)(uintptr_t)session->logs[i].name);
        free(session->logs[i].resets);
    }
    free(session->logs);
    why_dumps_deinit(&session->dumps);
    why_faults_deinit(&session->faults);
    why_image_deinit(&session->image);
    why_collector_deinit(&session->collector);
    why_lines_deinit(&session->lines);
    free(session);
}

enum why_status why_session_add_firmware(struct why_session *session, struct why_firmware *firmware,
                                         struct why_error *err)
{
    return why_image_add(&session->image, firmware, err);
}

enum why_status why_session_offer_firmware(struct why_session *session,
                                           struct why_firmware *firmware, struct why_error *err)
{
    return why_image_add_claim(&session->image, firmware, WHY_CLAIM_OFFERED, err);
}

enum why_status why_session_add_dump(struct why_session *session, const char *name,
                                     const uint8_t *bytes, size_t n, struct why_error *err)
{
    return why_dumps_add(&session->dumps, name, (why_span){ (const char *)bytes, n }, err);
}

const struct why_firmware_info *why_session_firmware(const struct why_session *session,
                                                     size_t index)
{
    return index < session->image.count ? why_firmware_info(session->image.firmwares[index]) : NULL;
}

enum why_status why_session_open_log(struct why_session *session, const char *name,
                                     struct why_error *err)
{
    struct why_log_summary *logs;
    char *copy;

    if (session->log_count > 0) {
        enum why_status status = why_session_finish(session, err);

        if (status != WHY_OK)
            return status;
    }
    logs = realloc(session->logs, (session->log_count + 1) * sizeof(*logs));
    if (!logs)
        return why_oom(err);
    session->logs = logs;
    copy = strdup(name);
    if (!copy)
        return why_oom(err);
    logs[session->log_count] = (struct why_log_summary){ .name = copy };
    session->log_count++;
    why_collector_reset(&session->collector);
    why_lines_reset(&session->lines);
    return WHY_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Pass over lines; the last of them stay as context of what may follow. */
static void skip_lines(struct why_session *session, why_span skipped)
{
    why_span tail = why_lines_last(skipped, WHY_CONTEXT_LINES);
    struct why_line line;

    why_lines_skip(&session->lines, why_span_head(skipped, skipped.len - tail.len));
    while (why_lines_next(&session->lines, &tail, &line))
        why_collect_context(&session->collector, &line);
}

/* Pass over whole lines in which no report can begin. */
static void skip_quiet(struct why_session *session, why_span *bytes)
{
    const char *end = memrchr(bytes->ptr, '\n', bytes->len);
    why_span whole = *bytes;
    const char *start;
    size_t hit;

    if (!end || session->lines.carry_len > 0 || session->lines.in_terminator)
        return;
    whole.len = (size_t)(end - bytes->ptr) + 1;
    hit = why_filter_find(&session->collector.filter, whole);
    hit = why_plain_find_nul(why_span_head(whole, hit));
    if (hit < whole.len) {
        start = memrchr(whole.ptr, '\n', hit);
        whole.len = start ? (size_t)(start - whole.ptr) + 1 : 0;
    }
    if (whole.len == 0)
        return;
    skip_lines(session, whole);
    *bytes = why_span_skip(*bytes, whole.len);
}

/* One step: what may be passed over, then one line. */
static bool read_line(struct why_session *session, why_span *bytes)
{
    struct why_line line;

    if (why_collect_may_skip(&session->collector, session->lines.line_no))
        skip_quiet(session, bytes);
    if (!why_lines_next(&session->lines, bytes, &line))
        return false;
    why_collect_line(&session->collector, &line);
    return true;
}

enum why_status why_session_feed(struct why_session *session, const char *bytes, size_t len,
                                 size_t *used, struct why_error *err)
{
    why_span rest = { bytes, len };
    struct why_log_summary *log = &session->logs[session->log_count - 1];

    while (!session->first && session->status == WHY_OK && read_line(session, &rest))
        ;
    *used = len - rest.len;
    log->bytes += *used;
    log->lines = session->lines.line_no - 1;
    log->boots = session->collector.run.boots;
    return settle_status(session, err);
}

enum why_status why_session_idle(struct why_session *session, struct why_error *err)
{
    struct why_line rest;

    why_collect_idle(&session->collector, why_lines_rest(&session->lines, &rest) ? &rest : NULL);
    return settle_status(session, err);
}

enum why_status why_session_finish(struct why_session *session, struct why_error *err)
{
    struct why_log_summary *log;
    struct why_line rest;

    if (session->log_count == 0)
        return WHY_OK;
    log = &session->logs[session->log_count - 1];
    if (why_lines_rest(&session->lines, &rest)) {
        why_collect_line(&session->collector, &rest);
        log->lines = session->lines.line_no;
    }
    why_collect_finish(&session->collector);
    log->boots = session->collector.run.boots;
    why_collector_reset(&session->collector);
    why_lines_reset(&session->lines);
    return settle_status(session, err);
}

enum why_status why_session_end(struct why_session *session, struct why_error *err)
{
    enum why_status status = why_session_finish(session, err);

    for (size_t i = 0; i < session->dumps.count && status == WHY_OK; i++) {
        struct why_named_dump *dump = &session->dumps.items[i];

        if (dump->taken)
            continue;
        dump->taken = true;
        report_dump(session, dump->dump);
        status = settle_status(session, err);
    }
    return status;
}

bool why_session_is_open(const struct why_session *session)
{
    const struct why_collector *collector = &session->collector;

    return (collector->state == WHY_COLLECT_OPEN || collector->state == WHY_COLLECT_CLOSED) &&
           !collector->hold && (!collector->given || collector->dirty);
}

struct why_crash *why_session_next(struct why_session *session)
{
    struct waiting *waiting = session->first;
    struct why_crash *crash;

    if (!waiting)
        return NULL;
    crash = waiting->crash;
    session->first = waiting->next;
    if (!session->first)
        session->last = &session->first;
    free(waiting);
    return crash;
}

const struct why_log_summary *why_session_logs(const struct why_session *session, size_t *count)
{
    *count = session->log_count;
    return session->logs;
}

uint32_t why_session_crash_count(const struct why_session *session)
{
    return session->crash_count;
}

uint32_t why_session_distinct_count(const struct why_session *session)
{
    return (uint32_t)session->faults.count;
}

const struct why_fault *why_session_faults(const struct why_session *session, size_t *count)
{
    *count = session->faults.count;
    return session->faults.faults;
}
