/* One machine instruction: what it is, what it touches, where it goes.
 *
 * Pure functions over bytes. This is the only place that tests opcodes: who wants to know what
 * an instruction does asks here. */
#ifndef WHY_ISA_ISA_H
#define WHY_ISA_ISA_H

#include "isa/insn.h"

/* Which instructions a core has: bits of enum why_isa_bits. A bit in neither is not known. */
struct why_isa {
    enum why_arch_id arch;
    uint32_t has;
    uint32_t lacks;
};

/**
 * What the cores of a chip execute.
 * @param chip  NULL: the chip is not known; nothing beyond the architecture's base is.
 */
struct why_isa why_isa_of(const struct why_arch *arch, const struct why_chip *chip);

/**
 * Decode the instruction that starts at @p bytes.
 * @param isa      Of any known architecture.
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
/** Reads or writes data memory; base, index, offset and access_bytes tell what. */
bool why_insn_accesses_memory(const struct why_insn *insn);
bool why_insn_is_call(const struct why_insn *insn);
/** May the instruction behind it be the next one? Not behind jumps, returns and traps; behind a
 * call, when the callee returns. */
bool why_insn_goes_on(const struct why_insn *insn);

/**
 * Where in memory a load or store has a register, several at once (cm.push) included.
 * @param offset  Bytes from the value that `base` has before the instruction; written only when
 *                true is returned. The index, where there is one, is to be added.
 * @return false when the instruction neither loads nor stores that register.
 */
bool why_insn_slot(const struct why_insn *insn, int number, int32_t *offset);

#endif
