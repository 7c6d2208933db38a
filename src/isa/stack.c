/* What instructions do to the stack pointer and with it. */
#include "isa/stack.h"

#include "isa/row.h"

#define SP_RISCV 2
#define SP_LX106 1
#define CSR_MEPC 0x341u

static bool reads_mepc(const struct why_insn *insn)
{
    return (insn->word & 0x7fu) == 0x73u && (insn->word >> 12 & 3u) != 0 &&
           insn->word >> 20 == CSR_MEPC;
}

static struct why_stack_effect effect_of_zcmp(const struct why_insn *insn)
{
    struct why_stack_effect effect = { .moves = insn->base_change };

    if (insn->kind == WHY_INSN_STORE)
        effect.pushed = (uint32_t)(insn->reads & ~why_register_bit(SP_RISCV));
    return effect;
}

struct why_stack_effect why_isa_stack_effect(const struct why_insn *insn)
{
    struct why_stack_effect effect = { .moves = 0 };
    const bool adds = insn->operation == WHY_OP_ADD_CONSTANT || insn->operation == WHY_OP_MOVE;
    const int sp = insn->arch == WHY_ARCH_LX106 ? SP_LX106 : SP_RISCV;
    const bool from_sp = adds && insn->source[0] == sp;

    if (insn->arch == WHY_ARCH_XTENSA || !insn->row)
        return effect;
    if (insn->updates_base && insn->base == sp)
        return effect_of_zcmp(insn);
    if (from_sp && insn->dest == sp)
        effect.moves = (int32_t)insn->value;
    else if (insn->dest == sp)
        effect.lost = true;
    if (from_sp && insn->dest != sp) {
        effect.points = true;
        effect.distance = (int32_t)insn->value;
    }
    effect.trap_pc =
        insn->arch == WHY_ARCH_RISCV && insn->dest != WHY_ISA_NO_REGISTER && reads_mepc(insn);
    return effect;
}
