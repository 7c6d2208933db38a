/* Resets that are a report of their own, as the assembler reads them. */
#ifndef WHY_READ_ASSEMBLE_RESET_H
#define WHY_READ_ASSEMBLE_RESET_H

#include "read/assembly.h"

/** A reset line of the report. */
void why_assemble_reset(struct why_assembly *assembly, const struct why_item *item);
/** A line before the report: where the chip restarts, the uptime is of the run before. */
void why_assemble_restart(struct why_assembly *assembly, const struct why_line *line);
/** True for a register that a program printed behind a reset: that report has none. */
bool why_is_of_next_run(const struct why_assembly *assembly, const struct why_item *item);
/** A report of a reset is of the run that it ended. */
void why_settle_reset(struct why_assembly *assembly);

#endif
