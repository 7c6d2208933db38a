/* Bytes to report in one call: the loop that every user of a session writes. */
#include "report.h"

#include <stdio.h>

struct writer {
    struct why_session *session;
    const struct why_format *format;
    struct why_strbuf *out;
    uint32_t reports;
    uint32_t crashes;
};

static const struct why_format_options options = { .detail = WHY_DETAIL_VERBOSE };

static struct why_run describe_run(const struct writer *writer)
{
    struct why_run run = { .reports = writer->reports, .crashes = writer->crashes };

    run.logs = why_session_logs(writer->session, &run.log_count);
    run.distinct = why_session_distinct_count(writer->session);
    return run;
}

static void write_ready_crashes(struct writer *writer)
{
    struct why_crash *crash;

    while ((crash = why_session_next(writer->session)) != NULL) {
        struct why_run run = describe_run(writer);

        writer->format->crash(writer->out, crash, &run, &options);
        writer->reports++;
        if (!crash->update)
            writer->crashes++;
        why_crash_destroy(crash);
    }
}

static enum why_status feed_all(struct writer *writer, why_span bytes, size_t chunk)
{
    size_t at = 0;

    while (at < bytes.len) {
        size_t left = bytes.len - at;
        size_t used = 0;
        enum why_status status = why_session_feed(
            writer->session, bytes.ptr + at, chunk && chunk < left ? chunk : left, &used, NULL);

        if (status != WHY_OK)
            return status;
        at += used;
        write_ready_crashes(writer);
    }
    return WHY_OK;
}

static enum why_status write_report(struct writer *writer, why_span bytes, size_t chunk)
{
    struct why_run run;
    enum why_status status = why_session_open_log(writer->session, "log.txt", NULL);

    if (status != WHY_OK)
        return status;
    run = describe_run(writer);
    writer->format->begin(writer->out, &run, &options);
    status = feed_all(writer, bytes, chunk);
    if (status == WHY_OK)
        status = why_session_finish(writer->session, NULL);
    if (status != WHY_OK)
        return status;
    write_ready_crashes(writer);
    run = describe_run(writer);
    writer->format->end(writer->out, &run, &options);
    return WHY_OK;
}

enum why_status report_bytes(why_span bytes, size_t chunk, const struct why_format *format,
                             struct why_strbuf *out)
{
    return report_with_elf(NULL, bytes, chunk, format, out);
}

enum why_status report_with_elf(struct why_firmware *firmware, why_span bytes, size_t chunk,
                                const struct why_format *format, struct why_strbuf *out)
{
    const struct why_settings settings = { .hold = true };
    struct writer writer = { .format = format, .out = out };
    enum why_status status = why_session_create(&settings, &writer.session, NULL);

    if (status != WHY_OK) {
        why_firmware_close(firmware);
        return status;
    }
    if (firmware)
        status = why_session_add_firmware(writer.session, firmware, NULL);
    if (status == WHY_OK)
        status = write_report(&writer, bytes, chunk);
    why_session_destroy(writer.session);
    return status;
}

bool report_read_file(const char *path, struct why_strbuf *out)
{
    FILE *file = fopen(path, "rb");
    char piece[4096];
    size_t got;
    bool good;

    if (!file)
        return false;
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        why_strbuf_add(out, piece, got);
    good = !ferror(file);
    return fclose(file) == 0 && good && !out->failed;
}
