/* The walks of the two architectures. */
#ifndef WHY_UNWIND_STEPS_H
#define WHY_UNWIND_STEPS_H

#include "unwind/walk.h"

/* Where a walk starts. */
struct why_start {
    struct why_registers registers;
    struct why_value pc; /* exact */
    struct why_value ps; /* Xtensa: processor status */
    enum why_context context;
    const struct why_task *task; /* whose stack bounds the walk; NULL: not known */
};

/** RISC-V and Xtensa without windows: call-frame information, then prologues, then a scan of the
 * stack. */
void why_walk_linked(struct why_walk *walk, const struct why_start *start);
/** Xtensa: the window save areas. */
void why_walk_xtensa(struct why_walk *walk, const struct why_start *start);
/** The same, from a frame that is the last of the backtrace already. @p registers are its own. */
void why_go_on_xtensa(struct why_walk *walk, const struct why_frame *frame,
                      const struct why_registers *registers);
/** Xtensa: check the backtrace that the chip printed, and mend what a jump through a bad pointer
 * lost. */
void why_check_device_xtensa(struct why_walk *walk, const struct why_core *core);
/** RISC-V: set the lookup addresses of the backtrace that the chip printed, and its end. */
void why_check_device_riscv(struct why_walk *walk, const struct why_core *core);

#endif
