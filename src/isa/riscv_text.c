/* Prints RISC-V instructions as the GNU assembler writes them. */
#include "isa/riscv.h"

/* Source: RISC-V ABIs Specification, register convention. */
/* clang-format off */
static const char *const names[] = {
    "zero", "ra",  "sp",   "gp",   "tp",  "t0",  "t1",  "t2",
    "s0",   "s1",  "a0",   "a1",   "a2",  "a3",  "a4",  "a5",
    "a6",   "a7",  "s2",   "s3",   "s4",  "s5",  "s6",  "s7",
    "s8",   "s9",  "s10",  "s11",  "t3",  "t4",  "t5",  "t6",
    "ft0",  "ft1", "ft2",  "ft3",  "ft4", "ft5", "ft6", "ft7",
    "fs0",  "fs1", "fa0",  "fa1",  "fa2", "fa3", "fa4", "fa5",
    "fa6",  "fa7", "fs2",  "fs3",  "fs4", "fs5", "fs6", "fs7",
    "fs8",  "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
};

/* Source: RISC-V Instruction Set Manual, Volume I, chapter 21.2; 7 is the dynamic mode. */
static const char *const rounding_modes[] = {
    ",rne", ",rtz", ",rdn", ",rup", ",rmm", ",unknown", ",unknown", "",
};
/* clang-format on */

const char *why_riscv_register(int number)
{
    return number >= 0 && (size_t)number < WHY_COUNTOF(names) ? names[number] : "";
}

static void put_csr(uint32_t number, struct why_isa_line *line)
{
    const char *name = why_riscv_csr(number);

    if (name)
        why_isa_put(line, "%s", name);
    else
        why_isa_put(line, "0x%x", number);
}

static void put_fence(uint32_t set, struct why_isa_line *line)
{
    if (set == 0)
        why_isa_put(line, "0");
    for (unsigned i = 0; i < 4; i++)
        if (set & (8u >> i))
            why_isa_put(line, "%c", "iorw"[i]);
}

static void put_register_list(uint32_t bits, struct why_isa_line *line)
{
    const uint32_t list = why_isa_bits(bits, 4, 4);

    why_isa_put(line, "{ra");
    if (list >= 5)
        why_isa_put(line, list == 5 ? ",s0" : ",s0-s%u", list == 15 ? 11 : list - 5);
    why_isa_put(line, "}");
}

static void put_short_operand(const struct why_insn *insn, char letter, struct why_isa_line *line)
{
    switch (letter) {
    case 'l':
        put_register_list(insn->bits, line);
        break;
    case 'k':
        why_isa_put(line, "%u", why_riscv_frame_bytes(insn->bits));
        break;
    case 'x':
    case 'X':
        why_isa_put(line, "%s", names[why_riscv_saved_register(why_isa_bits(insn->bits, 7, 3))]);
        break;
    case 'y':
        why_isa_put(line, "%s", names[why_riscv_saved_register(why_isa_bits(insn->bits, 2, 3))]);
        break;
    case 'n':
        why_isa_put(line, "%u", why_isa_bits(insn->bits, 2, 8));
        break;
    default:
        why_isa_put(line, "%c", letter);
        break;
    }
}

/* Letters that name a register: where its number stands. */
static int register_of(uint32_t word, char letter)
{
    static const struct {
        char letter;
        uint8_t at;
        uint8_t first;
    } fields[] = {
        { 'd', 7, 0 },   { 's', 15, 0 },  { 't', 20, 0 },  { 'D', 7, 32 },
        { 'S', 15, 32 }, { 'T', 20, 32 }, { 'R', 27, 32 },
    };

    for (size_t i = 0; i < WHY_COUNTOF(fields); i++)
        if (fields[i].letter == letter)
            return (int)(why_isa_bits(word, fields[i].at, 5) + fields[i].first);
    return WHY_ISA_NO_REGISTER;
}

static void put_operand(const struct why_insn *insn, char letter, struct why_isa_line *line)
{
    const uint32_t word = insn->word;

    switch (letter) {
    case 'i':
    case 'w':
        why_isa_put(line, "%d", (int)why_riscv_immediate(word, letter));
        break;
    case 'b':
    case 'j':
        why_isa_put(line, "0x%x", insn->target);
        break;
    case 'u':
        why_isa_put(line, "0x%x", word >> 12);
        break;
    case 'h':
        why_isa_put(line, "0x%x", why_isa_bits(word, 20, 5));
        break;
    case 'z':
        why_isa_put(line, "%u", why_isa_bits(word, 15, 5));
        break;
    case 'c':
        put_csr(word >> 20, line);
        break;
    case 'm':
        why_isa_put(line, "%s", rounding_modes[why_isa_bits(word, 12, 3)]);
        break;
    case 'p':
        put_fence(why_isa_bits(word, 24, 4), line);
        break;
    case 'f':
        put_fence(why_isa_bits(word, 20, 4), line);
        break;
    default:
        if (register_of(word, letter) != WHY_ISA_NO_REGISTER)
            why_isa_put(line, "%s", why_riscv_register(register_of(word, letter)));
        else
            why_isa_put(line, "%c", letter);
        break;
    }
}

void why_riscv_text(const struct why_insn *insn, struct why_isa_line *line)
{
    const bool zcmp = insn->length == 2 && insn->word == insn->bits;

    if (why_isa_mnemonic(insn)[0] == '\0') {
        why_isa_put(line, insn->length == 2 ? ".2byte 0x%04x" : ".4byte 0x%08x", insn->bits);
        return;
    }
    why_isa_put(line, "%s", insn->row->name);
    for (const char *letter = insn->row->operands; *letter != '\0'; letter++) {
        if (letter == insn->row->operands)
            why_isa_put(line, " ");
        if (zcmp)
            put_short_operand(insn, *letter, line);
        else
            put_operand(insn, *letter, line);
    }
}
