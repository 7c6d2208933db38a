/* Classes of C++ that a unit only declares. */
#ifndef WHY_FIRMWARE_TYPE_DEFINITION_H
#define WHY_FIRMWARE_TYPE_DEFINITION_H

#include "firmware/state.h"

/**
 * The definition of a declared class, in whichever unit it is: compilers describe a class with
 * virtual functions only where these are. In C the same tag may mean something else elsewhere.
 * @return false when there is none, or several that differ; @p out is untouched then.
 */
bool why_die_definition(struct why_firmware *firmware, Dwarf_Die *declaration, Dwarf_Die *out);

#endif
