/* The frame of vPortYield() in the memory of a dump. */
#include "unwind/yield.h"

#define ADDRESS_BITS 0x3fffffffu /* the dump drops those above */

/* Offsets in the frame. */
#define YIELD_EXIT 0u /* 0 marks a frame of this kind */
#define YIELD_PC 4u
#define YIELD_A1 20u

static bool is_yield_at(const struct why_walk *walk, const struct why_start *start,
                        uint32_t address)
{
    const struct why_value mark = why_walk_word(walk, address + YIELD_EXIT);
    const struct why_value pc = why_walk_word(walk, address + YIELD_PC);
    const struct why_value sp = why_walk_word(walk, address + YIELD_A1);

    return mark.known && mark.value == 0 && pc.known &&
           ((pc.value ^ start->pc.value) & ADDRESS_BITS) == 0 && sp.known &&
           sp.value == start->registers.value[1];
}

bool why_find_yield(const struct why_walk *walk, const struct why_start *start, uint32_t *sp)
{
    const struct why_crash *crash = walk->crash;

    if (start->context != WHY_CONTEXT_YIELDED || (start->registers.known & 2u) == 0)
        return false;
    for (size_t i = 0; i < crash->memory_count; i++) {
        const uint32_t address = crash->memory[i].address;
        const uint32_t above = address + WHY_YIELD_FRAME_BYTES;

        if (start->registers.value[1] <= above || !is_yield_at(walk, start, address))
            continue;
        *sp = above;
        return true;
    }
    return false;
}
