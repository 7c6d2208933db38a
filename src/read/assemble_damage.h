/* What cannot be trusted of registers and backtraces. */
#ifndef WHY_READ_ASSEMBLE_DAMAGE_H
#define WHY_READ_ASSEMBLE_DAMAGE_H

#include "read/assembly.h"

enum why_cell {
    WHY_CELL_NEW,
    WHY_CELL_KNOWN,     /* the register has a value */
    WHY_CELL_NEXT_DUMP, /* of another core, whose header was lost */
};

/** Remember an item of kind DAMAGED. */
void why_assemble_damaged(struct why_assembly *assembly, const struct why_item *item);
/** What a cell is to the registers of a core: the cell before it on the line, or the value that the
 * register has already, may turn out not to be known. */
enum why_cell why_check_cell(struct why_assembly *assembly, const struct why_core *core,
                             const char *name, const struct why_item *item);
/** Note all of it. */
void why_settle_damage(struct why_assembly *assembly);

#endif
