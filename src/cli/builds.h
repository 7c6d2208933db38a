/* Builds in a folder, as the build tools leave them. */
#ifndef WHY_CLI_BUILDS_H
#define WHY_CLI_BUILDS_H

#include "cli/description.h"

#define CLI_BUILDS 16u /* more than anybody wants to read in one line */

struct cli_build {
    struct cli_elf_pair elfs;
    const char *reason; /* what says that it is one, such as "project_description.json" */
};

struct cli_builds {
    struct cli_build items[CLI_BUILDS];
    size_t count;
    bool more;                 /* than there is room for */
    struct why_error obstacle; /* why the first that seemed to be one is none; WHY_OK: no such */
};

/**
 * Find the builds of ESP-IDF and PlatformIO in a folder, each ELF once.
 * @param folder  "" is the current one.
 * @param named   The user named the folder: it may be a part of a build tree as well.
 * @param out     Free it with cli_builds_deinit(), in every case.
 * @return WHY_OK, also for none; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_builds_find(const char *folder, bool named,
                                               struct cli_builds *out);
/** Free what was found. */
void cli_builds_deinit(struct cli_builds *builds);

#endif
