/* The places where source files may be read in a run. */
#ifndef WHY_CLI_SOURCES_H
#define WHY_CLI_SOURCES_H

#include "cli/run.h"

/**
 * Make the run's list of places: maps and folders that were named, and the current folder. What
 * cannot be used is told once.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_sources_open(struct cli_run *run);

/**
 * Take the path maps that a build of ESP-IDF left for GDB, if it did.
 * @param app  Its application's ELF.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_sources_add_build(struct cli_run *run, const char *app);

#endif
