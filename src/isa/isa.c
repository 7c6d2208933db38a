/* Questions about one instruction, whatever its architecture. */
#include "isa/isa.h"

#include "isa/riscv.h"
#include "isa/text.h"
#include "isa/xtensa.h"

struct why_isa why_isa_of(const struct why_arch *arch, const struct why_chip *chip)
{
    struct why_isa isa = { .arch = arch ? arch->id : WHY_ARCH_UNKNOWN };

    if (chip) {
        isa.arch = chip->arch->id;
        isa.has = chip->isa;
        isa.lacks = ~(chip->isa | chip->isa_unsure);
    }
    return isa;
}

bool why_isa_decode(const struct why_isa *isa, const uint8_t *bytes, size_t n, uint32_t address,
                    struct why_insn *out)
{
    struct why_insn insn = {
        .arch = isa->arch,
        .address = address,
        .base = WHY_ISA_NO_REGISTER,
        .index = WHY_ISA_NO_REGISTER,
        .dest = WHY_ISA_NO_REGISTER,
        .source = { WHY_ISA_NO_REGISTER, WHY_ISA_NO_REGISTER },
    };
    bool decoded = false;

    if (isa->arch == WHY_ARCH_RISCV)
        decoded = why_riscv_decode(isa, bytes, n, &insn);
    else if (isa->arch == WHY_ARCH_XTENSA)
        decoded = why_xtensa_decode(isa, bytes, n, &insn);
    if (decoded)
        *out = insn;
    return decoded;
}

void why_isa_text(const struct why_insn *insn, char *text, size_t size)
{
    struct why_isa_line line = { .at = text, .left = size };

    why_isa_put(&line, "%s", "");
    if (insn->arch == WHY_ARCH_RISCV)
        why_riscv_text(insn, &line);
    else
        why_xtensa_text(insn, &line);
}

const char *why_isa_register(enum why_arch_id arch, int number)
{
    return arch == WHY_ARCH_RISCV ? why_riscv_register(number) : why_xtensa_register(number);
}

const char *why_isa_mnemonic(const struct why_insn *insn)
{
    return insn->row ? insn->row->name : "";
}

bool why_insn_is_compiler_trap(const struct why_insn *insn)
{
    return insn->legality == WHY_INSN_TRAP && !insn->breakpoint;
}

bool why_insn_accesses_memory(const struct why_insn *insn)
{
    return insn->kind == WHY_INSN_LOAD || insn->kind == WHY_INSN_STORE ||
           insn->kind == WHY_INSN_ATOMIC;
}

bool why_insn_is_call(const struct why_insn *insn)
{
    return insn->kind == WHY_INSN_CALL || insn->kind == WHY_INSN_CALL_INDIRECT;
}
