/* Registers and stack slots of a function at one point of its code. */
#ifndef WHY_VALUES_STATE_H
#define WHY_VALUES_STATE_H

#include "values/terms.h"

#define WHY_FLOW_SLOTS 64u /* words of the frame that are followed; others are not known */

struct why_state {
    const struct why_term *registers[WHY_ARCH_REGISTERS];
    struct why_slot slots[WHY_FLOW_SLOTS];
    size_t slot_count;
    bool escaped;    /* somebody else may know of stack addresses, from `escape` on: */
    uint32_t escape; /* offset from the stack pointer at entry, as a signed number */
};

/* What the steps of one function share. */
struct why_flow_context {
    const struct why_isa *isa;
    const struct why_isa_code *code;
    struct why_arena *arena;
};

/** As the function finds them when it is called; false when memory is out. */
bool why_state_init(struct why_state *state, const struct why_flow_context *context);
/** What one instruction makes of them; false when memory is out. */
bool why_state_step(struct why_state *state, const struct why_flow_context *context,
                    const struct why_insn *insn);
/**
 * Meet another way to the instruction at an address: what differs is not known. Latches in @p arena
 * when memory is out.
 * @return true when something changed.
 */
bool why_state_join(struct why_state *state, const struct why_state *other, uint32_t address,
                    struct why_arena *arena);

#endif
