/* Where source files may be read: as the command line says, and as a build says. */
#include "cli/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/path.h"

/* Source: ESP-IDF tools/cmake/gdbinit.cmake. */
#define PREFIX_MAP_NAME "gdbinit/prefix_map"
#define PREFIX_MAP_BYTES ((off_t)4 * 1024 * 1024) /* one line per component: below 64 KiB */
#define SUBSTITUTE "set substitute-path "

/* What was named and cannot be used is told; the run goes on. */
static enum why_status settle(struct cli_run *run, enum why_status status,
                              const struct why_error *err)
{
    if (status == WHY_OK || status == WHY_E_NOMEM)
        return status;
    cli_error("%s", err->text);
    run->io_failed = true;
    return WHY_OK;
}

/* Workspaces are told without symbolic links, and so must be what lies in one. */
static enum why_status add_map(struct why_sources *sources, const char *from, size_t from_len,
                               const char *to, struct why_error *err)
{
    char *copy = strndup(from, from_len);
    char *real = realpath(to, NULL);
    enum why_status status =
        copy ? why_sources_add_map(sources, copy, real ? real : to, err) : why_oom(err);

    free(real);
    free(copy);
    return status;
}

/* "OLD=NEW", which the option's check has seen. */
static enum why_status add_named_map(struct cli_run *run, const char *word)
{
    const char *to = strchr(word, '=') + 1;
    struct why_error err;
    struct stat file;
    enum why_status status;

    if (stat(to, &file) != 0)
        status = why_fail(&err, WHY_E_IO, "cannot open %s: %s", to, strerror(errno));
    else
        status = add_map(run->sources, word, (size_t)(to - 1 - word), to, &err);
    return settle(run, status, &err);
}

enum why_status cli_sources_open(struct cli_run *run)
{
    const struct cli_settings *settings = run->settings;
    struct why_error err;
    enum why_status status = why_sources_create(&run->sources, &err);

    for (size_t i = 0; status == WHY_OK && i < settings->path_maps.count; i++)
        status = add_named_map(run, settings->path_maps.items[i]);
    for (size_t i = 0; status == WHY_OK && i < settings->source_dirs.count; i++)
        status = settle(
            run, why_sources_add_dir(run->sources, settings->source_dirs.items[i], &err), &err);
    if (status == WHY_OK)
        status = why_sources_add_project(run->sources, ".", &err);
    return status == WHY_E_NOMEM ? status : WHY_OK; /* a current folder that is gone is no loss */
}

/* ---- the maps of a build --------------------------------------------------------------------- */

/* "set substitute-path OLD NEW"; other lines are for GDB alone. */
static enum why_status take_line(struct why_sources *sources, char *line)
{
    const char *from;
    size_t from_len;
    const char *to;

    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, SUBSTITUTE, strlen(SUBSTITUTE)) != 0)
        return WHY_OK;
    from = line + strlen(SUBSTITUTE);
    from += strspn(from, " ");
    from_len = strcspn(from, " ");
    to = from + from_len + strspn(from + from_len, " ");
    if (from_len == 0 || to[0] == '\0')
        return WHY_OK;
    return add_map(sources, from, from_len, to, NULL);
}

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static FILE *open_map(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat file;
    FILE *stream = NULL;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_size <= PREFIX_MAP_BYTES)
        stream = fdopen(fd, "r");
    if (!stream)
        (void)close(fd);
    return stream;
}

static enum why_status read_map(struct why_sources *sources, FILE *stream)
{
    enum why_status status = WHY_OK;
    char *line = NULL;
    size_t room = 0;

    while (status == WHY_OK && getline(&line, &room, stream) >= 0)
        status = take_line(sources, line);
    free(line);
    return status;
}

enum why_status cli_sources_add_build(struct cli_run *run, const char *app)
{
    const char *slash = strrchr(app, '/');
    char *folder = strndup(app, slash ? (size_t)(slash - app) : 0);
    char *path = folder ? cli_path_join(folder, PREFIX_MAP_NAME) : NULL;
    FILE *stream = path ? open_map(path) : NULL;
    enum why_status status = path ? WHY_OK : WHY_E_NOMEM;

    if (stream) {
        status = read_map(run->sources, stream);
        (void)fclose(stream);
    }
    free(path);
    free(folder);
    return status == WHY_E_NOMEM ? status : WHY_OK; /* too many maps: those so far */
}
