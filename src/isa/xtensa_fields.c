/* Operand fields of Xtensa instructions. */
#include "isa/xtensa.h"

/* How a field becomes a value. */
enum how {
    PLAIN,     /* the field, sign-extended where `is_signed` says, shifted left, plus `add` */
    MINUS,     /* `add` minus the field */
    B4CONST,   /* one of 16 constants of the signed immediate branches */
    B4CONSTU,  /* of the unsigned ones */
    ADDI_N,    /* 1 to 15, and -1 in the place of 0 */
    MOVI_N,    /* 7 bits for -32 to 95 */
    PC,        /* relative to the next instruction: PLAIN, plus the address */
    PC_CALL,   /* relative to the aligned address */
    PC_BEFORE, /* a literal: words below the aligned next address */
};

/* Bits [low, low + count), with [low2, low2 + count2) above them. */
struct field {
    char letter;
    enum why_xtensa_operand operand;
    uint8_t low, count, low2, count2;
    enum how how;
    bool is_signed;
    uint8_t shift;
    int16_t add;
};

/* Source: Xtensa Instruction Set Architecture Reference Manual, chapter 6 (each instruction) and
 * 7 (formats). */
/* clang-format off */
static const struct field fields[] = {
    /* registers: fields r, s and t; M is w of MAC16, x and y its two operands */
    { 'r', WHY_XTENSA_AR, 12, 4, 0, 0, PLAIN, false, 0, 0 },
    { 's', WHY_XTENSA_AR,  8, 4, 0, 0, PLAIN, false, 0, 0 },
    { 't', WHY_XTENSA_AR,  4, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'i', WHY_XTENSA_AR,  4, 4, 0, 0, PLAIN, false, 0, 0 }, /* added to the base */
    { 'F', WHY_XTENSA_FR, 12, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'G', WHY_XTENSA_FR,  8, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'H', WHY_XTENSA_FR,  4, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'X', WHY_XTENSA_BR, 12, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'Y', WHY_XTENSA_BR,  8, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'Z', WHY_XTENSA_BR,  4, 4, 0, 0, PLAIN, false, 0, 0 },
    { '4', WHY_XTENSA_BR, 10, 2, 0, 0, PLAIN, false, 2, 0 }, /* first of four */
    { '8', WHY_XTENSA_BR, 11, 1, 0, 0, PLAIN, false, 3, 0 }, /* first of eight */
    { 'M', WHY_XTENSA_MR, 12, 2, 0, 0, PLAIN, false, 0, 0 },
    { 'x', WHY_XTENSA_MR, 14, 1, 0, 0, PLAIN, false, 0, 0 },
    { 'y', WHY_XTENSA_MR,  6, 1, 0, 0, PLAIN, false, 0, 2 },
    { 'q', WHY_XTENSA_SPECIAL, 8, 8, 0, 0, PLAIN, false, 0, 0 },
    { 'u', WHY_XTENSA_USER,    4, 8, 0, 0, PLAIN, false, 0, 0 },
    { 'v', WHY_XTENSA_USER,    8, 8, 0, 0, PLAIN, false, 0, 0 },

    /* offsets: imm8 times 1, 2 and 4; l32e, s32nb, l32i.n */
    { 'a', WHY_XTENSA_OFFSET, 16, 8, 0, 0, PLAIN, false, 0, 0 },
    { 'b', WHY_XTENSA_OFFSET, 16, 8, 0, 0, PLAIN, false, 1, 0 },
    { 'c', WHY_XTENSA_OFFSET, 16, 8, 0, 0, PLAIN, false, 2, 0 },
    { 'n', WHY_XTENSA_OFFSET, 12, 4, 0, 0, PLAIN, false, 2, -64 },
    { 'o', WHY_XTENSA_OFFSET, 12, 4, 0, 0, PLAIN, false, 2, 0 },

    /* immediates: addi, addmi, movi, addi.n, movi.n */
    { 'd', WHY_XTENSA_NUMBER, 16, 8, 0, 0, PLAIN, true,  0, 0 },
    { 'e', WHY_XTENSA_NUMBER, 16, 8, 0, 0, PLAIN, true,  8, 0 },
    { 'm', WHY_XTENSA_NUMBER, 16, 8, 8, 4, PLAIN, true,  0, 0 },
    { 'N', WHY_XTENSA_NUMBER,  4, 4, 0, 0, ADDI_N, false, 0, 0 },
    { 'O', WHY_XTENSA_NUMBER, 12, 4, 4, 3, MOVI_N, false, 0, 0 },
    /* shifts and bit fields: slli, srai, srli, ssai, extui (shift, width), sext and clamps, bbci */
    { 'g', WHY_XTENSA_NUMBER,  4, 4, 20, 1, MINUS, false, 0, 32 },
    { 'h', WHY_XTENSA_NUMBER,  8, 4, 20, 1, PLAIN, false, 0, 0 },
    { 'p', WHY_XTENSA_NUMBER,  8, 4,  4, 1, PLAIN, false, 0, 0 },
    { 'j', WHY_XTENSA_NUMBER,  8, 4, 16, 1, PLAIN, false, 0, 0 },
    { 'k', WHY_XTENSA_NUMBER, 20, 4, 0, 0,  PLAIN, false, 0, 1 },
    { 'l', WHY_XTENSA_NUMBER,  4, 4, 0, 0,  PLAIN, false, 0, 7 },
    { 'I', WHY_XTENSA_NUMBER,  4, 4, 12, 1, PLAIN, false, 0, 0 },
    /* beqi, bltui, entry, rotw, setb_expstate; fields s and t as numbers */
    { 'B', WHY_XTENSA_NUMBER, 12, 4, 0, 0, B4CONST,  false, 0, 0 },
    { 'U', WHY_XTENSA_NUMBER, 12, 4, 0, 0, B4CONSTU, false, 0, 0 },
    { 'E', WHY_XTENSA_NUMBER, 12, 12, 0, 0, PLAIN, false, 3, 0 },
    { 'D', WHY_XTENSA_NUMBER,  4, 4, 0, 0, PLAIN, true,  0, 0 },
    { '5', WHY_XTENSA_NUMBER,  4, 5, 0, 0, PLAIN, false, 0, 0 },
    { 'S', WHY_XTENSA_NUMBER,  8, 4, 0, 0, PLAIN, false, 0, 0 },
    { 'T', WHY_XTENSA_NUMBER,  4, 4, 0, 0, PLAIN, false, 0, 0 },

    /* code and literals: branches of 8 and 12 bits, beqz.n, jump, loop, call, l32r */
    { 'J', WHY_XTENSA_ADDRESS, 16,  8, 0, 0, PC, true,  0, 4 },
    { 'K', WHY_XTENSA_ADDRESS, 12, 12, 0, 0, PC, true,  0, 4 },
    { 'Q', WHY_XTENSA_ADDRESS, 12,  4, 4, 2, PC, false, 0, 4 },
    { 'L', WHY_XTENSA_ADDRESS,  6, 18, 0, 0, PC, true,  0, 4 },
    { 'A', WHY_XTENSA_ADDRESS, 16,  8, 0, 0, PC, false, 0, 4 },
    { 'C', WHY_XTENSA_ADDRESS,  6, 18, 0, 0, PC_CALL, true, 2, 4 },
    { 'P', WHY_XTENSA_ADDRESS,  8, 16, 0, 0, PC_BEFORE, false, 2, 0 },
};

