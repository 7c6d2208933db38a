/* Names of files that were not typed but made. */
#ifndef WHY_CLI_PATH_H
#define WHY_CLI_PATH_H

#include "espwhy/base.h"

/** "folder/name"; the name alone when it is absolute or the folder is the current one ("" or ".").
 * @return NULL when memory ran out; to be freed. */
char *cli_path_join(const char *folder, const char *name);

/** True for a regular file; it is not opened. */
bool cli_path_is_file(const char *path);

/** True when both name one regular file, also one that is still to be made. */
bool cli_path_is_same(const char *one, const char *other);

#endif
