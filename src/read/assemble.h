/* The text of one report becomes a crash. */
#ifndef WHY_READ_ASSEMBLE_H
#define WHY_READ_ASSEMBLE_H

#include "espwhy/crash.h"
#include "read/collect.h"

/**
 * Read a block.
 * @param log_name  Copied into the crash.
 * @param out       A crash with everything that the text says: no chip yet, and frames as printed,
 * without their lookup addresses, regions and names; to be destroyed by the caller.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_assemble(const struct why_scanner *scanner,
                                            const struct why_collected *collected,
                                            const char *log_name, struct why_crash **out,
                                            struct why_error *err);

#endif
