/* Classes of C++: their virtual functions, and where their bases lie. */
#ifndef WHY_FIRMWARE_TYPE_VIRTUAL_H
#define WHY_FIRMWARE_TYPE_VIRTUAL_H

#include "firmware/type.h"

/**
 * The function at a place of the table that an object of a class leads to at its start.
 * @param slot  From 0, where the object's pointer to the table leads. Source: Itanium C++ ABI, 2.5.
 * @return "pumps::Meter::pressure", in @p arena; a class that inherits it lends its own name. NULL:
 * not told.
 */
const char *why_type_virtual(struct why_firmware *firmware, why_type_ref class_type, uint32_t slot,
                             struct why_arena *arena);

/** The name of the base class that begins at an offset of a class; NULL: none does, or it is a
 * virtual one. */
const char *why_type_base(struct why_firmware *firmware, why_type_ref class_type, uint32_t offset,
                          struct why_arena *arena);

#endif
