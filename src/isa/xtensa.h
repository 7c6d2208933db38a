/* Xtensa: from bytes to an instruction, and from an instruction to text. */
#ifndef WHY_ISA_XTENSA_H
#define WHY_ISA_XTENSA_H

#include "isa/row.h"
#include "isa/text.h"

extern const struct why_isa_table why_xtensa_table;        /* three bytes */
extern const struct why_isa_table why_xtensa_narrow_table; /* two bytes */

/** As why_isa_decode(). */
bool why_xtensa_decode(const struct why_isa *isa, const uint8_t *bytes, size_t n,
                       struct why_insn *insn);
void why_xtensa_text(const struct why_insn *insn, struct why_isa_line *line);
const char *why_xtensa_register(int number);

/* What an operand letter of the tables is. */
enum why_xtensa_operand {
    WHY_XTENSA_TEXT,    /* no operand: the letter itself */
    WHY_XTENSA_AR,      /* address register */
    WHY_XTENSA_FR,      /* floating-point register */
    WHY_XTENSA_BR,      /* boolean register */
    WHY_XTENSA_MR,      /* MAC16 register */
    WHY_XTENSA_NUMBER,  /* immediate */
    WHY_XTENSA_OFFSET,  /* immediate that is added to the base register */
    WHY_XTENSA_ADDRESS, /* of code, or of a literal */
    WHY_XTENSA_SPECIAL, /* number of a special register: part of the mnemonic */
    WHY_XTENSA_USER,    /* number of a user register: part of the mnemonic */
};

/** Kind and value of one operand; the value of an address is absolute. */
enum why_xtensa_operand why_xtensa_operand(uint32_t word, uint32_t address, char letter,
                                           int32_t *value);

/* Letters of the tables that are no operand and are not printed: see xtensa_rows.c. */
#define WHY_XTENSA_MARKS "!+^><"

/** Name in lower case, or NULL. */
const char *why_xtensa_special_register(uint32_t number);
const char *why_xtensa_user_register(uint32_t number);

#endif
