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
    WHY_OBJECTION_DOWN,      /* its stack pointer is not above */
    WHY_OBJECTION_UNEVEN,    /* its stack pointer is not aligned */
    WHY_OBJECTION_NO_CODE,   /* no code can stand where it returns to */
    WHY_OBJECTION_NO_CALL,   /* no call stands before its return address */
    WHY_OBJECTION_ELSEWHERE, /* a call to another function does, which cannot have jumped here */
};

struct why_step why_step_from(const struct why_walk *walk, const struct why_point *point);

/** @param call  The call before the return address; its row is NULL when it cannot be read. */
enum why_objection why_step_check(const struct why_walk *walk, const struct why_point *point,
                                  const struct why_caller *caller, struct why_insn *call);

/** True when a function has no caller, whatever its registers are. */
bool why_step_is_outermost(const struct why_walk *walk, uint32_t lookup);

enum why_proof {
    WHY_PROOF_NO,
    WHY_PROOF_YES,
    WHY_PROOF_MISSING, /* a word that it needs is not in the dump */
};

/**
 * Whether a stack pointer is the one of a frame that is in a call: from it, calls that fit lead on
 * to a call whose target is known, or to the end of the stack.
 * @param missing  WHY_PROOF_MISSING: receives the address of the word.
 */
enum why_proof why_step_proves(const struct why_walk *walk, uint32_t lookup, uint32_t sp,
                               uint32_t *missing);

/** True when a call leads to the function at @p lookup, or may do so by jumps that leave no frame.
 */
bool why_step_may_call(const struct why_walk *walk, const struct why_insn *call, uint32_t lookup);

/** True when a call goes to a function of the boot ROM, whose code is not at hand, and not to the
 * one at @p lookup: few of them jump on to the application. */
bool why_step_is_doubtful(const struct why_walk *walk, const struct why_insn *call,
                          uint32_t lookup);

/** Where to look for the stack pointer of a frame. */
struct why_sp_search {
    uint32_t lookup;
    uint32_t from;
    uint32_t bytes;
};

/**
 * The lowest stack pointer that is proved so. Beyond one that cannot be judged, since a word is
 * missing, none is sought.
 * @param sp       Not known unless WHY_PROOF_YES is returned.
 * @param missing  WHY_PROOF_MISSING: receives the address of the word.
 */
enum why_proof why_step_find_sp(const struct why_walk *walk, const struct why_sp_search *search,
                                struct why_value *sp, uint32_t *missing);

#endif
