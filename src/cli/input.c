/* Logs: what kind of file, whether it can be read at all. */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "espwhy/session.h"

#define HEAD_BYTES 4096u                        /* some 60 lines of base64 */
#define SEARCH_BYTES ((size_t)16 * 1024 * 1024) /* of a flash image that nobody called one */

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* A character device is taken for live without opening it to see: opening a serial port restarts
 * the board. */
static bool mode_is_live(const struct stat *file)
{
    return S_ISFIFO(file->st_mode) || S_ISSOCK(file->st_mode) || S_ISCHR(file->st_mode);
}

bool cli_input_is_live(const char *path)
{
    struct stat file;
    int missing = is_standard(path) ? fstat(STDIN_FILENO, &file) : stat(path, &file);

    return missing == 0 && mode_is_live(&file);
}

/* Read from where the file stands, without moving that; returns how many bytes there were. */
static size_t look_ahead(int fd, char *bytes, size_t size)
{
    const off_t at = lseek(fd, 0, SEEK_CUR);
    size_t count = 0;
    ssize_t got = 1;

    while (at >= 0 && got > 0 && count < size) {
        got = pread(fd, bytes + count, size - count, at + (off_t)count);
        count += got > 0 ? (size_t)got : 0;
    }
    return count;
}

/* Erased flash and the gaps of images; a log has hardly any of them. */
static bool is_binary(const char *head, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += head[i] == '\0' || head[i] == '\xff';
    return count > len / 16;
}

/* A core dump somewhere within. */
static bool holds_core(int fd)
{
    char *bytes = malloc(SEARCH_BYTES);
    const bool found = bytes && why_holds_core_dump(bytes, look_ahead(fd, bytes, SEARCH_BYTES));

    free(bytes);
    return found;
}

static enum cli_input_kind kind_of(int fd)
{
    char head[HEAD_BYTES];
    const size_t len = look_ahead(fd, head, sizeof(head));

    if (why_is_core_dump(head, len))
        return CLI_INPUT_CORE;
    if (len >= 4 && memcmp(head, "\177ELF", 4) == 0)
        return CLI_INPUT_ELF;
    return is_binary(head, len) && holds_core(fd) ? CLI_INPUT_CORE : CLI_INPUT_LOG;
}

enum cli_input_kind cli_input_kind(const char *path)
{
    const bool standard = is_standard(path);
    enum cli_input_kind kind = CLI_INPUT_LOG;
    struct stat file;
    int fd;

    if ((standard ? fstat(STDIN_FILENO, &file) : stat(path, &file)) != 0 || !S_ISREG(file.st_mode))
        return CLI_INPUT_LOG;
    fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        kind = kind_of(fd);
    if (fd >= 0 && !standard)
        close(fd);
    return standard && kind == CLI_INPUT_ELF ? CLI_INPUT_LOG : kind;
}

/* Reading what one writes has no end. */
static bool is_output(const struct stat *file)
{
    struct stat output;

    return S_ISREG(file->st_mode) && fstat(STDOUT_FILENO, &output) == 0 &&
           output.st_dev == file->st_dev && output.st_ino == file->st_ino;
}

static bool look_at(struct cli_input *input)
{
    struct stat file;

    if (fstat(input->fd, &file) != 0) {
        cli_error("cannot read %s: %s", input->name, strerror(errno));
        return false;
    }
    if (S_ISDIR(file.st_mode)) {
        cli_error("cannot read %s: %s", input->name, strerror(EISDIR));
        return false;
    }
    if (is_output(&file)) {
        cli_error("%s is the file that standard output goes to, it cannot be read as well",
                  input->name);
        return false;
    }
    input->live = mode_is_live(&file);
    input->piped = input->standard && (S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode));
    return true;
}

/* A compressed log looks like one without a crash. */
static bool look_inside(struct cli_input *input)
{
    char head[CLI_PACKED_HEAD];
    const char *kind =
        input->live ? NULL : cli_packed_kind(head, look_ahead(input->fd, head, sizeof(head)));

    if (!kind)
        return true;
    if (strcmp(kind, CLI_GZIP) != 0) {
        cli_error("cannot read %s: it is compressed (%s), unpack it first", input->name, kind);
        return false;
    }
    input->gzip = cli_gzip_open(input->fd);
    if (!input->gzip)
        cli_error("cannot read %s: %s", input->name, strerror(errno));
    return input->gzip != NULL;
}

bool cli_input_open(struct cli_input *out, const char *path)
{
    *out = (struct cli_input){ .name = path, .standard = is_standard(path) };
    if (out->standard) {
        out->name = "<stdin>";
        out->fd = STDIN_FILENO;
    } else {
        out->fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    }
    if (out->fd < 0) {
        cli_error("cannot open %s: %s", path, strerror(errno));
        return false;
    }
    if (look_at(out) && look_inside(out))
        return true;
    cli_input_close(out);
    return false;
}

void cli_input_close(struct cli_input *input)
{
    cli_gzip_close(input->gzip);
    input->gzip = NULL;
    if (input->fd > STDERR_FILENO)
        close(input->fd);
    input->fd = -1;
}

ptrdiff_t cli_input_read(const struct cli_input *input, char *bytes, size_t len)
{
    return input->gzip ? cli_gzip_read(input->gzip, bytes, len) : read(input->fd, bytes, len);
}

const char *cli_input_fault(const struct cli_input *input)
{
    return input->gzip ? cli_gzip_fault(input->gzip) : strerror(errno);
}
