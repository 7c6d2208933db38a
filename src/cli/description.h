/* What ESP-IDF writes down of a build. */
#ifndef WHY_CLI_DESCRIPTION_H
#define WHY_CLI_DESCRIPTION_H

#include "espwhy/firmware.h"

/* Its name in the build folder. Source: ESP-IDF tools/cmake/project_description.json.in. */
#define CLI_DESCRIPTION_NAME "project_description.json"

/* Regular files; NULL: not named, or not there. */
struct cli_elf_pair {
    char *app;
    char *bootloader;
    bool limited; /* the description tells: */
    struct why_revisions revisions;
};

/** Free the names. */
void cli_elf_pair_deinit(struct cli_elf_pair *pair);

/**
 * Read the description in a build folder. The folder may have been moved since.
 * @param out  Has an application when WHY_OK is returned; free it with cli_elf_pair_deinit().
 * @return WHY_OK; WHY_E_IO when there is no description, none that can be read, or no ELF where it
 * says; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_description_read(const char *folder, struct cli_elf_pair *out,
                                                    struct why_error *err);

#endif
