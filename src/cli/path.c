/* Names of files: put together, looked at. */
#include "cli/path.h"

#include <stdio.h>
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
