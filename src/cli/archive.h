/* ELF files that a crash calls for: by the SHA256 that the log names, or as the boot ROM. */
#ifndef WHY_CLI_ARCHIVE_H
#define WHY_CLI_ARCHIVE_H

#include <sys/stat.h>

#include "espwhy/firmware.h"

#define CLI_SHA256_DIGITS 64u

/* A file called *.elf below a folder, or one that the session has and a build may replace. */
struct cli_archived {
    char *path;
    bool watched;            /* looked at anew whenever it is another file than before */
    struct stat examined_as; /* of a watched one: the file that was examined */
    bool examined;
    char sha256[CLI_SHA256_DIGITS + 1]; /* empty: not examined, or no ELF of these chips */
};

struct cli_archive {
    struct cli_archived *items;
    size_t count;
    bool tells; /* says what it has found */
};

void cli_archive_init(struct cli_archive *archive, bool tells);
void cli_archive_deinit(struct cli_archive *archive);

/**
 * Note the names of all ELF files below a folder; they are read when one is looked for.
 * @return WHY_OK; WHY_E_IO when the folder cannot be read; WHY_E_LIMIT when it holds too many, of
 * which the first are noted; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_archive_add(struct cli_archive *archive, const char *folder,
                                               struct why_error *err);

/**
 * Note an ELF that the session was given, so that the file a rebuild puts in its place is found.
 * @param file  What it was when it was opened.
 * @return WHY_OK, WHY_E_LIMIT or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_archive_watch(struct cli_archive *archive, const char *path,
                                                 const struct stat *file, struct why_error *err);

/** See struct why_finder; @p archive is a struct cli_archive. */
struct why_firmware *cli_archive_find(void *archive, const char *sha256);
struct why_firmware *cli_archive_find_rom(void *archive, const char *chip_id, uint32_t revision);

#endif
