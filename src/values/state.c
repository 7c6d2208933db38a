/* What instructions do to registers and stack slots. */
#include "values/state.h"

#include "base/bytes.h"
#include "isa/convention.h"
#include "values/slots.h"

#define SP_RISCV 2
#define SP_XTENSA 1
#define WORD 4u

static int stack_pointer(enum why_arch_id arch)
{
    return arch == WHY_ARCH_RISCV ? SP_RISCV : SP_XTENSA;
}

bool why_state_init(struct why_state *state, const struct why_flow_context *context)
{
    *state = (struct why_state){ .slot_count = 0 };
    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++)
        state->registers[i] = why_term_entry(context->arena, i);
    if (context->isa->arch == WHY_ARCH_RISCV)
        state->registers[0] = why_term_constant(context->arena, 0, 0);
    state->registers[stack_pointer(context->isa->arch)] = why_term_stack(context->arena, 0, 0);
    return !why_arena_failed(context->arena);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static const struct why_term *value_of(const struct why_state *state, int number)
{
    return number >= 0 && number < (int)WHY_ARCH_REGISTERS ? state->registers[number] : NULL;
}

/* The sum of base and index, without the offset. */
static const struct why_term *base_of(const struct why_state *state,
                                      const struct why_flow_context *context,
                                      const struct why_insn *insn)
{
    const struct why_term *base = value_of(state, insn->base);

    if (!base)
        return why_term_other(context->arena, insn->address);
    if (insn->index < 0)
        return base;
    return why_term_index(context->arena, base, value_of(state, insn->index), 0, insn->address);
}

static void store(struct why_state *state, const struct why_flow_context *context,
                  const struct why_insn *insn)
{
    const struct why_term *base = base_of(state, context, insn);
    const struct why_term *value = value_of(state, insn->source[0]);
    uint32_t offset;

    why_escape_note(state, value);
    if (!base || base->kind != WHY_TERM_STACK) {
        if (why_term_on_stack(base, &offset))
            why_escape_from(state, offset + (uint32_t)insn->offset);
        why_escape_forget(state);
        return;
    }
    if (insn->kind == WHY_INSN_STORE && insn->access_bytes == WORD && value && !insn->writes)
        why_slot_keep(state, base->constant + (uint32_t)insn->offset, value);
    else
        why_slots_overwrite(state, base->constant + (uint32_t)insn->offset, 4 * WORD);
}

static const struct why_term *load(struct why_state *state, const struct why_flow_context *context,
                                   const struct why_insn *insn)
{
    const struct why_term *base = base_of(state, context, insn);
    const struct why_slot *slot = NULL;

    if (base && base->kind == WHY_TERM_STACK && insn->access_bytes == WORD)
        slot = why_slot_find(state, base->constant + (uint32_t)insn->offset);
    return slot ? slot->term : why_term_load(context->arena, base, insn);
}

/* A literal stands between the functions and does not change. */
static const struct why_term *literal(const struct why_flow_context *context,
                                      const struct why_insn *insn)
{
    uint8_t bytes[WORD];

    if (!context->code->read(context->code->context, insn->target, bytes, sizeof(bytes)))
        return why_term_other(context->arena, insn->address);
    return why_term_constant(context->arena, why_word(bytes), insn->address);
}

/* ---- instructions ---------------------------------------------------------------------------- */

static const struct why_term *add(const struct why_flow_context *context,
                                  const struct why_insn *insn, const struct why_term *first,
                                  const struct why_term *second)
{
    return why_term_index(context->arena, second, first, insn->shift, insn->address);
}

/* What `dest` gets; NULL: nothing that a term describes. */
static const struct why_term *result_of(struct why_state *state,
                                        const struct why_flow_context *context,
                                        const struct why_insn *insn)
{
    const struct why_term *first = value_of(state, insn->source[0]);
    const struct why_term *second = value_of(state, insn->source[1]);

    switch (insn->operation) {
    case WHY_OP_CONSTANT:
    case WHY_OP_ADDRESS:
        return why_term_constant(context->arena, insn->value, insn->address);
    case WHY_OP_LITERAL:
        return literal(context, insn);
    case WHY_OP_LOAD:
        return insn->kind == WHY_INSN_LOAD ? load(state, context, insn) : NULL;
    case WHY_OP_MOVE:
    case WHY_OP_MOVE_PAIR:
        return first;
    case WHY_OP_ADD_CONSTANT:
    case WHY_OP_ENTER:
        return first ? why_term_add(context->arena, first, insn->value, insn->address) : NULL;
    case WHY_OP_ADD:
        return first && second ? add(context, insn, first, second) : NULL;
    case WHY_OP_SHIFT_LEFT:
        return first ? why_term_index(context->arena,
                                      why_term_constant(context->arena, 0, insn->address), first,
                                      insn->shift, insn->address)
                     : NULL;
    case WHY_OP_MOVE_IF:
        return why_term_equals(first, value_of(state, insn->dest)) ? first : NULL;
    case WHY_OP_NONE:
    case WHY_OP_OPAQUE:
    case WHY_OP_SUBTRACT:
    case WHY_OP_MULTIPLY:
    case WHY_OP_MASK:
    case WHY_OP_AND:
    case WHY_OP_OR:
        break;
    }
    return NULL;
}

