/* Decodes Zcmp and Zcmt: 16-bit RISC-V instructions that no 32-bit one stands for. */
#include "isa/riscv.h"

#define RA 1
#define SP 2
#define A0 10
#define A1 11

int8_t why_riscv_saved_register(uint32_t number)
{
    return (int8_t)(number < 2 ? number + 8 : number + 16);
}

/* Source: RISC-V Instruction Set Manual, Volume I, chapter 28.13 (Zcmp), stack_adj. */
uint32_t why_riscv_frame_bytes(uint32_t bits)
{
    const uint32_t list = why_isa_bits(bits, 4, 4);
    const uint32_t count = list == 15 ? 13 : list - 3;

    return (count * 4 + 15) / 16 * 16 + why_isa_bits(bits, 2, 2) * 16;
}

/* Source: RISC-V Instruction Set Manual, Volume I, chapter 28.13.5: the list 4 is ra alone, 5 adds
 * s0, 6 s1 and so on; 15 adds s10 and s11 together. */
static uint64_t register_list(uint32_t bits)
{
    const uint32_t list = why_isa_bits(bits, 4, 4);
    const uint32_t saved = list == 15 ? 12 : list - 4;
    uint64_t registers = why_register_bit(RA);

    for (uint32_t i = 0; i < saved; i++)
        registers |= why_register_bit(why_riscv_saved_register(i));
    return registers;
}

/* The highest register stands right below the frame's upper end, ra lowest. */
static void note_frame(struct why_insn *insn, bool push)
{
    const int32_t bytes = (int32_t)why_riscv_frame_bytes(insn->bits);

    insn->base = SP;
    insn->updates_base = true;
    insn->base_change = push ? -bytes : bytes;
    insn->offset = push ? -4 : bytes - 4;
    insn->access_bytes = 4;
    if (push)
        insn->reads |= register_list(insn->bits);
    else
        insn->writes |= register_list(insn->bits);
}

static void note_pair(struct why_insn *insn, bool to_saved)
{
    const int8_t first = why_riscv_saved_register(why_isa_bits(insn->bits, 7, 3));
    const int8_t second = why_riscv_saved_register(why_isa_bits(insn->bits, 2, 3));

    if (to_saved) {
        insn->dest = first;
        insn->dest2 = second;
        insn->source[0] = A0;
        insn->source[1] = A1;
    } else {
        insn->dest = A0;
        insn->dest2 = A1;
        insn->source[0] = first;
        insn->source[1] = second;
    }
}

void why_riscv_note_zcmp(struct why_insn *insn)
{
    static const int32_t zero[2] = { 0, 0 }; /* what cm.popretz returns */

    for (const char *letter = insn->row->operands; *letter != '\0'; letter++) {
        if (*letter == '-')
            note_frame(insn, true);
        else if (*letter == 'k' && insn->base == WHY_ISA_NO_REGISTER)
            note_frame(insn, false);
        else if (*letter == 'x')
            note_pair(insn, true);
        else if (*letter == 'X')
            note_pair(insn, false);
    }
    if (insn->kind == WHY_INSN_CALL_INDIRECT)
        insn->dest = RA;
    if (insn->row->operation == WHY_OP_CONSTANT)
        insn->dest = A0;
    why_isa_settle_operation(insn, zero);
}
