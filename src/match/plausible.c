/* Return addresses and program counters against the code of an ELF. */
#include "match/plausible.h"

#include "isa/call.h"

#define WALK_BYTES 16384u /* longer functions are not walked through: they hold tables as well */

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    return why_firmware_read(context, WHY_READ_CODE, address, bytes, (uint32_t)n);
}

/* Some RISC-V chips print return addresses less two. */
static enum why_isa_call_before find_call(const struct why_isa *isa,
                                          const struct why_isa_code *code, uint32_t return_address)
{
    struct why_insn call;
    const enum why_isa_call_before answer = why_isa_call_before(isa, code, return_address, &call);

    if (answer != WHY_CALL_NONE || isa->arch != WHY_ARCH_RISCV)
        return answer;
    return why_isa_call_before(isa, code, return_address + 2, &call);
}

static void check_address(struct why_plausibility *out, const struct why_isa *isa,
                          const struct why_isa_code *code, uint32_t return_address)
{
    switch (find_call(isa, code, return_address)) {
    case WHY_CALL_UNREADABLE:
        break;
    case WHY_CALL_NONE:
        out->not_calls++;
        break;
    case WHY_CALL_FOUND:
        out->calls++;
        break;
    }
}

static void check_backtrace(struct why_plausibility *out, const struct why_crash *crash,
                            const struct why_isa *isa, const struct why_isa_code *code,
                            const struct why_backtrace *backtrace)
{
    size_t count =
        backtrace->frame_count - (backtrace->corrupted && backtrace->frame_count > 0 ? 1 : 0);

    if (backtrace->source != WHY_BACKTRACE_DEVICE)
        return;
    for (size_t i = 1; i < count; i++)
        check_address(out, isa, code,
                      backtrace->frames[i].pc.value + crash->arch->backtrace_adjust);
}

/* Decodes from the start of the function on. What is no instruction may be data: no answer. */
static bool is_inside_instruction(const struct why_isa *isa, struct why_firmware *firmware,
                                  uint32_t pc)
{
    const struct why_symbol *function = why_function_symbol(firmware, pc);
    uint32_t address = function ? function->address : pc;

    if (pc - address > WALK_BYTES)
        return false;
    while (address < pc) {
        uint8_t bytes[4] = { 0 };
        struct why_insn insn;

        if (!why_firmware_read(firmware, WHY_READ_CODE, address, bytes, sizeof(bytes)) ||
            !why_isa_decode(isa, bytes, sizeof(bytes), address, &insn) ||
            insn.legality == WHY_INSN_ILLEGAL || insn.legality == WHY_INSN_UNKNOWN)
            return false;
        address += insn.length;
    }
    return address != pc;
}

struct why_plausibility why_elf_plausibility(const struct why_crash *crash,
                                             struct why_firmware *firmware)
{
    const struct why_isa isa = why_isa_of(crash->arch, crash->chip);
    const struct why_isa_code code = { .read = read_code, .context = firmware };
    struct why_plausibility out = { .calls = 0 };

    for (size_t i = 0; crash->arch && i < crash->core_count; i++) {
        const struct why_core *core = &crash->cores[i];
        struct why_value pc = why_core_register(core, crash->arch->pc);

        check_backtrace(&out, crash, &isa, &code, &core->backtrace);
        if (pc.known && is_inside_instruction(&isa, firmware, pc.value))
            out.torn++;
    }
    return out;
}
