/* RISC-V: from bytes to an instruction, and from an instruction to text. */
#ifndef WHY_ISA_RISCV_H
#define WHY_ISA_RISCV_H

#include "isa/row.h"
#include "isa/text.h"

/* A 16-bit encoding stands for a 32-bit instruction. */
struct why_riscv_short {
    uint16_t mask;
    uint16_t match;
    const char *name;
    const char *fields; /* which fields go where; letters in riscv_expand.c. NULL: no instruction */
    uint32_t base;      /* the 32-bit instruction without those fields */
    uint32_t needs;     /* as in struct why_isa_row */
};

extern const struct why_isa_table why_riscv_table;      /* 32-bit instructions */
extern const struct why_isa_table why_riscv_zcmp_table; /* 16-bit ones that no other stands for */
extern const struct why_riscv_short why_riscv_shorts[];
extern const size_t why_riscv_short_count;

/** As why_isa_decode(). */
bool why_riscv_decode(const struct why_isa *isa, const uint8_t *bytes, size_t n,
                      struct why_insn *insn);
void why_riscv_text(const struct why_insn *insn, struct why_isa_line *line);
const char *why_riscv_register(int number);

/** The operands of a row of why_riscv_zcmp_table, and what becomes of them. */
void why_riscv_note_zcmp(struct why_insn *insn);
/** The number of s0, s1 and so on. */
int8_t why_riscv_saved_register(uint32_t number);
/** The 32-bit instruction that a 16-bit one stands for. */
uint32_t why_riscv_expand(const struct why_riscv_short *row, uint32_t bits);
/** Zcmp: bytes of the stack frame, from the number of registers and the extra 16-byte blocks. */
uint32_t why_riscv_frame_bytes(uint32_t bits);
/** Immediates of the 32-bit formats. */
int32_t why_riscv_immediate(uint32_t word, char letter);
/** Name of a control and status register, or NULL. */
const char *why_riscv_csr(uint32_t number);

#endif
