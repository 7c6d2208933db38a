/* Where source files lie, and the border that looking for them does not cross. */
#include "firmware/sources.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/limits_elf.h"
#include "base/span.h"

struct path_map {
    char *from; /* without a slash at its end */
    char *to;
};

struct folders {
    char **items; /* absolute, without symbolic links */
    size_t count;
};

struct why_sources {
    struct path_map *maps;
    size_t map_count;
    struct folders dirs;
    struct folders projects;
};

/* What compilers of this family's firmware read. A log may name any file; what is none of these is
 * no source, and not to be shown. */
static const char *const source_endings[] = {
    ".c",   ".h",   ".cc",  ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx",
    ".h++", ".inc", ".inl", ".ipp", ".tcc", ".ino", ".s",  ".rs",  ".zig",
};

static void free_text(char **text)
{
    free(*text);
}

/* ---- life ------------------------------------------------------------------------------------ */

enum why_status why_sources_create(struct why_sources **out, struct why_error *err)
{
    struct why_sources *sources = calloc(1, sizeof(*sources));

    if (!sources)
        return why_oom(err);
    *out = sources;
    return WHY_OK;
}

static void free_folders(struct folders *folders)
{
    for (size_t i = 0; i < folders->count; i++)
        free(folders->items[i]);
    free(folders->items);
}

void why_sources_destroy(struct why_sources *sources)
{
    if (!sources)
        return;
    for (size_t i = 0; i < sources->map_count; i++) {
        free(sources->maps[i].from);
        free(sources->maps[i].to);
    }
    free(sources->maps);
    free_folders(&sources->dirs);
    free_folders(&sources->projects);
    free(sources);
}

enum why_status why_sources_add_map(struct why_sources *sources, const char *from, const char *to,
                                    struct why_error *err)
{
    struct path_map map;
    struct path_map *maps;
    size_t len = strlen(from);

    if (sources->map_count == WHY_PATH_MAPS)
        return why_fail(err, WHY_E_LIMIT, "more than %u path maps", WHY_PATH_MAPS);
    maps = realloc(sources->maps, (sources->map_count + 1) * sizeof(*maps));
    if (!maps)
        return why_oom(err);
    sources->maps = maps;
    while (len > 0 && from[len - 1] == '/')
        len--;
    map = (struct path_map){ .from = strdup(from), .to = strdup(to) };
    if (!map.from || !map.to) {
        free(map.from);
        free(map.to);
        return why_oom(err);
    }
    map.from[len] = '\0';
    maps[sources->map_count++] = map;
    return WHY_OK;
}

static enum why_status add_folder(struct folders *folders, const char *dir, struct why_error *err)
{
    WHY_CLEANUP(free_text) char *real = realpath(dir, NULL);
    struct stat file;
    char **items;

    if (!real && errno == ENOMEM)
        return why_oom(err);
    if (!real || stat(real, &file) != 0)
        return why_fail(err, WHY_E_IO, "cannot open %s: %s", dir, strerror(errno));
    if (!S_ISDIR(file.st_mode))
        return why_fail(err, WHY_E_IO, "cannot search %s: %s", dir, strerror(ENOTDIR));
    if (folders->count == WHY_SOURCE_DIRS)
        return why_fail(err, WHY_E_LIMIT, "more than %u source folders", WHY_SOURCE_DIRS);
    items = realloc(folders->items, (folders->count + 1) * sizeof(*items));
    if (!items)
        return why_oom(err);
    folders->items = items;
    items[folders->count++] = real;
    real = NULL;
    return WHY_OK;
}

enum why_status why_sources_add_dir(struct why_sources *sources, const char *dir,
                                    struct why_error *err)
{
    return add_folder(&sources->dirs, dir, err);
}

enum why_status why_sources_add_project(struct why_sources *sources, const char *dir,
                                        struct why_error *err)
{
    return add_folder(&sources->projects, dir, err);
}

/* ---- the border ------------------------------------------------------------------------------ */

static bool is_source(const char *path)
{
    const char *dot = strrchr(why_base_name(path), '.');

    for (size_t i = 0; dot && i < WHY_COUNTOF(source_endings); i++)
        if (strcasecmp(dot, source_endings[i]) == 0)
            return true;
    return false;
}

/* Both without symbolic links and "..". */
static bool is_within(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 &&
           (folder[len - 1] == '/' || path[len] == '/' || path[len] == '\0');
}

static bool is_regular(const char *path)
{
    struct stat file;

    return stat(path, &file) == 0 && S_ISREG(file.st_mode);
}

static char *join(const char *head, const char *rest)
{
    size_t len = strlen(head);
    size_t more = strlen(rest);
    char *path = malloc(len + more + 1);

    if (!path)
        return NULL;
    memcpy(path, head, len);
    memcpy(path + len, rest, more);
    path[len + more] = '\0';
    return path;
}

