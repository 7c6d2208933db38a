/* The places of a run's reports. */
#include "cli/output.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "cli/message.h"
#include "cli/terminal.h"

static bool same_file(const struct cli_stream *a, const struct cli_stream *b)
{
    struct stat first;
    struct stat second;

    return fstat(a->fd, &first) == 0 && fstat(b->fd, &second) == 0 && S_ISREG(first.st_mode) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Two reports in one file would destroy each other. */
static void refuse_twins(struct cli_output *out, struct cli_sink *sink)
{
    for (struct cli_sink *other = out->sinks; other < sink; other++) {
        if (other->stream->failed || !same_file(other->stream, sink->stream))
            continue;
        cli_error("two reports cannot both go to %s", sink->stream->name);
        sink->stream->failed = true;
        return;
    }
}

static void open_sink(struct cli_output *out, struct cli_sink *sink,
                      const struct cli_report *report, const struct cli_settings *settings)
{
    static const char *const standard_input[] = { "-" };
    const char *const *logs = settings->logs.count > 0 ? settings->logs.items : standard_input;
    size_t log_count = settings->logs.count > 0 ? settings->logs.count : 1;

    sink->format = report->format;
    sink->stream = report->path ? &sink->file : &out->standard;
    if (report->path && cli_stream_open(&sink->file, report->path, logs, log_count))
        refuse_twins(out, sink);
    sink->options = cli_terminal_options(sink->stream->fd, settings);
}

enum why_status cli_output_open(struct cli_output *out, const struct cli_settings *settings)
{
    bool for_people = false;
    bool in_the_way = false;

    *out = (struct cli_output){ 0 };
    cli_stream_init_standard(&out->standard);
    out->sinks = calloc(settings->report_count, sizeof(*out->sinks));
    if (!out->sinks)
        return WHY_E_NOMEM;
    out->sink_count = settings->report_count;
    for (size_t i = 0; i < out->sink_count; i++) {
        struct cli_sink *sink = &out->sinks[i];

        open_sink(out, sink, &settings->reports[i], settings);
        for_people = for_people || sink->format->for_people;
        in_the_way = in_the_way || (sink->stream == &out->standard && !sink->format->for_people);
    }
    out->readers = for_people && !in_the_way;
    return WHY_OK;
}

bool cli_output_close(struct cli_output *out)
{
    bool arrived = true;

    for (size_t i = 0; i < out->sink_count; i++) {
        struct cli_sink *sink = &out->sinks[i];

        if (sink->stream == &sink->file)
            cli_stream_close(&sink->file);
        arrived = arrived && !sink->stream->failed;
    }
    cli_stream_close(&out->standard);
    free(out->sinks);
    arrived = arrived && !out->standard.failed;
    *out = (struct cli_output){ 0 };
    return arrived;
}

bool cli_output_is_alive(const struct cli_output *out)
{
    if (out->copies && !out->standard.failed)
        return true;
    for (size_t i = 0; i < out->sink_count; i++) {
        if (!out->sinks[i].stream->failed)
            return true;
    }
    return false;
}
