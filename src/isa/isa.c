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
        .dest2 = WHY_ISA_NO_REGISTER,
        .source = { WHY_ISA_NO_REGISTER, WHY_ISA_NO_REGISTER },
    };
    bool decoded = false;

    if (isa->arch == WHY_ARCH_RISCV)
        decoded = why_riscv_decode(isa, bytes, n, &insn);
    else if (isa->arch == WHY_ARCH_XTENSA || isa->arch == WHY_ARCH_LX106)
        decoded = why_xtensa_decode(isa, bytes, n, &insn);
    if (!decoded)
        return false;
    if (isa->arch == WHY_ARCH_LX106 && (insn.window_change > 0 || insn.operation == WHY_OP_ENTER))
        insn.legality = WHY_INSN_ILLEGAL;
    why_isa_settle_sets(&insn);
    *out = insn;
    return true;
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
    return insn->access_bytes > 0;
}

bool why_insn_is_call(const struct why_insn *insn)
{
    return insn->kind == WHY_INSN_CALL || insn->kind == WHY_INSN_CALL_INDIRECT;
}

bool why_insn_goes_on(const struct why_insn *insn)
{
    return insn->kind != WHY_INSN_JUMP && insn->kind != WHY_INSN_JUMP_INDIRECT &&
           insn->kind != WHY_INSN_RETURN && insn->legality != WHY_INSN_TRAP;
}

/* Instructions that move several registers have neither `dest` nor `source` for them, but the
 * sets; the highest register has the highest address. */
static bool find_slot_of_several(const struct why_insn *insn, int number, int32_t *offset)
{
    const uint64_t other = why_register_bit(insn->base) | why_register_bit(insn->dest);
    const uint64_t set = (insn->kind == WHY_INSN_STORE ? insn->reads : insn->writes) & ~other;
    int32_t above = 0;

    if (!insn->updates_base || (set & why_register_bit(number)) == 0)
        return false;
    for (int i = number + 1; i < WHY_ISA_FLOAT; i++)
        above += (set & why_register_bit(i)) != 0;
    *offset = insn->offset - 4 * above;
    return true;
}

bool why_insn_slot(const struct why_insn *insn, int number, int32_t *offset)
{
    const int moved = insn->kind == WHY_INSN_LOAD ? insn->dest : insn->source[0];

    if (number == WHY_ISA_NO_REGISTER || insn->access_bytes == 0 || insn->kind == WHY_INSN_ATOMIC)
        return false;
    if (moved == WHY_ISA_NO_REGISTER)
        return find_slot_of_several(insn, number, offset);
    if (moved != number)
        return false;
    *offset = insn->offset;
    return true;
}
