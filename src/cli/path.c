/* Names of files: put together, looked at. */
#include "cli/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *cli_path_join(const char *folder, const char *name)
{
    size_t len = strlen(folder);
    char *path;

    if (name[0] == '/' || len == 0 || strcmp(folder, ".") == 0)
        return strdup(name);
    if (name[0] == '\0')
        return strdup(folder);
    if (asprintf(&path, folder[len - 1] == '/' ? "%s%s" : "%s/%s", folder, name) < 0)
        return NULL;
    return path;
}

bool cli_path_is_file(const char *path)
{
    struct stat file;

    return stat(path, &file) == 0 && S_ISREG(file.st_mode);
}

/* The folder that a file is to be made in; false when there is none. */
static bool find_folder(const char *path, struct stat *out)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    bool found = folder && stat(folder, out) == 0;

    free(folder);
    return found;
}

static const char *name_in_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool cli_path_is_same(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    bool made = stat(one, &first) == 0;

    if (made != (stat(other, &second) == 0))
        return false;
    if (made && !S_ISREG(first.st_mode))
        return false;
    if (!made && (strcmp(name_in_folder(one), name_in_folder(other)) != 0 ||
                  !find_folder(one, &first) || !find_folder(other, &second)))
        return false;
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
