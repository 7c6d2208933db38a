/* What is known of faults: files of signatures, earlier reports, and the file that learns. */
#ifndef WHY_CLI_KNOWN_H
#define WHY_CLI_KNOWN_H

#include "cli/settings.h"

/**
 * Make the gate of the settings, with all that their files tell and their conditions.
 * @return WHY_OK; WHY_E_USAGE, "FILE:LINE: what" where a file is at fault; WHY_E_IO for one that
 * cannot be read, when nothing else is wrong; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_known_resolve(struct cli_settings *settings,
                                                 struct why_error *err);
/** Append what was learned to the file of --learn, if there is one. A failure is told. @return true
 * when all of it has arrived. */
bool cli_known_learn(const struct cli_settings *settings);

#endif
