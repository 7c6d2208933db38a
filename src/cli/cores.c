/* Core dumps: files that are read whole. */
#include "cli/cores.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"

#define READ_BYTES ((size_t)64 * 1024)
#define SIZE_MAX_MIB 128u /* the largest flash of these chips */

/* False with errno; EFBIG when it goes on beyond the limit. */
static bool read_all(int fd, struct why_strbuf *out)
{
    char buffer[READ_BYTES];

    for (;;) {
        ssize_t got = read(fd, buffer, sizeof(buffer));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        why_strbuf_add(out, buffer, (size_t)got);
        errno = out->failed ? ENOMEM : EFBIG;
        if (out->failed || out->len > (size_t)SIZE_MAX_MIB * 1024 * 1024)
            return false;
    }
}

static bool read_file(const char *path, struct why_strbuf *out)
{
    const bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    bool whole;

    if (fd < 0) {
        cli_error("cannot open %s: %s", path, strerror(errno));
        return false;
    }
    whole = read_all(fd, out);
    if (!whole)
        cli_error("cannot read %s: %s", path, strerror(errno));
    if (!standard)
        close(fd);
    return whole;
}

static enum why_status add_core(struct cli_run *run, const char *path)
{
    struct why_error err = { .status = WHY_OK };
    enum why_status status = WHY_E_IO;
    struct why_strbuf bytes;

    why_strbuf_init(&bytes);
    if (read_file(path, &bytes)) {
        status = why_session_add_dump(run->session, strcmp(path, "-") == 0 ? "<stdin>" : path,
                                      (const uint8_t *)bytes.text, bytes.len, &err);
        if (status != WHY_OK && status != WHY_E_NOMEM)
            cli_error("%s", err.text);
    }
    why_strbuf_deinit(&bytes);
    run->io_failed = run->io_failed || status != WHY_OK;
    return status == WHY_E_NOMEM ? status : WHY_OK;
}

enum why_status cli_cores_open(struct cli_run *run)
{
    enum why_status status = WHY_OK;

    for (size_t i = 0; i < run->settings->cores.count && status == WHY_OK; i++)
        status = add_core(run, run->settings->cores.items[i]);
    return status;
}
