/* What a RISC-V walk says of a caller that it does not take, in words. */
#ifndef WHY_UNWIND_REMARK_H
#define WHY_UNWIND_REMARK_H

#include "unwind/step.h"

/** Why a step was not taken, as a clause; NULL for WHY_OBJECTION_NONE.
 * @param point  Where it started.
 * @param call   The call before the return address, of WHY_OBJECTION_ELSEWHERE. */
const char *why_remark_objection(const struct why_walk *walk, const struct why_point *point,
                                 const struct why_step *step, enum why_objection objection,
                                 const struct why_insn *call);

/** That a scan for the caller of @p lookup found nothing from one address up to another; @p cut
 * says that the dump ends there.
 */
const char *why_remark_nothing(const struct why_walk *walk, uint32_t lookup, uint32_t from,
                               uint32_t end, bool cut);

/** That a word of the stack is missing. */
const char *why_remark_missing(const struct why_walk *walk, uint32_t address);

/** Note that frames behind the last one were found although its own return address is none. */
void why_remark_gap(struct why_walk *walk, const struct why_task *task, const char *reason);

/** Note that the last frame's caller, which returns to @p pc, called a function of the boot ROM. */
void why_remark_doubt(struct why_walk *walk, uint32_t pc, const struct why_insn *call,
                      uint32_t lookup);

/** Compare abort()'s caller with the one that the log names, and note where they differ. */
void why_remark_abort(struct why_walk *walk);

/** Why a stack should not end with a return address of zero at its last frame, as a clause; NULL:
 * tasks start there. */
const char *why_remark_end(const struct why_walk *walk, uint32_t lookup);

#endif
