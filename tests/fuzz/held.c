/* Looks for the word that a frame rests on, and for the call that it returns behind. */
#include "held.h"

#include <string.h>

#include "base/bytes.h"
#include "firmware/firmware.h"
#include "isa/call.h"
#include "require.h"

/* The top bits of a return address of windowed code hold the window's increment. */
static bool is_address(const struct why_arch *arch, uint32_t word, uint32_t address)
{
    return word == address || why_arch_code_address(arch, word) == address;
}

static bool in_registers(const struct why_arch *arch, const struct why_register *registers,
                         size_t count, uint32_t address)
{
    for (size_t i = 0; i < count; i++)
        if (registers[i].value.known && is_address(arch, registers[i].value.value, address))
            return true;
    return false;
}

static bool in_memory(const struct why_crash *crash, uint32_t address)
{
    for (size_t i = 0; i < crash->memory_count; i++) {
        const struct why_memory *piece = &crash->memory[i];

        for (size_t at = 0; at + 4 <= piece->size; at++)
            if (is_address(crash->arch, why_word(piece->bytes + at), address))
                return true;
    }
    return false;
}

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    return why_firmware_read(context, WHY_READ_CODE, address, bytes, (uint32_t)n);
}

/* An ELF of another build is not asked for calls. */
static bool is_behind_call(const struct why_crash *crash, const struct why_firmware *firmware,
                           uint32_t address)
{
    const struct why_isa isa = why_isa_of(crash->arch, crash->chip);
    const struct why_isa_code code = { .read = read_code, .context = firmware };
    struct why_insn call;

    return why_crash_elf_mismatch(crash) ||
           why_isa_call_before(&isa, &code, address, &call) != WHY_CALL_NONE;
}

static bool is_walked(const struct why_frame *frame)
{
    return frame->pc.known && frame->trust >= WHY_TRUST_CFI;
}

void require_frames(const struct why_crash *crash, const struct why_backtrace *backtrace,
                    const struct why_register *registers, size_t count,
                    const struct why_firmware *firmware)
{
    for (size_t i = 1; i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];
        const uint32_t address = frame->pc.value;

        if (!is_walked(frame))
            continue;
        require(in_registers(crash->arch, registers, count, address) || in_memory(crash, address));
        require(frame->lookup.value == address || is_behind_call(crash, firmware, address));
    }
}
