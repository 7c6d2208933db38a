/* The command line: one table says what can be given, argp reads and explains it. */
#ifndef WHY_CLI_OPTIONS_H
#define WHY_CLI_OPTIONS_H

#include "cli/settings.h"

/**
 * Read the command line. A usage error prints two lines and ends the program with CLI_EXIT_USAGE;
 * --help and --usage are kept as a page.
 * @param out  Zeroed; to be freed with cli_settings_deinit() in every case.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_options_parse(int argc, char **argv, struct cli_settings *out);

#endif
