/* Two ways to one instruction: what they agree on. */
#include "values/slots.h"

/* A stack address that meets anything else is known to whoever uses the register; two of them may
 * be one that moves, a loop's, and it may move either way. */
static void note_meeting(struct why_state *state, const struct why_term *a,
                         const struct why_term *b)
{
    uint32_t offset;

    if (why_term_on_stack(a, &offset) && why_term_on_stack(b, &offset))
        why_escape_from(state, WHY_ESCAPE_ANYWHERE);
    why_escape_note(state, a);
    why_escape_note(state, b);
}

static bool meets_here(const struct why_term *term, uint32_t address)
{
    return term->kind == WHY_TERM_UNKNOWN && term->address == address;
}

static bool join_registers(struct why_state *state, const struct why_state *other, uint32_t address,
                           struct why_arena *arena)
{
    const struct why_term *met;
    bool changed = false;

    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++) {
        if (why_term_equals(state->registers[i], other->registers[i]))
            continue;
        note_meeting(state, state->registers[i], other->registers[i]);
        if (meets_here(state->registers[i], address))
            continue;
        met = why_term_met(arena, address, i);
        if (!met)
            return false;
        state->registers[i] = met;
        changed = true;
    }
    return changed;
}

static bool has_slot(const struct why_state *state, const struct why_slot *slot)
{
    for (size_t i = 0; i < state->slot_count; i++)
        if (state->slots[i].offset == slot->offset)
            return why_term_equals(state->slots[i].term, slot->term);
    return false;
}

static bool join_slots(struct why_state *state, const struct why_state *other)
{
    const size_t before = state->slot_count;
    size_t kept = 0;

    for (size_t i = 0; i < before; i++)
        if (has_slot(other, &state->slots[i]))
            state->slots[kept++] = state->slots[i];
        else
            why_escape_lost(state, state->slots[i].term);
    state->slot_count = kept;
    return kept != before;
}

bool why_state_join(struct why_state *state, const struct why_state *other, uint32_t address,
                    struct why_arena *arena)
{
    const bool escaped = state->escaped;
    const uint32_t escape = state->escape;
    bool changed = join_registers(state, other, address, arena);

    changed = join_slots(state, other) || changed;
    if (other->escaped)
        why_escape_from(state, other->escape);
    return changed || state->escaped != escaped || state->escape != escape;
}
