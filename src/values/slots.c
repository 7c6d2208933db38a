/* Stack slots: what was stored there, and who else may write there. */
#include "values/slots.h"

const struct why_slot *why_slot_find(const struct why_state *state, uint32_t offset)
{
    for (size_t i = 0; i < state->slot_count; i++)
        if (state->slots[i].offset == offset)
            return &state->slots[i];
    return NULL;
}

void why_slots_overwrite(struct why_state *state, uint32_t offset, uint32_t bytes)
{
    size_t kept = 0;

    for (size_t i = 0; i < state->slot_count; i++) {
        int32_t behind = (int32_t)(state->slots[i].offset - offset);

        if (behind >= (int32_t)bytes || behind <= -(int32_t)WHY_SLOT_BYTES)
            state->slots[kept++] = state->slots[i];
    }
    state->slot_count = kept;
}

void why_slot_keep(struct why_state *state, uint32_t offset, const struct why_term *term)
{
    why_slots_overwrite(state, offset, WHY_SLOT_BYTES);
    if (state->slot_count < WHY_FLOW_SLOTS)
        state->slots[state->slot_count++] = (struct why_slot){ offset, term };
}

void why_escape_from(struct why_state *state, uint32_t offset)
{
    if (!state->escaped || (int32_t)offset < (int32_t)state->escape)
        state->escape = offset;
    state->escaped = true;
}

void why_escape_note(struct why_state *state, const struct why_term *term)
{
    uint32_t offset;

    if (why_term_on_stack(term, &offset))
        why_escape_from(state, offset);
}

void why_escape_lost(struct why_state *state, const struct why_term *term)
{
    uint32_t offset;

    if (why_term_on_stack(term, &offset))
        why_escape_from(state, WHY_ESCAPE_ANYWHERE);
}

void why_escape_forget(struct why_state *state)
{
    size_t kept = 0;

    if (!state->escaped)
        return;
    for (size_t i = 0; i < state->slot_count; i++)
        if ((int32_t)state->slots[i].offset + (int32_t)WHY_SLOT_BYTES <= (int32_t)state->escape)
            state->slots[kept++] = state->slots[i];
    state->slot_count = kept;
}
