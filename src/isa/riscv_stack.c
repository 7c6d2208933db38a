/* What RISC-V instructions do to the stack pointer and with it. */
#include "isa/riscv.h"
#include "isa/stack.h"

#define SP 2
#define CSR_MEPC 0x341u

/* Source: RISC-V Instruction Set Manual, Volume I, chapter 28.13 (Zcmp), stack_adj. */
uint32_t why_riscv_frame_bytes(uint32_t bits)
{
    const uint32_t list = why_isa_bits(bits, 4, 4);
    const uint32_t count = list == 15 ? 13 : list - 3;

    return (count * 4 + 15) / 16 * 16 + why_isa_bits(bits, 2, 2) * 16;
}

/* Zcmp: the list 4 is ra alone, 5 adds s0, ..., 14 adds s9, and 15 s10 and s11. */
static uint32_t register_list(uint32_t bits)
{
    const uint32_t list = why_isa_bits(bits, 4, 4);
    uint32_t registers = 1u << 1;

    if (list >= 5)
        registers |= 1u << 8;
    if (list >= 6)
        registers |= 1u << 9;
    for (uint32_t i = 7; i <= list; i++)
        registers |= 1u << (i + 11);
    return list == 15 ? registers | 1u << 27 : registers;
}

static bool is_addi(const struct why_insn *insn)
{
    return (insn->word & 0x707fu) == 0x13u;
}

static bool reads_mepc(const struct why_insn *insn)
{
    return (insn->word & 0x7fu) == 0x73u && (insn->word >> 12 & 3u) != 0 &&
           insn->word >> 20 == CSR_MEPC;
}

static struct why_stack_effect effect_of_zcmp(const struct why_insn *insn)
{
    struct why_stack_effect effect = { .moves = (int32_t)why_riscv_frame_bytes(insn->bits) };

    if (insn->kind == WHY_INSN_STORE) {
        effect.moves = -effect.moves;
        effect.pushed = register_list(insn->bits);
    }
    return effect;
}

struct why_stack_effect why_isa_stack_effect(const struct why_insn *insn)
{
    struct why_stack_effect effect = { .moves = 0 };
    bool from_sp;

    if (insn->arch != WHY_ARCH_RISCV || !insn->row)
        return effect;
    if (insn->updates_base && insn->base == SP)
        return effect_of_zcmp(insn);
    from_sp = is_addi(insn) && why_isa_bits(insn->word, 15, 5) == SP;
    if (from_sp && insn->dest == SP)
        effect.moves = why_riscv_immediate(insn->word, 'i');
    else if (insn->dest == SP)
        effect.lost = true;
    if (from_sp && insn->dest != SP) {
        effect.points = true;
        effect.distance = why_riscv_immediate(insn->word, 'i');
    }
    effect.trap_pc = insn->dest != WHY_ISA_NO_REGISTER && reads_mepc(insn);
    return effect;
}
