/* The backtrace that a RISC-V chip printed: return addresses, raw or less two, and where they end.
 *
 * The walk by .eh_frame prints them less two, since it looks up what it prints; the one by frame
 * pointers, and older versions, print them raw. Source: ESP-IDF
 * components/esp_system/eh_frame_parser.c, fp_unwind.c. */
#include "base/arena.h"
#include "unwind/steps.h"

#define REDUCTION 2u
#define REDUCED_ZERO (0u - REDUCTION) /* what becomes of a return address of zero */

static bool follows_call(const struct why_walk *walk, uint32_t address)
{
    struct why_insn call;

    return why_walk_call_before(walk, address, &call) == WHY_CALL_FOUND;
}

/* Entries that only one of the two makes return addresses, by the calls in the ELF: above zero for
 * reduced ones. */
static int count_calls(const struct why_walk *walk)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    int reduced = 0;

    for (size_t i = 1; i < backtrace->frame_count; i++) {
        const uint32_t pc = backtrace->frames[i].pc.value;

        reduced += follows_call(walk, pc + REDUCTION) - follows_call(walk, pc);
    }
    return reduced;
}

/* The code tells, else the register that one of them was in, else the end: a zero less two. A line
 * may be damaged, so that its end alone is the weakest of the three. */
static bool is_reduced(const struct why_walk *walk, const struct why_core *core)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    const struct why_value ra = why_core_register(core, walk->crash->arch->return_address);
    const int calls = count_calls(walk);

    if (calls != 0)
        return calls > 0;
    if (ra.known && backtrace->frame_count > 1) {
        const uint32_t less = ra.value - backtrace->frames[1].pc.value;

        if (less == 0 || less == REDUCTION)
            return less == REDUCTION;
    }
    for (size_t i = 1; i < backtrace->frame_count; i++)
        if (backtrace->frames[i].pc.value == REDUCED_ZERO)
            return true;
    return false;
}

/* What a chip prints last may be no frame, and its words of it may mislead: it walks past the
 * outermost frame of a task, whose return address is zero. */
static void settle_end(const struct why_walk *walk)
{
    const struct why_crash *crash = walk->crash;
    struct why_backtrace *backtrace = walk->backtrace;
    const struct why_region *region;
    uint32_t last;

    if (backtrace->frame_count < 2 || backtrace->corrupted || backtrace->continues)
        return;
    last = backtrace->frames[backtrace->frame_count - 1].pc.value;
    region = why_crash_region(crash, last);
    if (last == 0 || last == REDUCED_ZERO) {
        backtrace->frame_count--;
        backtrace->ended = NULL;
    } else if (crash->chip && !(region && (region->bits & WHY_MEM_EXEC))) {
        backtrace->frame_count--;
        backtrace->ended = why_arena_printf(
            crash->arena, "the next return address, 0x%08x, is not in code", (unsigned)last);
    } else if (region && (region->bits & WHY_MEM_ROM) && !backtrace->ended) {
        backtrace->ended = "the chip follows no frames of the boot ROM";
    }
}

void why_check_device_riscv(struct why_walk *walk, const struct why_core *core)
{
    struct why_backtrace *backtrace = walk->backtrace;
    const bool reduced = is_reduced(walk, core);

    settle_end(walk);
    for (size_t i = 1; i < backtrace->frame_count; i++) {
        struct why_frame *frame = &backtrace->frames[i];

        frame->lookup = frame->pc;
        if (!reduced)
            frame->lookup.value -= walk->crash->arch->call_bytes_min;
    }
}
