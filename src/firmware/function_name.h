/* What a function is called, by its entry in the debug information. */
#ifndef WHY_FIRMWARE_FUNCTION_NAME_H
#define WHY_FIRMWARE_FUNCTION_NAME_H

#include "firmware/state.h"

/** The name of a function, inlined call or declaration: clean, of C++ with parameter types; NULL
 * when it has none. */
const char *why_function_name(struct why_firmware *firmware, Dwarf_Die *die,
                              struct why_arena *arena);

#endif
