/* All logs of a command line. */
#ifndef WHY_CLI_LOGS_H
#define WHY_CLI_LOGS_H

#include "cli/settings.h"

/** Read every log, report every crash. @return The exit status. */
enum cli_exit cli_logs_explain(const struct cli_settings *settings);

#endif
