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

/* What a row says of the effect beside the public operations. */
enum {
    WHY_ROW_USUAL = WHY_OP_NONE, /* what follows from the kind: a load loads, a call leaves its
                                    return address, everything else is opaque */
    WHY_ROW_MOVE_IF_SAME = 100,  /* a move when both sources are the same register, else opaque */
    WHY_ROW_EXTRACT,             /* a mask: first immediate is the shift, the second the width */
    WHY_ROW_TO_LINK,             /* goes to Xtensa's a0 */
    WHY_ROW_REPEATS,             /* a loop without a branch */
    WHY_ROW_UNTOLD,              /* what it writes is not known here */
};

/* The parameter of an operation, in the upper byte of the column: a shift, or bits of a mask. */
#define WHY_ROW_BY(operation, n) ((operation) | (n) << 8)

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
    uint16_t operation;   /* of enum why_operation, or above; with WHY_ROW_BY() */
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

/**
 * What `dest` gets, from the row: call it when the operands are noted.
 * @param immediates  The operands that are plain numbers, in the assembler's order; 0 for none.
 */
void why_isa_settle_operation(struct why_insn *insn, const int32_t immediates[2]);
/** The sets of registers, from everything else; what is in them already stays. */
void why_isa_settle_sets(struct why_insn *insn);

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
