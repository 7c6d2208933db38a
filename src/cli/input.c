/* Logs: what kind of file, whether it can be read at all. */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "espwhy/session.h"

#define HEAD_BYTES 4096u /* some 60 lines of base64 */

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

/* How a file begins; returns how many bytes of it. */
static size_t read_head(const char *path, char *head, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, head, size) : -1;

    if (fd >= 0)
        close(fd);
    return got > 0 ? (size_t)got : 0;
}

enum cli_input_kind cli_input_kind(const char *path)
{
    char head[HEAD_BYTES];
    struct stat file;
    size_t len;

    if (is_standard(path) || stat(path, &file) != 0 || !S_ISREG(file.st_mode))
        return CLI_INPUT_LOG;
    len = read_head(path, head, sizeof(head));
    if (why_is_core_dump(head, len))
        return CLI_INPUT_CORE;
    return len >= 4 && memcmp(head, "\177ELF", 4) == 0 ? CLI_INPUT_ELF : CLI_INPUT_LOG;
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
    if (look_at(out))
        return true;
    cli_input_close(out);
    return false;
}

void cli_input_close(struct cli_input *input)
{
    if (input->fd > STDERR_FILENO)
        close(input->fd);
    input->fd = -1;
}

ptrdiff_t cli_input_read(const struct cli_input *input, char *bytes, size_t len)
{
    return read(input->fd, bytes, len);
}
