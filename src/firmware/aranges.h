/* Which unit of the debug information covers which addresses, by the index that compilers add. */
#ifndef WHY_FIRMWARE_ARANGES_H
#define WHY_FIRMWARE_ARANGES_H

#include "firmware/state.h"

/** Called for each range, also one that the linker has dropped and left at 0 or without a length:
 * @p unit is the offset of the unit's header in .debug_info. Returns false when it has enough. */
typedef bool (*why_aranges_visit)(void *user, uint32_t unit, uint32_t lo, uint32_t hi);

/** Visit the ranges of all sound tables of .debug_aranges. Not every unit has a table. */
void why_aranges_read(const struct why_firmware *firmware, why_aranges_visit visit, void *user);

#endif
