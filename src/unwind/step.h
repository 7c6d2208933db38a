/* One step of a RISC-V walk: the caller by call-frame information, else by the prologue, and
 * whether it can be believed. */
#ifndef WHY_UNWIND_STEP_H
#define WHY_UNWIND_STEP_H

#include "firmware/caller.h"
#include "unwind/walk.h"

/* A frame that a step starts from. */
struct why_point {
    uint32_t lookup;
    bool exact; /* at an instruction, not in a call: the program counter of a trap */
    struct why_registers registers;
};

struct why_step {
    enum why_cfi_answer answer;
    enum why_trust trust; /* of the caller */
    struct why_caller caller;
};

/* What speaks against a caller. */
enum why_objection {
    WHY_OBJECTION_NONE,
    WHY_OBJECTION_DOWN,    /* its stack pointer is not above */
    WHY_OBJECTION_UNEVEN,  /* its stack pointer is not aligned */
    WHY_OBJECTION_NO_CODE, /* no code can stand where it returns to */
    WHY_OBJECTION_NO_CALL, /* no call stands before its return address */
};

struct why_step why_step_from(const struct why_walk *walk, const struct why_point *point);

/** @param call  The call before the return address; its row is NULL when it cannot be read. */
enum why_objection why_step_check(const struct why_walk *walk, const struct why_point *point,
                                  const struct why_caller *caller, struct why_insn *call);

/** True when a function has no caller, whatever its registers are. */
bool why_step_is_outermost(const struct why_walk *walk, uint32_t lookup);

/**
 * True when a stack pointer is the one of a frame that is in a call: from it, calls that fit lead
 * on to a call whose target is known, or to the end of the stack.
 */
bool why_step_proves(const struct why_walk *walk, uint32_t lookup, uint32_t sp);

/**
 * The lowest stack pointer that is proved so, from @p from on and within @p bytes.
 * @param out  Untouched unless true is returned.
 */
bool why_step_find_sp(const struct why_walk *walk, uint32_t lookup, uint32_t from, uint32_t bytes,
                      uint32_t *out);

#endif
