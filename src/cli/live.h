/* A log that is still being written. */
#ifndef WHY_CLI_LIVE_H
#define WHY_CLI_LIVE_H

#include "cli/input.h"
#include "cli/run.h"

/**
 * Read to the end of the input: a crash whose tail does not come is reported after three seconds of
 * silence, or on SIGINT.
 * @param buffer  Of @p size bytes, to read into.
 * @return The signal that ended the run before, or 0.
 */
int cli_live_read(struct cli_run *run, struct cli_input *input, char *buffer, size_t size);

#endif
