/* Messages to the person at the terminal: standard error, one line each whatever the names in them.
 */
#ifndef WHY_CLI_MESSAGE_H
#define WHY_CLI_MESSAGE_H

#include "espwhy/base.h"

/** "espwhy: error: ..." */
void cli_error(const char *format, ...) WHY_PRINTF(1, 2);
/** "espwhy: note: ..." */
void cli_note(const char *format, ...) WHY_PRINTF(1, 2);
/** "espwhy: ...", what it does without having been told. */
void cli_tell(const char *format, ...) WHY_PRINTF(1, 2);

#endif
