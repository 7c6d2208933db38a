/* What was imperfect about the text of a report. */
#ifndef WHY_READ_ASSEMBLE_NOTES_H
#define WHY_READ_ASSEMBLE_NOTES_H

#include "read/assembly.h"
#include "read/collect.h"

/** Remember that a line which said something had to be made plain text. */
void why_assemble_rewritten(struct why_assembly *assembly, const struct why_line *line);
void why_settle_notes(struct why_assembly *assembly, const struct why_collected *collected);

#endif
