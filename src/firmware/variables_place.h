/* One variable of a frame: where it is there, and what it holds. */
#ifndef WHY_FIRMWARE_VARIABLES_PLACE_H
#define WHY_FIRMWARE_VARIABLES_PLACE_H

#include "firmware/state.h"
#include "firmware/variables.h"

/* The frame that variables are asked of. */
struct why_frame_of {
    struct why_firmware *firmware;
    uint32_t lookup;
    struct why_target target;
    struct why_value base; /* what places on the stack are relative to */
};

/** @param function  The physical one, not what is inlined into it. */
struct why_frame_of why_frame_of(struct why_firmware *firmware, uint32_t lookup,
                                 const struct why_target *target, Dwarf_Die *function);

/** All that an entry of a parameter or variable tells of the frame. */
struct why_local why_variable_of(const struct why_frame_of *frame, Dwarf_Die *die,
                                 struct why_arena *arena);

/** Clean; NULL when it has none. */
const char *why_variable_name(Dwarf_Die *die, struct why_arena *arena);

#endif
