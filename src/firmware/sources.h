/* From the path that names a source file to the file that may be opened. */
#ifndef WHY_FIRMWARE_SOURCES_H
#define WHY_FIRMWARE_SOURCES_H

#include "espwhy/sources.h"

/**
 * Find a source file.
 * @param path  As debug information or a log has it.
 * @param out   Absolute, without symbolic links, to be freed; NULL: not found, or not to be opened.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_sources_find(const struct why_sources *sources, const char *path,
                                                char **out, struct why_error *err);

#endif
