/* The backtrace that a RISC-V chip printed: return addresses, raw or less two. */
#include "unwind/steps.h"

#define REDUCTION 2u /* see match/frames.c */

void why_check_device_riscv(struct why_walk *walk)
{
    struct why_backtrace *backtrace = walk->backtrace;

    for (size_t i = 1; i < backtrace->frame_count; i++) {
        struct why_frame *frame = &backtrace->frames[i];
        const uint32_t pc = frame->pc.value;
        struct why_insn call;

        if (why_walk_call_before(walk, pc, &call) == WHY_CALL_NONE &&
            why_walk_call_before(walk, pc + REDUCTION, &call) == WHY_CALL_FOUND)
            frame->lookup = frame->pc;
    }
}
