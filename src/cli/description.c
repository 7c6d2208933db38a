/* project_description.json: the ELF files of an ESP-IDF build. */
#include "cli/description.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/path.h"

#define DESCRIPTION_BYTES                                                                          \
    ((off_t)64 * 1024 * 1024) /* with the sources of all components, below 4 MiB */

void cli_elf_pair_deinit(struct cli_elf_pair *pair)
{
    free(pair->app);
    free(pair->bootloader);
    *pair = (struct cli_elf_pair){ 0 };
}

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static enum why_status load(const char *path, json_t **out, struct why_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat file;
    json_error_t wrong;
    json_t *root = NULL;

    if (fd < 0)
        return why_fail(err, WHY_E_IO, "cannot open %s: %s", path, strerror(errno));
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_size <= DESCRIPTION_BYTES)
        root = json_loadfd(fd, 0, &wrong);
    else
        (void)snprintf(wrong.text, sizeof(wrong.text), "no regular file of usual size");
    (void)close(fd);
    if (!root)
        return why_fail(err, WHY_E_IO, "cannot read %s: %s", path, wrong.text);
    *out = root;
    return WHY_OK;
}

/* The part of a path below a folder, or NULL. */
static const char *below(const char *path, const char *folder)
{
    size_t len = folder ? strlen(folder) : 0;

    if (len == 0 || strncmp(path, folder, len) != 0 || path[len] != '/')
        return NULL;
    return path + len + 1;
}

/* What lay in the build folder still does, wherever that is now: looked for there first, so that a
 * copy of a build is not mixed with its original. */
static enum why_status locate(const char *folder, const json_t *root, const char *key, char **out)
{
    const char *path = json_string_value(json_object_get(root, key));
    const char *inside;

    *out = NULL;
    if (!path || path[0] == '\0')
        return WHY_OK;
    inside = below(path, json_string_value(json_object_get(root, "build_dir")));
    *out = cli_path_join(folder, inside ? inside : path);
    if (*out && inside && !cli_path_is_file(*out)) {
        free(*out);
        *out = strdup(path);
    }
    return *out ? WHY_OK : WHY_E_NOMEM;
}

/* A number in a string, as the description spells numbers. */
static bool get_number(const json_t *root, const char *key, uint32_t *out)
{
    const char *text = json_string_value(json_object_get(root, key));
    char *end;
    unsigned long number;

    if (!text || text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    number = strtoul(text, &end, 10);
    if (*end != '\0' || errno != 0 || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

/* Both stand there since ESP-IDF 5.0, from CONFIG_ESP_REV_MIN_FULL and CONFIG_ESP_REV_MAX_FULL;
 * before that there was "rev", in another unit. */
static void find_revisions(const json_t *root, struct cli_elf_pair *out)
{
    struct why_revisions found;

    out->limited = get_number(root, "min_rev", &found.min) &&
                   get_number(root, "max_rev", &found.max) && found.min <= found.max;
    if (out->limited)
        out->revisions = found;
}

static enum why_status find_pair(const char *folder, const json_t *root, struct cli_elf_pair *out)
{
    enum why_status status = locate(folder, root, "app_elf", &out->app);

    if (status == WHY_OK)
        status = locate(folder, root, "bootloader_elf", &out->bootloader);
    if (status == WHY_OK && out->bootloader && !cli_path_is_file(out->bootloader)) {
        free(out->bootloader); /* a build may do without */
        out->bootloader = NULL;
    }
    return status;
}

static enum why_status check_pair(const struct cli_elf_pair *pair, const char *path,
                                  struct why_error *err)
{
    if (!pair->app)
        return why_fail(err, WHY_E_IO, "%s names no app_elf", path);
    if (!cli_path_is_file(pair->app))
        return why_fail(err, WHY_E_IO, "%s names %s, which is not there", path, pair->app);
    return WHY_OK;
}

enum why_status cli_description_read(const char *folder, struct cli_elf_pair *out,
                                     struct why_error *err)
{
    char *path = cli_path_join(folder, CLI_DESCRIPTION_NAME);
    struct cli_elf_pair pair = { 0 };
    json_t *root = NULL;
    enum why_status status = path ? load(path, &root, err) : why_oom(err);

    if (status == WHY_OK)
        status = find_pair(folder, root, &pair);
    if (status == WHY_OK)
        status = check_pair(&pair, path, err);
    if (status == WHY_OK)
        find_revisions(root, &pair);
    if (status == WHY_OK)
        *out = pair;
    else
        cli_elf_pair_deinit(&pair);
    json_decref(root);
    free(path);
    return status;
}
