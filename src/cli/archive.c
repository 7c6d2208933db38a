/* ELF files that a crash calls for: many builds, noted by name and examined when one is looked for;
 * those in use, once they are rebuilt; the boot ROMs that ESP-IDF has installed. */
#include "cli/archive.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/message.h"
#include "cli/path.h"

#define ARCHIVE_FILES 10000u /* hashing more would keep the user waiting for minutes */
#define ARCHIVE_DEPTH 16     /* folders in folders */
#define ROM_NAME_BYTES 64    /* twice the longest */

void cli_archive_init(struct cli_archive *archive, bool tells)
{
    *archive = (struct cli_archive){ .tells = tells };
}

void cli_archive_deinit(struct cli_archive *archive)
{
    for (size_t i = 0; i < archive->count; i++)
        free(archive->items[i].path);
    free(archive->items);
    *archive = (struct cli_archive){ 0 };
}

/* ---- by name --------------------------------------------------------------------------------- */

static enum why_status note_file(struct cli_archive *archive, const char *path,
                                 struct why_error *err)
{
    struct cli_archived *items;

    if (archive->count == ARCHIVE_FILES)
        return why_fail(err, WHY_E_LIMIT,
                        "more than %u ELF files, %s and what follows are left out", ARCHIVE_FILES,
                        path);
    items = reallocarray(archive->items, archive->count + 1, sizeof(*items));
    if (!items)
        return why_oom(err);
    archive->items = items;
    items[archive->count] = (struct cli_archived){ .path = strdup(path) };
    if (!items[archive->count].path)
        return why_oom(err);
    archive->count++;
    return WHY_OK;
}

static bool is_elf_name(const FTSENT *entry)
{
    static const char ending[] = ".elf";
    size_t len = sizeof(ending) - 1;
    bool file = entry->fts_info == FTS_F || entry->fts_info == FTS_SL;

    return file && entry->fts_namelen > len &&
           strcmp(entry->fts_name + entry->fts_namelen - len, ending) == 0;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum why_status walk(struct cli_archive *archive, FTS *tree, struct why_error *err)
{
    enum why_status status = WHY_OK;
    FTSENT *entry;

    while (status == WHY_OK && (entry = fts_read(tree)) != NULL) {
        if (entry->fts_info == FTS_D && entry->fts_level >= ARCHIVE_DEPTH)
            (void)fts_set(tree, entry, FTS_SKIP);
        else if (entry->fts_info == FTS_DNR && entry->fts_level == 0)
            status = why_fail(err, WHY_E_IO, "cannot search %s: %s", entry->fts_path,
                              strerror(entry->fts_errno));
        else if (is_elf_name(entry))
            status = note_file(archive, entry->fts_path, err);
    }
    return status;
}

/* A copy without slashes at the end: what is found is named with one. */
static char *trim_folder(const char *folder)
{
    size_t len = strlen(folder);

    while (len > 1 && folder[len - 1] == '/')
        len--;
    return strndup(folder, len);
}

enum why_status cli_archive_add(struct cli_archive *archive, const char *folder,
                                struct why_error *err)
{
    struct stat status_of;
    char *roots[] = { NULL, NULL };
    enum why_status status;
    FTS *tree;

    if (stat(folder, &status_of) != 0)
        return why_fail(err, WHY_E_IO, "cannot open %s: %s", folder, strerror(errno));
    if (!S_ISDIR(status_of.st_mode))
        return why_fail(err, WHY_E_IO, "cannot search %s: %s", folder, strerror(ENOTDIR));
    roots[0] = trim_folder(folder);
    tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name) : NULL;
    status = tree ? walk(archive, tree, err) : why_oom(err);
    if (tree)
        (void)fts_close(tree);
    free(roots[0]);
    return status;
}

enum why_status cli_archive_watch(struct cli_archive *archive, const char *path,
                                  const struct stat *file, struct why_error *err)
{
    enum why_status status = note_file(archive, path, err);

    if (status == WHY_OK) {
        struct cli_archived *item = &archive->items[archive->count - 1];

        item->watched = true;
        item->examined = true; /* the session has it, and does not look for what it has */
        item->examined_as = *file;
    }
    return status;
}

/* ---- by SHA256 ------------------------------------------------------------------------------- */

/* Builds write into the file or put another one in its place. */
static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A build that is still writing the file has changed it again when it is looked at next. */
static void look_again(struct cli_archived *item)
{
    struct stat now;

    if (!item->watched || stat(item->path, &now) != 0 || is_same_file(&now, &item->examined_as))
        return;
    item->examined = false;
    item->examined_as = now;
    item->sha256[0] = '\0';
}

/* The firmware, when it is the one looked for. A file that is none is of no interest. */
static struct why_firmware *examine(struct cli_archived *item, const char *sha256)
{
    struct why_firmware *firmware = NULL;

    item->examined = true;
    if (why_firmware_open(item->path, &firmware, NULL) != WHY_OK)
        return NULL;
    memcpy(item->sha256, why_firmware_info(firmware)->sha256, sizeof(item->sha256));
    if (strncasecmp(item->sha256, sha256, strlen(sha256)) == 0)
        return firmware;
    why_firmware_close(firmware);
    return NULL;
}

static bool may_be(const struct cli_archived *item, const char *sha256)
{
    return !item->examined || strncasecmp(item->sha256, sha256, strlen(sha256)) == 0;
}

struct why_firmware *cli_archive_find(void *archive, const char *sha256)
{
    struct cli_archive *known = archive;

    for (size_t i = 0; i < known->count; i++) {
        struct why_firmware *found;

        look_again(&known->items[i]);
        found = may_be(&known->items[i], sha256) ? examine(&known->items[i], sha256) : NULL;

        if (found && known->tells)
            cli_tell("taking %s (%sthe log names its SHA256)", known->items[i].path,
                     known->items[i].watched ? "rebuilt, " : "");
        if (found)
            return found;
    }
    return NULL;
}

/* ---- boot ROMs ------------------------------------------------------------------------------- */

/* "esp32c3_rev3_rom.elf". Source: the names in Espressif's esp-rom-elfs, which ESP-IDF's export
 * script points ESP_ROM_ELF_DIR at. */
struct why_firmware *cli_archive_find_rom(void *archive, const char *chip_id, uint32_t revision)
{
    const struct cli_archive *known = archive;
    const char *folder = getenv("ESP_ROM_ELF_DIR");
    struct why_firmware *firmware = NULL;
    char name[ROM_NAME_BYTES];
    char *path;

    if (!folder || folder[0] == '\0')
        return NULL;
    (void)snprintf(name, sizeof(name), "%s_rev%u_rom.elf", chip_id, (unsigned)revision);
    path = cli_path_join(folder, name);
    if (path && why_firmware_open(path, &firmware, NULL) == WHY_OK && known->tells)
        cli_tell("taking %s (boot ROM, ESP_ROM_ELF_DIR)", path);
    free(path);
    return firmware;
}
