/* What tells logs of one name apart. */
#ifndef WHY_CLI_TAILS_H
#define WHY_CLI_TAILS_H

#include "cli/settings.h"

/** How many components at the end of their paths tell the logs apart, at least 1. A log that is
 * given twice is one log. */
uint32_t cli_tails_needed(const struct cli_words *logs);

#endif
