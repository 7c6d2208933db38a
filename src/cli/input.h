/* A log to read: found, opened, looked at. */
#ifndef WHY_CLI_INPUT_H
#define WHY_CLI_INPUT_H

#include "cli/packed.h"
#include "espwhy/base.h"

struct cli_input {
    const char *name; /* for reports */
    int fd;
    bool standard;         /* standard input */
    bool piped;            /* standard input, and a pipe, FIFO or socket */
    bool live;             /* a pipe, FIFO, socket or device: it may fall silent and go on */
    bool begun;            /* something was read */
    struct gzFile_s *gzip; /* it is unpacked as it is read; NULL: it is plain */
};

/** True when the log of this name will be live. A file that is missing is not. */
bool cli_input_is_live(const char *path);

enum cli_input_kind { CLI_INPUT_LOG, CLI_INPUT_ELF, CLI_INPUT_CORE };

/** What a file of this name certainly is, by its beginning, or, if that is no text, by a core dump
 * within its first 16 MiB; else a log. Only regular files are looked at, also when '-' is one. */
enum cli_input_kind cli_input_kind(const char *path);

/**
 * Open a log, '-' being standard input.
 * @return false after a message: missing, a directory, the file that standard output goes to, or
 * compressed in a way that is not read.
 */
bool cli_input_open(struct cli_input *out, const char *path);
void cli_input_close(struct cli_input *input);

/**
 * Read up to @p len bytes, unpacked.
 * @return How many; 0 at the end; -1 with errno, or see cli_input_fault().
 */
ptrdiff_t cli_input_read(const struct cli_input *input, char *bytes, size_t len);
/** Why the last read failed, directly behind it. */
const char *cli_input_fault(const struct cli_input *input);

#endif
