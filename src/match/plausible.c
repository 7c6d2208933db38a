/* Return addresses against the code of an ELF. */
#include "match/plausible.h"

#include "isa/call.h"

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    return why_firmware_read(context, WHY_READ_CODE, address, bytes, (uint32_t)n);
}

static void check_address(struct why_plausibility *out, const struct why_isa *isa,
                          const struct why_isa_code *code, uint32_t return_address)
{
    struct why_insn call;

    switch (why_isa_call_before(isa, code, return_address, &call)) {
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

struct why_plausibility why_elf_plausibility(const struct why_crash *crash,
                                             const struct why_firmware *firmware)
{
    const struct why_isa isa = why_isa_of(crash->arch, crash->chip);
    const struct why_isa_code code = { .read = read_code, .context = firmware };
    struct why_plausibility out = { .calls = 0 };

    for (size_t core = 0; crash->arch && core < crash->core_count; core++) {
        const struct why_backtrace *backtrace = &crash->cores[core].backtrace;
        size_t count =
            backtrace->frame_count - (backtrace->corrupted && backtrace->frame_count > 0 ? 1 : 0);

        if (backtrace->source != WHY_BACKTRACE_DEVICE)
            continue;
        for (size_t i = 1; i < count; i++)
            check_address(&out, &isa, &code,
                          backtrace->frames[i].pc.value + crash->arch->backtrace_adjust);
    }
    return out;
}
