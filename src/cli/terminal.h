/* What the place that a report goes to can show. */
#ifndef WHY_CLI_TERMINAL_H
#define WHY_CLI_TERMINAL_H

#include "cli/settings.h"

/** How to write to @p fd: colors, glyphs, width. setlocale(LC_CTYPE, "") must have been called. */
struct why_format_options cli_terminal_options(int fd, const struct cli_settings *settings);

/** True when @p fd is a terminal that takes a line feed literally: lines must end in CR LF.
 * Programs change this while they run, so it is to be asked before every report. */
bool cli_terminal_is_raw(int fd);

#endif
