/* A frame as debug information wants to see it: registers, memory, frame address, and what its
 * caller passed to it. */
#ifndef WHY_VALUES_FRAME_H
#define WHY_VALUES_FRAME_H

#include "firmware/variables.h"
#include "unwind/walk.h"

/* A backtrace with the registers that it began with. */
struct why_stack {
    const struct why_walk *walk; /* reads memory and code; outlives the stack */
    struct why_backtrace *backtrace;
    struct why_registers registers; /* of the core, for an innermost frame that has none */
    struct why_value pc;            /* of the core */
};

/**
 * A backtrace and its core.
 * @param core  NULL: every frame has its own registers.
 */
struct why_stack why_stack_of(const struct why_walk *walk, struct why_backtrace *backtrace,
                              const struct why_core *core);

/* What a frame's call passed, asked of the frame behind it. */
struct why_call_values {
    const struct why_stack *stack;
    size_t index;   /* of the frame that was called */
    unsigned depth; /* calls that the answer has led through */
};

/* One frame. Points into itself: not to be copied. */
struct why_frame_view {
    struct why_firmware *firmware; /* of this build, that has its code */
    uint32_t address;              /* inside the instruction or the call */
    struct why_target target;
    struct why_entry_values entry;
    struct why_call_values values;
};

/** @return false when no ELF of this build has the code of the frame; @p out is undefined then. */
bool why_frame_view_of(const struct why_stack *stack, size_t index, struct why_frame_view *out);

/** The address that a frame's callee returns to; not known for the innermost frame, and for code
 * that was interrupted. */
struct why_value why_frame_return_address(const struct why_stack *stack, size_t index);

/** True when a frame, or its frame address, was only found by a search of the stack. */
bool why_frame_is_searched(const struct why_stack *stack, size_t index);

/**
 * What the frame behind another passed to it.
 * @param number  Register, as the function that was called sees it.
 */
bool why_frame_passed(const struct why_call_values *values, unsigned number, uint32_t *out);
/** The same for a parameter that it does not take any more; see struct why_entry_values. */
bool why_frame_passed_removed(const struct why_call_values *values, uint64_t parameter,
                              uint32_t *out);

#endif
