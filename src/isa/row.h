/* One row of an opcode table, and how rows are found. */
#ifndef WHY_ISA_ROW_H
#define WHY_ISA_ROW_H

#include "isa/isa.h"

/* What a row says beside its kind: one of the public kinds, or one of these. */
enum {
    WHY_ROW_TRAP = 100, /* defined to raise an exception */
    WHY_ROW_BREAK,      /* the same, with a number that names a debugger's breakpoint */
    WHY_ROW_RESERVED,   /* set aside by the manual: no instruction */
    WHY_ROW_UNSURE,     /* known to exist on some core, not on which */
};

/* An instruction matches when (word & mask) == match; the first matching row of a table is the one,
 * so that special cases stand before what they are cases of. */
struct why_isa_row {
    uint32_t mask;
    uint32_t match;
    const char *name;
    const char *operands; /* the assembler's syntax; letters are fields, see the table's file */
    uint32_t needs;       /* bits of enum why_isa_bits; 0: every core has it */
    uint8_t kind;         /* of enum why_insn_kind, or above */
    int8_t access;        /* bytes read or written, negative when sign-extended */
};

struct why_isa_table {
    const struct why_isa_row *rows;
    size_t count;
};

/** The first row that matches, or NULL. */
const struct why_isa_row *why_isa_row_find(const struct why_isa_table *table, uint32_t word);

/** Legality, kind and access width of a known instruction, from its row. */
void why_isa_row_apply(const struct why_isa *isa, const struct why_isa_row *row,
                       struct why_insn *insn);

/** Bits [low, low + count) of a word, as a number. */
static inline uint32_t why_isa_bits(uint32_t word, unsigned low, unsigned count)
{
    return (word >> low) & ((1u << count) - 1u);
}

/** The lowest @p count bits of a value, sign-extended. */
static inline int32_t why_isa_signed(uint32_t value, unsigned count)
{
    const uint32_t sign = 1u << (count - 1u);

    return (int32_t)(((value & ((sign << 1) - 1u)) ^ sign) - sign);
}

#endif
