/* The core dumps of a run. */
#ifndef WHY_CLI_CORES_H
#define WHY_CLI_CORES_H

#include "cli/run.h"

/**
 * Give the session the core dumps that were named. What cannot be read, or is none, is told; the
 * run goes on without it.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_cores_open(struct cli_run *run);

#endif
