/* The ELF files of a run. */
#ifndef WHY_CLI_ELFS_H
#define WHY_CLI_ELFS_H

#include "cli/run.h"

/**
 * Give the session the ELF files named, those of the builds named, or else those of the one build
 * in the current folder; boot ROMs last. What cannot be used is told once; the run goes on without
 * it.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_elfs_open(struct cli_run *run);
/** Bring the run's list of ELF files up to date. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status cli_elfs_list(struct cli_run *run);

#endif