/* Source: the same manual, tables of the B4CONST and B4CONSTU encodings. */
static const int32_t b4const[]  = { -1,    1,     2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256 };
static const int32_t b4constu[] = { 32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256 };
/* clang-format on */

static int32_t plain(const struct field *field, uint32_t raw)
{
    int32_t value = (int32_t)raw;

    if (field->is_signed)
        value = why_isa_signed(raw, (unsigned)field->count + field->count2);
    return value * (1 << field->shift) + field->add;
}

static int32_t value_of(const struct field *field, uint32_t raw, uint32_t address)
{
    switch (field->how) {
    case PLAIN:
        return plain(field, raw);
    case MINUS:
        return field->add - (int32_t)raw;
    case B4CONST:
        return b4const[raw];
    case B4CONSTU:
        return b4constu[raw];
    case ADDI_N:
        return raw == 0 ? -1 : (int32_t)raw;
    case MOVI_N:
        return raw < 96 ? (int32_t)raw : (int32_t)raw - 128;
    case PC:
        return (int32_t)(address + (uint32_t)plain(field, raw));
    case PC_CALL:
        return (int32_t)((address & ~3u) + (uint32_t)plain(field, raw));
    case PC_BEFORE:
        return (int32_t)(((address + 3u) & ~3u) + (raw << field->shift) - 0x40000u);
    }
    return 0;
}

enum why_xtensa_operand why_xtensa_operand(uint32_t word, uint32_t address, char letter,
                                           int32_t *value)
{
    for (size_t i = 0; i < WHY_COUNTOF(fields); i++) {
        const struct field *field = &fields[i];

        if (field->letter == letter) {
            const uint32_t raw = why_isa_bits(word, field->low, field->count) |
                                 why_isa_bits(word, field->low2, field->count2) << field->count;

            *value = value_of(field, raw, address);
            return field->operand;
        }
    }
    *value = 0;
    return WHY_XTENSA_TEXT;
}
