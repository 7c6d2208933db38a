/* What an instruction makes of the registers: the operation, and the sets read and written. */
#include "isa/row.h"

/* An Xtensa return address: the two highest bits say by how much the window is to be turned back.
 * Source: Xtensa ISA Reference Manual, chapter 4.7.1.4, windowed calls. */
static uint32_t return_address(const struct why_insn *insn)
{
    const uint32_t next = insn->address + insn->length;

    if (insn->window_change == 0)
        return next;
    return (next & 0x3fffffffu) | (uint32_t)insn->window_change / 4u << 30;
}

/* Rows that say nothing of their own. */
static void settle_usual(struct why_insn *insn)
{
    switch (insn->kind) {
    case WHY_INSN_LOAD:
    case WHY_INSN_ATOMIC:
        insn->operation = WHY_OP_LOAD;
        break;
    case WHY_INSN_CALL:
    case WHY_INSN_CALL_INDIRECT:
    case WHY_INSN_JUMP:
    case WHY_INSN_JUMP_INDIRECT:
        insn->operation = WHY_OP_ADDRESS;
        insn->value = return_address(insn);
        break;
    case WHY_INSN_OTHER:
    case WHY_INSN_BRANCH:
    case WHY_INSN_RETURN:
    case WHY_INSN_STORE:
    case WHY_INSN_DIVIDE:
        insn->operation = WHY_OP_OPAQUE;
        break;
    }
}

static void settle_shift(struct why_insn *insn, int32_t shift)
{
    if (shift < 0 || shift > 31) /* encodings that mean nothing */
        insn->operation = WHY_OP_OPAQUE;
    else
        insn->shift = (uint8_t)shift;
}

/* Lowest `count` bits, at most 31. */
static uint32_t low_bits(int32_t count)
{
    return (1u << ((uint32_t)count & 31u)) - 1u;
}

static void settle_special(struct why_insn *insn, unsigned special, const int32_t immediates[2])
{
    switch (special) {
    case WHY_ROW_MOVE_IF_SAME:
        insn->operation = insn->source[0] == insn->source[1] ? WHY_OP_MOVE : WHY_OP_OPAQUE;
        break;
    case WHY_ROW_EXTRACT:
        insn->operation = WHY_OP_MASK;
        insn->value = immediates[1] > 0 ? low_bits(immediates[1]) : UINT32_MAX;
        settle_shift(insn, immediates[0]);
        break;
    case WHY_ROW_TO_LINK:
        insn->base = 0;
        break;
    case WHY_ROW_REPEATS:
        insn->repeats = true;
        break;
    default:
        insn->clobbers_unknown = true;
        settle_usual(insn);
        break;
    }
}

static void settle_told(struct why_insn *insn, int32_t by, const int32_t immediates[2])
{
    switch (insn->operation) {
    case WHY_OP_CONSTANT:
    case WHY_OP_ADD_CONSTANT:
        insn->value = (uint32_t)immediates[0];
        break;
    case WHY_OP_ENTER:
        insn->source[0] = insn->dest;
        insn->value = 0u - (uint32_t)immediates[0];
        break;
    case WHY_OP_ADDRESS:
        insn->value = insn->address + (uint32_t)immediates[0];
        break;
    case WHY_OP_ADD:
    case WHY_OP_SUBTRACT:
        insn->shift = (uint8_t)by;
        break;
    case WHY_OP_SHIFT_LEFT:
        settle_shift(insn, immediates[0]);
        break;
    case WHY_OP_MASK:
        insn->value = by > 0 ? low_bits(by) : (uint32_t)immediates[0];
        break;
    case WHY_OP_AND:
    case WHY_OP_OR:
        if (insn->source[0] == insn->source[1])
            insn->operation = WHY_OP_MOVE;
        else if (insn->source[1] == WHY_ISA_NO_REGISTER)
            insn->value = (uint32_t)immediates[0];
        break;
    case WHY_OP_NONE:
    case WHY_OP_OPAQUE:
    case WHY_OP_LITERAL:
    case WHY_OP_LOAD:
    case WHY_OP_MOVE:
    case WHY_OP_MOVE_PAIR:
    case WHY_OP_MOVE_IF:
    case WHY_OP_MULTIPLY:
        break;
    }
}

void why_isa_settle_operation(struct why_insn *insn, const int32_t immediates[2])
{
    const unsigned operation = insn->row->operation & 0xffu;

    if (operation >= WHY_ROW_MOVE_IF_SAME) {
        settle_special(insn, operation, immediates);
    } else if (operation == WHY_ROW_USUAL) {
        settle_usual(insn);
    } else {
        insn->operation = (enum why_operation)operation;
        settle_told(insn, insn->row->operation >> 8, immediates);
    }
    if (insn->dest == WHY_ISA_NO_REGISTER) {
        insn->operation = WHY_OP_NONE;
        insn->value = 0;
        insn->shift = 0;
    }
}

void why_isa_settle_sets(struct why_insn *insn)
{
    const uint64_t constant = insn->arch == WHY_ARCH_RISCV ? 1u : 0u; /* x0 */

    insn->reads |= why_register_bit(insn->base) | why_register_bit(insn->index) |
                   why_register_bit(insn->source[0]) | why_register_bit(insn->source[1]);
    insn->writes |= why_register_bit(insn->dest) | why_register_bit(insn->dest2);
    if (insn->updates_base)
        insn->writes |= why_register_bit(insn->base);
    insn->reads &= ~constant;
    insn->writes &= ~constant;
}
