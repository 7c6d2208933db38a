/* Decodes RISC-V instructions. */
#include "isa/riscv.h"

/* Extensions whose instructions are not all in the table: an encoding without a row may be theirs.
 */
#define OPEN_EXTENSIONS (WHY_ISA_ESP_LOOP | WHY_ISA_ESP_VECTOR | WHY_ISA_ESP_DSP)

#define JALR 0x67u /* major opcode */

int32_t why_riscv_immediate(uint32_t word, char letter)
{
    switch (letter) {
    case 'i':
        return why_isa_signed(word >> 20, 12);
    case 'w':
        return why_isa_signed(why_isa_bits(word, 25, 7) << 5 | why_isa_bits(word, 7, 5), 12);
    case 'b':
        return why_isa_signed(why_isa_bits(word, 31, 1) << 12 | why_isa_bits(word, 7, 1) << 11 |
                                  why_isa_bits(word, 25, 6) << 5 | why_isa_bits(word, 8, 4) << 1,
                              13);
    case 'j':
        return why_isa_signed(why_isa_bits(word, 31, 1) << 20 | why_isa_bits(word, 12, 8) << 12 |
                                  why_isa_bits(word, 20, 1) << 11 | why_isa_bits(word, 21, 10) << 1,
                              21);
    default:
        return 0;
    }
}

static void add_source(struct why_insn *insn, uint32_t number)
{
    insn->source[insn->source[0] == WHY_ISA_NO_REGISTER ? 0 : 1] = (int8_t)number;
}

/* rs1 is the base of whatever has an address that is not in the instruction. */
static bool has_base(const struct why_insn *insn)
{
    return why_insn_accesses_memory(insn) || insn->kind == WHY_INSN_CALL_INDIRECT ||
           insn->kind == WHY_INSN_JUMP_INDIRECT || insn->kind == WHY_INSN_RETURN;
}

static uint32_t upper_immediate(uint32_t word)
{
    return word & 0xfffff000u;
}

static void note_register(struct why_insn *insn, char letter)
{
    const uint32_t rd = why_isa_bits(insn->word, 7, 5);
    const uint32_t rs1 = why_isa_bits(insn->word, 15, 5);
    const uint32_t rs2 = why_isa_bits(insn->word, 20, 5);
    const uint32_t rs3 = why_isa_bits(insn->word, 27, 5);

    switch (letter) {
    case 'd':
        insn->dest = (int8_t)rd;
        break;
    case 'D':
        insn->dest = (int8_t)(rd + WHY_ISA_FLOAT);
        break;
    case 's':
        if (has_base(insn))
            insn->base = (int8_t)rs1;
        else
            add_source(insn, rs1);
        break;
    case 't':
        add_source(insn, rs2);
        break;
    case 'S':
        add_source(insn, rs1 + WHY_ISA_FLOAT);
        break;
    case 'T':
        add_source(insn, rs2 + WHY_ISA_FLOAT);
        break;
    case 'R':
        insn->reads |= why_register_bit((int)rs3 + WHY_ISA_FLOAT);
        break;
    default:
        break;
    }
}

static void note_number(struct why_insn *insn, char letter, int32_t immediates[2])
{
    switch (letter) {
    case 'i':
    case 'w':
        if (has_base(insn))
            insn->offset = why_riscv_immediate(insn->word, letter);
        else
            immediates[0] = why_riscv_immediate(insn->word, letter);
        break;
    case 'u':
        immediates[0] = (int32_t)upper_immediate(insn->word);
        break;
    case 'h':
        immediates[0] = (int32_t)why_isa_bits(insn->word, 20, 5);
        break;
    case 'b':
    case 'j':
        insn->direct = true;
        insn->target = insn->address + (uint32_t)why_riscv_immediate(insn->word, letter);
        break;
    default:
        break;
    }
}

/* What the assembler does not write: the link register of calls and returns. */
static void note_link(struct why_insn *insn)
{
    if (insn->kind == WHY_INSN_CALL || insn->kind == WHY_INSN_CALL_INDIRECT)
        insn->dest = (int8_t)why_isa_bits(insn->word, 7, 5);
    if (insn->kind == WHY_INSN_RETURN && why_isa_bits(insn->word, 0, 7) == JALR)
        insn->base = (int8_t)why_isa_bits(insn->word, 15, 5);
}

static void note_operands(struct why_insn *insn)
{
    int32_t immediates[2] = { 0, 0 };

    for (const char *letter = insn->row->operands; *letter != '\0'; letter++) {
        note_register(insn, *letter);
        note_number(insn, *letter, immediates);
    }
    note_link(insn);
    if (insn->dest == 0) /* x0 takes no value */
        insn->dest = WHY_ISA_NO_REGISTER;
    why_isa_settle_operation(insn, immediates);
}

static enum why_insn_legality without_row(const struct why_isa *isa)
{
    return (isa->lacks & OPEN_EXTENSIONS) == OPEN_EXTENSIONS ? WHY_INSN_ILLEGAL : WHY_INSN_UNKNOWN;
}

static void decode_long(const struct why_isa *isa, struct why_insn *insn)
{
    const struct why_isa_row *row = why_isa_row_find(&why_riscv_table, insn->word);

    if (!row) {
        insn->legality = without_row(isa);
        insn->clobbers_unknown = true;
        return;
    }
    why_isa_row_apply(isa, row, insn);
    note_operands(insn);
}

static const struct why_riscv_short *find_short(uint32_t bits)
{
    for (size_t i = 0; i < why_riscv_short_count; i++)
        if ((bits & why_riscv_shorts[i].mask) == why_riscv_shorts[i].match)
            return &why_riscv_shorts[i];
    return NULL;
}

static void decode_short(const struct why_isa *isa, struct why_insn *insn)
{
    const struct why_riscv_short *row = find_short(insn->bits);
    const struct why_isa_row *zcmp = why_isa_row_find(&why_riscv_zcmp_table, insn->bits);

    if (zcmp) {
        why_isa_row_apply(isa, zcmp, insn);
        why_riscv_note_zcmp(insn);
        return;
    }
    if (!row || !row->fields) {
        insn->legality = WHY_INSN_ILLEGAL;
        insn->clobbers_unknown = true;
        return;
    }
    insn->word = why_riscv_expand(row, insn->bits);
    decode_long(isa, insn);
    if ((row->needs & isa->lacks) != 0)
        insn->legality = WHY_INSN_ILLEGAL;
    else if ((row->needs & ~isa->has) != 0)
        insn->legality = WHY_INSN_UNKNOWN;
}

/* Source: RISC-V Instruction Set Manual, Volume I, chapter 1.5. ESP cores have nothing longer than
 * four bytes; xespv uses encodings that the manual sets aside for longer ones. */
bool why_riscv_decode(const struct why_isa *isa, const uint8_t *bytes, size_t n,
                      struct why_insn *insn)
{
    if (n < 2)
        return false;
    insn->length = (bytes[0] & 3u) == 3u ? 4 : 2;
    if (n < insn->length)
        return false;
    insn->bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
    if (insn->length == 4)
        insn->bits |= (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    insn->word = insn->bits;
    if (insn->length == 4)
        decode_long(isa, insn);
    else
        decode_short(isa, insn);
    return true;
}