/* What the path "head" + "rest" leads to, if that is a source within the folder. */
static enum why_status take_within(const char *folder, const char *head, const char *rest,
                                   char **out)
{
    char *path = join(head, rest);
    enum why_status status;
    char *real;

    if (!path)
        return WHY_E_NOMEM;
    real = realpath(path, NULL);
    status = !real && errno == ENOMEM ? WHY_E_NOMEM : WHY_OK;
    free(path);
    if (real && is_within(real, folder) && is_source(real) && is_regular(real))
        *out = real;
    else
        free(real);
    return status;
}

/* ---- looking --------------------------------------------------------------------------------- */

/* What follows the mapped part of a path, with its slash; NULL: another path. */
static const char *rest_behind(const struct path_map *map, const char *path)
{
    size_t len = strlen(map->from);

    if (strncmp(path, map->from, len) != 0 || (path[len] != '/' && path[len] != '\0'))
        return NULL;
    return path + len;
}

static const struct path_map *map_of(const struct why_sources *sources, const char *path)
{
    const struct path_map *best = NULL;

    for (size_t i = 0; i < sources->map_count; i++) {
        const struct path_map *map = &sources->maps[i];

        if (rest_behind(map, path) && (!best || strlen(map->from) > strlen(best->from)))
            best = map;
    }
    return best;
}

static enum why_status find_mapped(const struct why_sources *sources, const char *path, char **out)
{
    WHY_CLEANUP(free_text) char *folder = NULL;
    const struct path_map *best = map_of(sources, path);

    if (!best)
        return WHY_OK;
    folder = realpath(best->to, NULL);
    if (!folder)
        return errno == ENOMEM ? WHY_E_NOMEM : WHY_OK;
    return take_within(folder, folder, rest_behind(best, path), out);
}

/* Compilers on Windows write C:\main\app.c. */
static void turn_slashes(char *path)
{
    if (path[0] == '\0' || path[1] != ':')
        return;
    while ((path = strchr(path, '\\')) != NULL)
        *path = '/';
}

bool why_sources_map(const struct why_sources *sources, const char *path, struct why_strbuf *out)
{
    WHY_CLEANUP(free_text) char *turned = strdup(path);
    const struct path_map *best;

    out->failed = out->failed || !turned;
    if (!turned)
        return false;
    turn_slashes(turned);
    best = map_of(sources, turned);
    if (!best)
        return false;
    why_strbuf_adds(out, best->to);
    why_strbuf_adds(out, rest_behind(best, turned));
    return true;
}

/* The tail after a slash, with it; NULL: there is none. */
static const char *next_tail(const char *tail)
{
    return strchr(tail + 1, '/');
}

static enum why_status find_by_tail(const struct folders *dirs, const char *rooted, char **out)
{
    enum why_status status = WHY_OK;

    for (const char *tail = rooted; tail && !*out && status == WHY_OK; tail = next_tail(tail))
        for (size_t i = 0; i < dirs->count && !*out && status == WHY_OK; i++)
            status = take_within(dirs->items[i], dirs->items[i], tail, out);
    return status;
}

static enum why_status find_as_named(const struct folders *projects, const char *rooted, char **out)
{
    bool absolute = rooted[1] == '/';
    enum why_status status = WHY_OK;

    for (size_t i = 0; i < projects->count && !*out && status == WHY_OK; i++)
        status = take_within(projects->items[i], absolute ? "" : projects->items[i], rooted, out);
    return status;
}

/* @p rooted  The path behind one more slash, as a tail below a folder has it. */
static enum why_status find_rooted(const struct why_sources *sources, char *rooted, char **out)
{
    enum why_status status;

    turn_slashes(rooted + 1);
    if (!is_source(rooted))
        return WHY_OK;
    status = find_mapped(sources, rooted + 1, out);
    if (status == WHY_OK && !*out)
        status = find_by_tail(&sources->dirs, rooted, out);
    if (status == WHY_OK && !*out)
        status = find_as_named(&sources->projects, rooted, out);
    return status;
}

enum why_status why_sources_find(const struct why_sources *sources, const char *path, char **out,
                                 struct why_error *err)
{
    enum why_status status;
    char *found = NULL;
    char *rooted;

    if (strlen(path) >= PATH_MAX) {
        *out = NULL;
        return WHY_OK;
    }
    rooted = join("/", path);
    status = rooted ? find_rooted(sources, rooted, &found) : WHY_E_NOMEM;
    free(rooted);
    if (status != WHY_OK)
        return why_oom(err);
    *out = found;
    return WHY_OK;
}