static void set(struct why_state *state, int number, const struct why_term *term)
{
    if (number >= 0 && number < (int)WHY_ARCH_REGISTERS)
        state->registers[number] = term;
}

static bool destroy(struct why_state *state, const struct why_flow_context *context,
                    uint64_t set_of, uint32_t address)
{
    const struct why_term *other = why_term_other(context->arena, address);

    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++)
        if (set_of >> i & 1)
            state->registers[i] = other;
    return other != NULL;
}

static uint32_t target_of(const struct why_state *state, const struct why_insn *call)
{
    const struct why_term *base = value_of(state, call->base);

    if (call->direct)
        return call->target;
    return base && base->kind == WHY_TERM_CONSTANT ? base->constant + (uint32_t)call->offset : 0;
}

static bool step_call(struct why_state *state, const struct why_flow_context *context,
                      const struct why_insn *call)
{
    const uint32_t target = target_of(state, call);
    const int stack = stack_pointer(call->arch);
    const uint64_t destroyed = why_call_destroys(call);

    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++)
        if ((int)i != stack && destroyed >> i & 1)
            why_escape_note(state, state->registers[i]);
    why_escape_forget(state);
    if (!destroy(state, context, destroyed, call->address))
        return false;
    set(state, why_call_result(call), why_term_result(context->arena, call->address, target));
    return !why_arena_failed(context->arena);
}

static bool is_arithmetic(const struct why_insn *insn)
{
    return insn->operation != WHY_OP_NONE && insn->operation != WHY_OP_LOAD;
}

/* An instruction that nobody knows may write wherever an address leads. */
static void note_untold(struct why_state *state, const struct why_insn *insn,
                        const struct why_term *result)
{
    if (insn->clobbers_unknown) {
        why_escape_from(state, WHY_ESCAPE_ANYWHERE);
        why_escape_forget(state);
    } else if (is_arithmetic(insn) && !result) {
        why_escape_lost(state, value_of(state, insn->source[0]));
        why_escape_lost(state, value_of(state, insn->source[1]));
        if (insn->operation == WHY_OP_MOVE_IF)
            why_escape_lost(state, value_of(state, insn->dest));
    }
}

/* The other registers that the instruction writes hold something untold. */
static bool step_plain(struct why_state *state, const struct why_flow_context *context,
                       const struct why_insn *insn)
{
    const struct why_term *base = value_of(state, insn->base);
    const struct why_term *result = result_of(state, context, insn);
    const struct why_term *second =
        insn->operation == WHY_OP_MOVE_PAIR ? value_of(state, insn->source[1]) : NULL;

    if (insn->kind == WHY_INSN_STORE || insn->kind == WHY_INSN_ATOMIC)
        store(state, context, insn);
    note_untold(state, insn, result);
    if (!destroy(state, context, insn->clobbers_unknown ? UINT64_MAX : insn->writes, insn->address))
        return false;
    if (result)
        set(state, insn->dest, result);
    if (second)
        set(state, insn->dest2, second);
    if (insn->updates_base && base && !insn->clobbers_unknown)
        set(state, insn->base,
            why_term_add(context->arena, base, (uint32_t)insn->base_change, insn->address));
    if (context->isa->arch == WHY_ARCH_RISCV)
        state->registers[0] = why_term_constant(context->arena, 0, 0);
    return !why_arena_failed(context->arena);
}

bool why_state_step(struct why_state *state, const struct why_flow_context *context,
                    const struct why_insn *insn)
{
    if (why_insn_is_call(insn))
        return step_call(state, context, insn);
    return step_plain(state, context, insn);
}
