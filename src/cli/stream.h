/* A file that bytes are written to, at once and whole. */
#ifndef WHY_CLI_STREAM_H
#define WHY_CLI_STREAM_H

#include "cli/rendition.h"
#include "espwhy/base.h"

struct cli_stream {
    int fd;           /* -1: not open */
    const char *name; /* for messages */
    bool failed;      /* an error was told; nothing more is written */
    char last;        /* the last byte of the log that was copied here; LF before the first */
    bool ahead; /* the LF of a line that a CR ended was written ahead, to put a report behind it */
    struct cli_rendition rendition; /* that the log has left behind */
};

/* What becomes of a file that is there already. */
enum cli_stream_mode { CLI_STREAM_REPLACE, CLI_STREAM_APPEND };

/** Standard output as a stream. */
void cli_stream_init_standard(struct cli_stream *out);

/**
 * Open a file for a report. What it held is gone only when it is certain that it is none of @p
 * kept.
 * @param kept  Paths that must not be written: what is read. @p kept_count of them.
 * @return false after a message; then the stream has failed.
 */
bool cli_stream_open(struct cli_stream *out, const char *path, enum cli_stream_mode mode,
                     const char *const *kept, size_t kept_count);

/** Write a report; a line of the log that is open there is ended first, and a color that the log
 * has switched on is off in the report and on again behind it. */
void cli_stream_report(struct cli_stream *stream, const char *text, size_t len);
/** Write bytes of the log as they are. */
void cli_stream_copy(struct cli_stream *stream, const char *bytes, size_t len);

/** Close it; some file systems tell only now that the disk is full. */
void cli_stream_close(struct cli_stream *stream);

#endif
