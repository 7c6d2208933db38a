/* Source lines of addresses. */
#ifndef WHY_FIRMWARE_LINES_H
#define WHY_FIRMWARE_LINES_H

#include "firmware/state.h"

/* A place in a source; zero where not known. */
struct why_source_line {
    const char *file;      /* as the line table has it: not clean */
    const char *directory; /* that `file` is relative to, if it is; NULL: not known */
    uint32_t line;
    uint32_t column;
};

/** The row of the unit's line table for an address. */
struct why_source_line why_line_at(struct why_firmware *firmware, struct why_unit *unit,
                                   uint32_t address);
/** The path of a file: absolute where that can be told, clean, in the arena; NULL without a file.
 */
const char *why_line_path(const struct why_source_line *place, struct why_arena *arena);
/** Where a function was inlined. */
struct why_source_line why_line_of_call(struct why_firmware *firmware, struct why_unit *unit,
                                        Dwarf_Die *inlined);

#endif
