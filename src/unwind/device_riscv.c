/* The backtrace that a RISC-V chip printed: return addresses, raw or less two. */
#include "unwind/steps.h"

#define REDUCTION 2u /* see match/frames.c */

static bool follows_call(const struct why_walk *walk, uint32_t address)
{
    struct why_insn call;

    return why_walk_call_before(walk, address, &call) == WHY_CALL_FOUND;
}

void why_check_device_riscv(struct why_walk *walk)
{
    struct why_backtrace *backtrace = walk->backtrace;
    size_t raw = 0;
    size_t reduced = 0;

    for (size_t i = 1; i < backtrace->frame_count; i++) {
        const uint32_t pc = backtrace->frames[i].pc.value;
        const bool is_raw = follows_call(walk, pc);
        const bool is_reduced = follows_call(walk, pc + REDUCTION);

        raw += is_raw && !is_reduced;
        reduced += is_reduced && !is_raw;
    }
    for (size_t i = 1; reduced > raw && i < backtrace->frame_count; i++)
        backtrace->frames[i].lookup = backtrace->frames[i].pc;
}
