/* Two cores that panic at once: the headline that the crash has. */
#ifndef WHY_READ_ASSEMBLE_HEADLINES_H
#define WHY_READ_ASSEMBLE_HEADLINES_H

#include "read/assembly.h"

/** Leave one headline, that of the registers; the others are of other cores. */
void why_settle_headlines(struct why_assembly *assembly);

#endif
