/* Virtual functions of classes. */
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

#endif
