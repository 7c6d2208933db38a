/* Writing: unbuffered, over short writes and interruptions, with one message when it fails. */
#include "cli/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "espwhy/strbuf.h"

#define FILE_MODE 0666    /* the umask takes its part */
#define PLAIN "\033[0m"   /* every color and style off */
#define LAST_WAIT_MS 1000 /* for a reader that is slow, not gone */

void cli_stream_init_standard(struct cli_stream *out)
{
    *out = (struct cli_stream){ .fd = STDOUT_FILENO, .name = "standard output", .last = '\n' };
}

static void fail(struct cli_stream *stream, const char *verb, int error)
{
    stream->failed = true;
    if (cli_signals_ending() == 0)
        cli_error("cannot %s %s: %s", verb, stream->name, strerror(error));
}

static bool is_kept(const struct stat *file, const char *const *kept, size_t kept_count)
{
    struct stat other;

    for (size_t i = 0; S_ISREG(file->st_mode) && i < kept_count; i++) {
        int missing =
            strcmp(kept[i], "-") == 0 ? fstat(STDIN_FILENO, &other) : stat(kept[i], &other);

        if (missing == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino)
            return true;
    }
    return false;
}

bool cli_stream_open(struct cli_stream *out, const char *path, enum cli_stream_mode mode,
                     const char *const *kept, size_t kept_count)
{
    const int append = mode == CLI_STREAM_APPEND ? O_APPEND : 0;
    struct stat file;

    *out = (struct cli_stream){ .name = path, .last = '\n' };
    out->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | append, FILE_MODE);
    if (out->fd < 0 || fstat(out->fd, &file) != 0) {
        fail(out, "write", errno);
        return false;
    }
    if (is_kept(&file, kept, kept_count)) {
        cli_error("%s is to be read, no report is written over it", path);
        out->failed = true;
        return false;
    }
    if (!append && S_ISREG(file.st_mode) && ftruncate(out->fd, 0) != 0)
        fail(out, "write", errno);
    return !out->failed;
}

/* Wait for room: for ever, but not once a signal has ended the run and the reader is stuck. */
static bool wait_writable(int fd)
{
    struct pollfd wait = { .fd = fd, .events = POLLOUT };
    int ready = poll(&wait, 1, cli_signals_ending() != 0 ? LAST_WAIT_MS : -1);

    return ready > 0 || (ready < 0 && errno == EINTR);
}

/* Whether to try again after a write that failed with @p error. */
static bool can_retry(int fd, int error)
{
    if (error == EINTR)
        return true;
    if (error == EAGAIN || error == EWOULDBLOCK)
        return wait_writable(fd);
    return false;
}

/* A pipe that is ready takes PIPE_BUF bytes without blocking. */
static ssize_t write_some(int fd, const char *bytes, size_t len)
{
    if (cli_signals_ending() == 0)
        return write(fd, bytes, len);
    if (!wait_writable(fd)) {
        errno = ETIMEDOUT;
        return -1;
    }
    return write(fd, bytes, len < PIPE_BUF ? len : PIPE_BUF);
}

static void write_all(struct cli_stream *stream, const char *bytes, size_t len)
{
    while (len > 0 && !stream->failed) {
        ssize_t written = write_some(stream->fd, bytes, len);

        if (written >= 0) {
            bytes += written;
            len -= (size_t)written;
        } else if (!can_retry(stream->fd, errno)) {
            fail(stream, "write", errno);
        }
    }
}

static void write_lines_raw(struct cli_stream *stream, const char *text, size_t len)
{
    struct why_strbuf sb;

    why_strbuf_init(&sb);
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n')
            why_strbuf_addc(&sb, '\r');
        why_strbuf_addc(&sb, text[i]);
    }
    write_all(stream, sb.text, sb.len);
    if (sb.failed)
        fail(stream, "write", ENOMEM);
    why_strbuf_deinit(&sb);
}

/* A crash is complete at the CR of its last line; whether a LF follows is known only with the next
 * byte, which may be long in coming. */
static void end_line(struct cli_stream *stream, bool raw)
{
    if (stream->last == '\n')
        return;
    stream->ahead = stream->last == '\r';
    if (raw && !stream->ahead)
        write_all(stream, "\r\n", 2);
    else
        write_all(stream, "\n", 1);
    stream->last = '\n';
}

/* Behind a report, the log goes on in its own color. */
static void restore_rendition(struct cli_stream *stream)
{
    struct why_strbuf sb;

    why_strbuf_init(&sb);
    cli_rendition_restore(&stream->rendition, &sb);
    write_all(stream, sb.text, sb.len);
    why_strbuf_deinit(&sb);
}

void cli_stream_report(struct cli_stream *stream, const char *text, size_t len)
{
    const bool plain = cli_rendition_is_plain(&stream->rendition);
    bool raw;

    if (len == 0 || stream->failed)
        return;
    raw = cli_terminal_is_raw(stream->fd);
    end_line(stream, raw);
    if (!plain)
        write_all(stream, PLAIN, strlen(PLAIN));
    if (raw)
        write_lines_raw(stream, text, len);
    else
        write_all(stream, text, len);
    if (!plain)
        restore_rendition(stream);
}

void cli_stream_copy(struct cli_stream *stream, const char *bytes, size_t len)
{
    bool written = len > 0 && stream->ahead && bytes[0] == '\n';

    if (len == 0 || stream->failed)
        return;
    stream->ahead = false;
    write_all(stream, bytes + written, len - written);
    stream->last = bytes[len - 1];
    cli_rendition_follow(&stream->rendition, bytes, len);
}

void cli_stream_close(struct cli_stream *stream)
{
    if (stream->fd >= 0 && close(stream->fd) != 0 && !stream->failed)
        fail(stream, "write", errno);
    stream->fd = -1;
}
