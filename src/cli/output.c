/* The places of a run's reports. */
#include "cli/output.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "cli/message.h"
#include "cli/tails.h"
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

/* What a slip of the command line would destroy: all that is read, but for a baseline, which may be
 * the report of the run before. Standard input may be a file, too. */
static enum why_status list_kept(struct cli_output *out, const struct cli_settings *settings)
{
    const struct cli_words *const lists[] = { &settings->logs, &settings->elfs, &settings->rom_elfs,
                                              &settings->cores, &settings->signatures };
    size_t count = 1;

    for (size_t i = 0; i < WHY_COUNTOF(lists); i++)
        count += lists[i]->count;
    out->kept = calloc(count, sizeof(const char *));
    if (!out->kept)
        return WHY_E_NOMEM;
    out->kept[out->kept_count++] = "-";
    for (size_t i = 0; i < WHY_COUNTOF(lists); i++)
        for (size_t word = 0; word < lists[i]->count; word++)
            out->kept[out->kept_count++] = lists[i]->items[word];
    return WHY_OK;
}

static void open_sink(struct cli_output *out, struct cli_sink *sink,
                      const struct cli_report *report, const struct cli_settings *settings)
{
    enum cli_stream_mode mode = sink->summary ? CLI_STREAM_APPEND : CLI_STREAM_REPLACE;

    sink->format = report->format;
    sink->stream = report->path ? &sink->file : &out->standard;
    if (report->path &&
        cli_stream_open(&sink->file, report->path, mode, out->kept, out->kept_count))
        refuse_twins(out, sink);
    sink->options = cli_terminal_options(sink->stream->fd, settings);
    sink->options.root = out->workspace.root;
    sink->options.folder = out->workspace.folder;
    sink->options.log_parts = cli_tails_needed(&settings->logs);
}

/* ---- the summary of a step ------------------------------------------------------------------- */

/* Source: GitHub Docs, Workflow commands for GitHub Actions, "Adding a job summary": what is larger
 * is not shown at all. */
#define SUMMARY_VARIABLE "GITHUB_STEP_SUMMARY"
#define SUMMARY_BYTES ((uint64_t)1024 * 1024)
#define SUMMARY_END_BYTES 16384u /* kept for the end of the report */

/* The path of its file, where one is wanted; else NULL. */
static const char *summary_path(const struct cli_settings *settings)
{
    const char *path = getenv(SUMMARY_VARIABLE);
    bool wanted = false;

    for (size_t i = 0; i < settings->report_count; i++)
        wanted = wanted || settings->reports[i].format == why_format_find("github");
    return wanted && path && path[0] != '\0' ? path : NULL;
}

static void open_summary(struct cli_output *out, const char *path,
                         const struct cli_settings *settings)
{
    const struct cli_report report = { .format = why_format_find("markdown"), .path = path };
    struct cli_sink *sink = &out->sinks[out->sink_count++];
    struct stat file;

    sink->summary = true;
    open_sink(out, sink, &report, settings);
    if (!sink->stream->failed && fstat(sink->stream->fd, &file) == 0)
        sink->room =
            (uint64_t)file.st_size < SUMMARY_BYTES ? SUMMARY_BYTES - (uint64_t)file.st_size : 0;
}

/* True when a part may still be written there. */
static bool take_room(struct cli_sink *sink, size_t len, bool last)
{
    const uint64_t kept = last ? 0 : SUMMARY_END_BYTES;

    if (!sink->summary)
        return true;
    if (len + kept > sink->room)
        return false;
    sink->room -= len;
    return true;
}

static void tell_left_out(struct cli_sink *sink)
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    if (sink->left_out > 0)
        why_strbuf_addf(&text, "\n%u %s left out: a summary takes 1 MiB.\n", sink->left_out,
                        sink->left_out == 1 ? "report is" : "reports are");
    else
        why_strbuf_adds(&text, "\nThe outcome is left out: a summary takes 1 MiB.\n");
    if (!text.failed && take_room(sink, text.len, true))
        cli_stream_report(sink->stream, text.text, text.len);
    why_strbuf_deinit(&text);
}

void cli_sink_write(struct cli_sink *sink, const struct why_strbuf *text, bool last)
{
    const bool fits = take_room(sink, text->len, last);

    if (fits)
        cli_stream_report(sink->stream, text->text, text->len);
    else if (!last && text->len > 0)
        sink->left_out++;
    if (last && (sink->left_out > 0 || !fits))
        tell_left_out(sink);
}

/* ---- all of them ----------------------------------------------------------------------------- */

enum why_status cli_output_open(struct cli_output *out, const struct cli_settings *settings)
{
    const char *summary = summary_path(settings);
    bool for_people = false;
    bool in_the_way = false;

    *out = (struct cli_output){ 0 };
    cli_stream_init_standard(&out->standard);
    cli_workspace_init(&out->workspace);
    out->sinks = calloc(settings->report_count + 1, sizeof(*out->sinks));
    if (!out->sinks || list_kept(out, settings) != WHY_OK)
        return WHY_E_NOMEM;
    out->sink_count = settings->report_count;
    for (size_t i = 0; i < out->sink_count; i++) {
        struct cli_sink *sink = &out->sinks[i];

        open_sink(out, sink, &settings->reports[i], settings);
        for_people = for_people || sink->format->for_people;
        in_the_way = in_the_way || (sink->stream == &out->standard && !sink->format->for_people);
    }
    if (summary)
        open_summary(out, summary, settings);
    out->readers = for_people && !in_the_way;
    return WHY_OK;
}

void cli_output_map(struct cli_output *out, const struct why_sources *sources)
{
    for (size_t i = 0; i < out->sink_count; i++)
        out->sinks[i].options.sources = sources;
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
    free(out->kept);
    cli_workspace_deinit(&out->workspace);
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
