/* The caller of a function that never began. */
#include "unwind/bad_call.h"

#include <string.h>

#include "match/elf.h"
#include "unwind/window.h"

#define GARBAGE_BYTES 64u /* that may run, from the address called on, before one is refused */

/* What stands at the program counter. */
enum arrival {
    ARRIVED_IN_CODE,    /* an ordinary crash */
    ARRIVED_AT_ENTRY,   /* of a function: its ENTRY is still to run */
    ARRIVED_IN_GARBAGE, /* memory that runs, but no function is there */
    ARRIVED_NOWHERE,    /* memory that does not run: not one instruction has */
};

static bool is_entry(const struct why_walk *walk, const struct why_firmware *firmware, uint32_t pc)
{
    uint8_t bytes[3];
    struct why_insn insn;

    return why_firmware_read(firmware, WHY_READ_CODE, pc, bytes, sizeof(bytes)) &&
           why_isa_decode(&walk->isa, bytes, sizeof(bytes), pc, &insn) &&
           strcmp(why_isa_mnemonic(&insn), "entry") == 0;
}

/* Only a refused instruction tells that data was run, and only symbols that no function is there.
 */
static bool is_garbage(const struct why_walk *walk, struct why_firmware *firmware, uint32_t pc)
{
    const struct why_crash *crash = walk->crash;
    const struct why_region *region = why_crash_region(crash, pc);

    if (!crash->cause || crash->cause->cause != WHY_CAUSE_ILLEGAL_INSTRUCTION || crash->software ||
        !region || (region->bits & WHY_MEM_ROM))
        return false;
    return !firmware ||
           (why_firmware_outline(firmware)->has_symbols && !why_function_symbol(firmware, pc));
}

static enum arrival arrival_at(const struct why_walk *walk, uint32_t pc)
{
    struct why_firmware *firmware;

    if (!why_can_run(walk, pc))
        return ARRIVED_NOWHERE;
    firmware = why_elf_of_build_at(walk->crash, walk->image, pc);
    if (is_garbage(walk, firmware, pc))
        return ARRIVED_IN_GARBAGE;
    return firmware && is_entry(walk, firmware, pc) ? ARRIVED_AT_ENTRY : ARRIVED_IN_CODE;
}

/* Does this call go where the processor is? The register of an indirect call still holds the
 * target, unless the return address took its place. */
static bool leads_to(const struct why_insn *call, const struct why_registers *registers,
                     const struct why_bad_call *found, uint32_t pc, enum arrival arrival)
{
    const uint32_t slack = arrival == ARRIVED_IN_GARBAGE ? GARBAGE_BYTES : 0;

    if (call->direct)
        return pc - call->target <= slack;
    if (call->base < 0 || (unsigned)call->base == found->window ||
        (registers->known >> call->base & 1) == 0)
        return true;
    return pc - registers->value[call->base] <= slack;
}

/* a0 is where the function that made the call returns to: a call of that function stands there. */
static bool fits_caller(const struct why_walk *walk, const struct why_registers *registers,
                        const struct why_bad_call *found)
{
    const uint32_t lookup = found->return_address - walk->crash->arch->call_bytes_min;
    const uint32_t raw = registers->value[0];
    struct why_insn call;

    return (registers->known & 1u) == 0 ||
           why_check_return(walk, why_arch_code_address(walk->crash->arch, raw), why_window_of(raw),
                            &call) != WHY_RETURN_CALL ||
           why_call_fits(walk, &call, lookup);
}

bool why_find_bad_call(const struct why_walk *walk, const struct why_registers *registers,
                       struct why_value pc, struct why_value ps, struct why_bad_call *out)
{
    struct why_bad_call found = { .window = why_window_of_status(ps.value) };
    enum arrival arrival = pc.known ? arrival_at(walk, pc.value) : ARRIVED_IN_CODE;
    struct why_insn call;
    uint32_t raw;

    if (arrival == ARRIVED_IN_CODE || !ps.known || found.window == 0 ||
        (registers->known >> found.window & 1) == 0)
        return false;
    raw = registers->value[found.window];
    if (why_window_of(raw) != found.window)
        return false;
    found.return_address = why_arch_code_address(walk->crash->arch, raw);
    switch (why_check_return(walk, found.return_address, found.window, &call)) {
    case WHY_RETURN_NOT_CODE:
    case WHY_RETURN_NO_CALL:
        return false;
    case WHY_RETURN_UNREADABLE:
        if (arrival != ARRIVED_NOWHERE)
            return false;
        break;
    case WHY_RETURN_CALL:
        if (!leads_to(&call, registers, &found, pc.value, arrival) ||
            !fits_caller(walk, registers, &found))
            return false;
        break;
    }
    *out = found;
    return true;
}
