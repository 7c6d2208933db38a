/* One machine instruction: what it is, what it touches, where it goes.
 *
 * Pure functions over bytes. This is the only place that tests opcodes: who wants to know what
 * an instruction does asks here. */
#ifndef WHY_ISA_ISA_H
#define WHY_ISA_ISA_H

#include "espwhy/chip.h"

struct why_isa_row;

/* Which instructions a core has: bits of enum why_isa_bits. A bit in neither is not known. */
struct why_isa {
    enum why_arch_id arch;
    uint32_t has;
    uint32_t lacks;
};

enum why_insn_legality {
    WHY_INSN_UNKNOWN, /* nobody here knows whether the core has it */
    WHY_INSN_LEGAL,
    WHY_INSN_ILLEGAL, /* no instruction of this core, also a reserved encoding */
    WHY_INSN_TRAP,    /* defined to raise an exception: ebreak, unimp, break, ill */
};

enum why_insn_kind {
    WHY_INSN_OTHER,
    WHY_INSN_CALL,          /* to `target` */
    WHY_INSN_CALL_INDIRECT, /* to `base` + `offset` */
    WHY_INSN_JUMP,
    WHY_INSN_JUMP_INDIRECT,
    WHY_INSN_BRANCH, /* may go to `target`, or on */
    WHY_INSN_RETURN,
    WHY_INSN_LOAD,
    WHY_INSN_STORE,
    WHY_INSN_ATOMIC, /* reads and may write at one address; a lone LR or SC too */
    WHY_INSN_DIVIDE, /* integer; source[1] is the divisor */
};

/* Register numbers: 0-31 (RISC-V x), 0-15 (Xtensa a, as the window shows them). Floating-point
 * registers follow from WHY_ISA_FLOAT on. */
#define WHY_ISA_FLOAT 32
#define WHY_ISA_NO_REGISTER (-1)

struct why_insn {
    const struct why_isa_row *row; /* NULL: not known */
    enum why_arch_id arch;
    uint32_t address;
    uint32_t bits;  /* as in memory, first byte lowest */
    uint32_t word;  /* the same; of a compressed RISC-V instruction, the one it stands for */
    uint8_t length; /* bytes: 2, 3 or 4 */
    enum why_insn_legality legality;
    enum why_insn_kind kind;
    bool breakpoint; /* a trap with a debugger's number: Xtensa BREAK */
    bool direct;     /* `target` is known from the instruction alone */
    uint32_t target; /* where it goes; of an Xtensa L32R, the address of the literal */
    int8_t base;     /* register whose value and `offset` make the address that is accessed or
                        gone to; WHY_ISA_NO_REGISTER: none */
    int8_t index;    /* register that is added to it */
    int32_t offset;
    bool updates_base;     /* the address, or what follows it, is written back to `base` */
    uint8_t access_bytes;  /* of a load, store or atomic; of several words, one of them */
    bool access_signed;    /* the value read is sign-extended */
    int8_t dest;           /* register written, `base` aside */
    int8_t source[2];      /* registers read, `base` aside; of a store, [0] is what is stored */
    uint8_t window_change; /* Xtensa windowed call: registers the callee's window is ahead, 4, 8 or
                              12 */
};

/**
 * What the cores of a chip execute.
 * @param chip  NULL: the chip is not known; nothing beyond the architecture's base is.
 */
struct why_isa why_isa_of(const struct why_arch *arch, const struct why_chip *chip);

/**
 * Decode the instruction that starts at @p bytes.
 * @param isa      Of WHY_ARCH_XTENSA or WHY_ARCH_RISCV.
 * @param n        Bytes that may be read; four are always enough.
 * @param address  Where the instruction stands: targets are relative to it.
 * @param out      Written only when true is returned. What no row knows has a length all the same.
 * @return false when @p n is too short for the instruction or the architecture unknown.
 */
bool why_isa_decode(const struct why_isa *isa, const uint8_t *bytes, size_t n, uint32_t address,
                    struct why_insn *out);

#define WHY_INSN_TEXT_BYTES 64u

/**
 * The assembler line, such as "sb a5,10(a0)", "l32i.n a8, a2, 16" or ".4byte 0xffffffff".
 * @param text  WHY_INSN_TEXT_BYTES always suffice; terminated.
 */
void why_isa_text(const struct why_insn *insn, char *text, size_t size);

/**
 * The assembler's name of a register number ("a0", "s1", "f3"); "" for none.
 * The dump's name is the same in capitals, but for RISC-V s0, which is "S0/FP".
 */
const char *why_isa_register(enum why_arch_id arch, int number);

/** The mnemonic ("lw", "callx8"), "" when not known. Of a compressed instruction, the one it
 * stands for. */
const char *why_isa_mnemonic(const struct why_insn *insn);

/**
 * What compilers write where the program must not get: RISC-V ebreak and unimp (also the start of
 * zeroed memory), Xtensa ill. ESP-IDF's abort() on RISC-V is an ebreak too.
 */
bool why_insn_is_compiler_trap(const struct why_insn *insn);
/** Reads or writes data memory; base, offset and access_bytes tell what. */
bool why_insn_accesses_memory(const struct why_insn *insn);
bool why_insn_is_call(const struct why_insn *insn);

#endif
