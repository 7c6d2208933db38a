/* The text of one report becomes a crash. */
#ifndef WHY_READ_ASSEMBLE_H
#define WHY_READ_ASSEMBLE_H

#include "espwhy/crash.h"
#include "read/collect.h"
#include "read/dump.h"

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

/** Put a dump of the same panic into a crash, see why_dump_join(); a note tells when log and dump
 * name different ELF files. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_join_dump(struct why_crash *crash, const struct why_dump *dump,
                                             struct why_error *err);

/**
 * Make a crash of a core dump that stands alone.
 * @param out  As above; named after the dump.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_assemble_dump(const struct why_scanner *scanner,
                                                 const struct why_dump *dump,
                                                 struct why_crash **out, struct why_error *err);

#endif
