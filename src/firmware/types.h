/* Layout of structure types. */
#ifndef WHY_FIRMWARE_TYPES_H
#define WHY_FIRMWARE_TYPES_H

#include "espwhy/firmware.h"

struct why_member {
    uint32_t offset; /* bytes from the start of the type that was asked about */
    uint32_t size;   /* bytes; 0: not known */
};

/**
 * Find a member of a structure type.
 * @param function  Whose compilation unit is searched: one that surely knows the type, such as
 * "vTaskSwitchContext".
 * @param type      Its tag or typedef, such as "tskTaskControlBlock".
 * @param path      Member name; members of members follow a dot: "xStateListItem.pvContainer".
 * @param out       Untouched unless true is returned.
 */
bool why_firmware_member(struct why_firmware *firmware, const char *function, const char *type,
                         const char *path, struct why_member *out);

#endif
