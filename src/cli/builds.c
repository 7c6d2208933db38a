/* Builds in a folder: where build tools leave their ELF files. */
#include "cli/builds.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/path.h"

typedef enum why_status (*look_fn)(const char *folder, struct cli_builds *out);

/* A folder in which a build may lie. */
struct place {
    const char *below; /* the folder searched; "": itself */
    bool each;         /* not this folder but those in it */
    bool named;        /* only when the user named the folder */
    look_fn look;
};

static bool same_file(const char *a, const char *b)
{
    struct stat first;
    struct stat second;

    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

/* Takes the names over. */
static void add_build(struct cli_builds *out, struct cli_elf_pair elfs, const char *reason)
{
    bool known = false;

    for (size_t i = 0; i < out->count; i++)
        known = known || same_file(out->items[i].elfs.app, elfs.app);
    if (!known && out->count < CLI_BUILDS) {
        out->items[out->count++] = (struct cli_build){ elfs, reason };
        return;
    }
    out->more = out->more || !known;
    cli_elf_pair_deinit(&elfs);
}

static enum why_status look_for_description(const char *folder, struct cli_builds *out)
{
    char *path = cli_path_join(folder, CLI_DESCRIPTION_NAME);
    bool there = path && cli_path_is_file(path);
    struct cli_elf_pair elfs = { 0 };
    struct why_error err = { 0 };
    enum why_status status;

    free(path);
    if (!path)
        return WHY_E_NOMEM;
    if (!there)
        return WHY_OK;
    status = cli_description_read(folder, &elfs, &err);
    if (status == WHY_E_NOMEM)
        return status;
    if (status == WHY_OK)
        add_build(out, elfs, CLI_DESCRIPTION_NAME);
    else if (out->obstacle.status == WHY_OK)
        out->obstacle = err;
    return WHY_OK;
}

/* The name of a regular file in a folder, NULL when there is none. */
static enum why_status find_file(const char *folder, const char *name, char **out)
{
    char *path = cli_path_join(folder, name);

    if (!path)
        return WHY_E_NOMEM;
    if (!cli_path_is_file(path)) {
        free(path);
        path = NULL;
    }
    *out = path;
    return WHY_OK;
}

/* Source: PlatformIO builder/main.py, PROGNAME "firmware"; its ESP-IDF builder puts the bootloader
 * beside it. */
static enum why_status look_for_platformio(const char *folder, struct cli_builds *out)
{
    struct cli_elf_pair elfs = { 0 };
    enum why_status status = find_file(folder, "firmware.elf", &elfs.app);

    if (status == WHY_OK && elfs.app)
        status = find_file(folder, "bootloader.elf", &elfs.bootloader);
    if (status == WHY_OK && elfs.app)
        add_build(out, elfs, "PlatformIO");
    else
        cli_elf_pair_deinit(&elfs);
    return status;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum why_status look_in_each(const char *folder, look_fn look, struct cli_builds *out)
{
    enum why_status status = WHY_OK;
    struct dirent **entries = NULL;
    int count = scandir(folder[0] ? folder : ".", &entries, is_visible, alphasort);

    for (int i = 0; i < count; i++) {
        char *inner = status == WHY_OK ? cli_path_join(folder, entries[i]->d_name) : NULL;

        if (status == WHY_OK)
            status = inner ? look(inner, out) : WHY_E_NOMEM;
        free(inner);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static enum why_status look_at(const struct place *place, const char *folder,
                               struct cli_builds *out)
{
    char *path = cli_path_join(folder, place->below);
    enum why_status status;

    if (!path)
        return WHY_E_NOMEM;
    if (place->each)
        status = look_in_each(path, place->look, out);
    else
        status = place->look(path, out);
    free(path);
    return status;
}

enum why_status cli_builds_find(const char *folder, bool named, struct cli_builds *out)
{
    /* clang-format off */
    static const struct place places[] = {
        { "",           false, false, look_for_description },
        { "build",      false, false, look_for_description },
        { ".pio/build", true,  false, look_for_platformio },
        { "",           false, true,  look_for_platformio },
        { "",           true,  true,  look_for_platformio },
    };
    /* clang-format on */
    enum why_status status = WHY_OK;

    *out = (struct cli_builds){ 0 };
    for (size_t i = 0; status == WHY_OK && i < WHY_COUNTOF(places); i++) {
        if (named || !places[i].named)
            status = look_at(&places[i], folder, out);
    }
    return status;
}

void cli_builds_deinit(struct cli_builds *builds)
{
    for (size_t i = 0; i < builds->count; i++)
        cli_elf_pair_deinit(&builds->items[i].elfs);
    *builds = (struct cli_builds){ 0 };
}
