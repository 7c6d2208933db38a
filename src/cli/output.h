/* Where a run writes: its reports, and the copy of the log. */
#ifndef WHY_CLI_OUTPUT_H
#define WHY_CLI_OUTPUT_H

#include "cli/settings.h"
#include "cli/stream.h"
#include "cli/workspace.h"
#include "espwhy/format.h"
#include "espwhy/strbuf.h"

/* One report and its place. */
struct cli_sink {
    const struct why_format *format;
    struct why_format_options options;
    struct cli_stream *stream; /* `file`, or standard output */
    struct cli_stream file;
    bool summary;      /* of a step of GitHub Actions, which takes so much and no more */
    uint64_t room;     /* bytes that it still takes */
    uint32_t left_out; /* reports that it had no room for */
};

struct cli_output {
    struct cli_stream standard;
    struct cli_workspace workspace;
    struct cli_sink *sinks;
    size_t sink_count;
    const char **kept; /* paths that no report is written over */
    size_t kept_count;
    bool copies;  /* the current log is copied to standard output */
    bool readers; /* a report is for people, and none for programs stands in the way of a copy */
};

/** Open every place that the settings name, and the summary of the step where annotations for
 * GitHub are made and the environment names its file. A file that cannot be written is told, and
 * its sink has failed. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status cli_output_open(struct cli_output *out,
                                               const struct cli_settings *settings);
/** Reports name source files as these maps say, also those that are added later. */
void cli_output_map(struct cli_output *out, const struct why_sources *sources);
/** Close them all. @return true when all that was written has arrived. */
bool cli_output_close(struct cli_output *out);

/** Write a part of a report. @param last  Nothing comes behind it. */
void cli_sink_write(struct cli_sink *sink, const struct why_strbuf *text, bool last);

/** True when something can still be written. */
bool cli_output_is_alive(const struct cli_output *out);

#endif
