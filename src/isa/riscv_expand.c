/* Compressed RISC-V instructions become the 32-bit instructions they stand for. */
#include "isa/riscv.h"

/* How the immediate is packed into the 32-bit instruction. */
enum pack { PACK_I, PACK_S, PACK_B, PACK_U, PACK_J };

/* Bits [from, from + count) of the short instruction are bits [to, to + count) of the immediate. */
struct piece {
    uint8_t from;
    uint8_t count; /* 0 ends the list */
    uint8_t to;
};

struct immediate {
    char letter;
    enum pack pack;
    uint8_t sign_bits; /* width of a signed immediate; 0: unsigned */
    struct piece pieces[9];
};

/* Source: RISC-V Instruction Set Manual, Volume I, chapter 27, the formats of each instruction;
 * chapter 28 for Zcb. */
/* clang-format off */
static const struct immediate immediates[] = {
    { '4', PACK_I, 0,  { { 11, 2, 4 }, { 7, 4, 6 }, { 6, 1, 2 }, { 5, 1, 3 } } },   /* c.addi4spn */
    { 'a', PACK_I, 10, { { 12, 1, 9 }, { 6, 1, 4 }, { 5, 1, 6 }, { 3, 2, 7 }, { 2, 1, 5 } } }, /* c.addi16sp */
    { 'i', PACK_I, 6,  { { 2, 5, 0 }, { 12, 1, 5 } } },                             /* c.addi, c.li, c.andi */
    { 'h', PACK_I, 0,  { { 2, 5, 0 } } },                                           /* shift amount */
    { 'u', PACK_U, 18, { { 2, 5, 12 }, { 12, 1, 17 } } },                           /* c.lui */
    { 'l', PACK_I, 0,  { { 10, 3, 3 }, { 6, 1, 2 }, { 5, 1, 6 } } },                /* c.lw */
    { 'w', PACK_S, 0,  { { 10, 3, 3 }, { 6, 1, 2 }, { 5, 1, 6 } } },                /* c.sw */
    { 'L', PACK_I, 0,  { { 12, 1, 5 }, { 4, 3, 2 }, { 2, 2, 6 } } },                /* c.lwsp */
    { 'W', PACK_S, 0,  { { 9, 4, 2 }, { 7, 2, 6 } } },                              /* c.swsp */
    { 'f', PACK_I, 0,  { { 10, 3, 3 }, { 5, 2, 6 } } },                             /* c.fld */
    { 'g', PACK_S, 0,  { { 10, 3, 3 }, { 5, 2, 6 } } },                             /* c.fsd */
    { 'F', PACK_I, 0,  { { 12, 1, 5 }, { 5, 2, 3 }, { 2, 3, 6 } } },                /* c.fldsp */
    { 'G', PACK_S, 0,  { { 10, 3, 3 }, { 7, 3, 6 } } },                             /* c.fsdsp */
    { '1', PACK_I, 0,  { { 6, 1, 0 }, { 5, 1, 1 } } },                              /* c.lbu */
    { '2', PACK_I, 0,  { { 5, 1, 1 } } },                                           /* c.lh, c.lhu */
    { '5', PACK_S, 0,  { { 6, 1, 0 }, { 5, 1, 1 } } },                              /* c.sb */
    { '6', PACK_S, 0,  { { 5, 1, 1 } } },                                           /* c.sh */
    { 'b', PACK_B, 9,  { { 12, 1, 8 }, { 10, 2, 3 }, { 5, 2, 6 }, { 3, 2, 1 }, { 2, 1, 5 } } }, /* c.beqz */
    { 'j', PACK_J, 12, { { 12, 1, 11 }, { 11, 1, 4 }, { 9, 2, 8 }, { 8, 1, 10 }, { 7, 1, 6 },
                         { 6, 1, 7 }, { 3, 3, 1 }, { 2, 1, 5 } } },                 /* c.j */
};

/* Where the register letters stand, and where they go. Three-bit fields name x8 to x15. */
static const struct {
    char letter;
    uint8_t from;
    uint8_t count;
    uint8_t to;
} registers[] = {
    { 'D', 7, 5, 7 },  { 'S', 7, 5, 15 }, { 'T', 2, 5, 20 },
    { 'd', 2, 3, 7 },  { 's', 7, 3, 15 }, { 't', 2, 3, 20 },
    { 'X', 7, 5, 7 },  { 'X', 7, 5, 15 }, { 'x', 7, 3, 7 },  { 'x', 7, 3, 15 },
};
/* clang-format on */

static uint32_t pack(enum pack how, uint32_t value)
{
    switch (how) {
    case PACK_I:
        return value << 20;
    case PACK_S:
        return why_isa_bits(value, 5, 7) << 25 | why_isa_bits(value, 0, 5) << 7;
    case PACK_B:
        return why_isa_bits(value, 12, 1) << 31 | why_isa_bits(value, 5, 6) << 25 |
               why_isa_bits(value, 1, 4) << 8 | why_isa_bits(value, 11, 1) << 7;
    case PACK_U:
        return value & 0xfffff000u;
    case PACK_J:
        return why_isa_bits(value, 20, 1) << 31 | why_isa_bits(value, 1, 10) << 21 |
               why_isa_bits(value, 11, 1) << 20 | why_isa_bits(value, 12, 8) << 12;
    }
    return 0;
}

static uint32_t gather(const struct immediate *imm, uint32_t bits)
{
    uint32_t value = 0;

    for (const struct piece *piece = imm->pieces; piece->count > 0; piece++)
        value |= why_isa_bits(bits, piece->from, piece->count) << piece->to;
    if (imm->sign_bits > 0)
        value = (uint32_t)why_isa_signed(value, imm->sign_bits);
    return pack(imm->pack, value);
}

/* The bits that one letter adds. */
static uint32_t field(char letter, uint32_t bits)
{
    uint32_t word = 0;

    for (size_t i = 0; i < WHY_COUNTOF(registers); i++) {
        uint32_t number = why_isa_bits(bits, registers[i].from, registers[i].count);

        if (registers[i].count == 3)
            number += 8;
        if (registers[i].letter == letter)
            word |= number << registers[i].to;
    }
    for (size_t i = 0; i < WHY_COUNTOF(immediates); i++)
        if (immediates[i].letter == letter)
            word |= gather(&immediates[i], bits);
    return word;
}

uint32_t why_riscv_expand(const struct why_riscv_short *row, uint32_t bits)
{
    uint32_t word = row->base;

    for (const char *letter = row->fields; *letter != '\0'; letter++)
        word |= field(*letter, bits);
    return word;
}
