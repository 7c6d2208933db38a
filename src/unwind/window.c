/* Xtensa return addresses, checked against the code that they return to. */
#include "unwind/window.h"

#include <string.h>

#include "match/elf.h"

#define PS_CALLINC_SHIFT 16u

/* Where every Xtensa chip has its code, for a log that does not tell the chip. */
#define CODE_LO 0x40000000u
#define CODE_HI 0x50000000u

unsigned why_window_of(uint32_t raw)
{
    return 4 * (raw >> 30);
}

unsigned why_window_of_status(uint32_t ps)
{
    return 4 * (ps >> PS_CALLINC_SHIFT & 3);
}

bool why_can_run(const struct why_walk *walk, uint32_t address)
{
    const struct why_region *region;

    if (walk->crash->candidate_count == 0)
        return address >= CODE_LO && address < CODE_HI;
    region = why_crash_region(walk->crash, address);
    return region && (region->bits & WHY_MEM_EXEC);
}

static bool has_application(const struct why_walk *walk)
{
    const struct why_crash *crash = walk->crash;

    for (size_t i = 0; i < crash->elf_count && !crash->boot.bootloader; i++)
        if (crash->elfs[i].match != WHY_ELF_NO &&
            why_firmware_kind_of(walk->image->firmwares[i]) == WHY_FIRMWARE_APP)
            return true;
    return false;
}

/* True also where not every revision's functions are known. */
static bool may_be_rom_function(const struct why_crash *crash, uint32_t address)
{
    struct why_rom_symbol symbol;

    if (!crash->chip || !crash->chip->roms_complete)
        return true;
    for (size_t i = 0; i < crash->chip->rom_count; i++) {
        const struct why_rom *rom = &crash->chip->roms[i];

        if ((!crash->rom || crash->rom == rom) &&
            (!rom->table || why_rom_lookup(crash->chip, rom, address, &symbol)))
            return true;
    }
    return false;
}

/* Can a call be where no ELF has code? An application has all of its code in its ELF; what is left
 * is the boot ROM. */
static bool may_call(const struct why_walk *walk, uint32_t call)
{
    const struct why_region *region = why_crash_region(walk->crash, call);

    if (!region || !has_application(walk))
        return true;
    return (region->bits & WHY_MEM_ROM) && may_be_rom_function(walk->crash, call);
}

enum why_return why_check_return(const struct why_walk *walk, uint32_t address, unsigned window,
                                 struct why_insn *call)
{
    const uint32_t before = address - walk->crash->arch->call_bytes_min;

    if (!why_can_run(walk, before))
        return WHY_RETURN_NOT_CODE;
    switch (why_walk_call_before(walk, address, call)) {
    case WHY_CALL_UNREADABLE:
        return may_call(walk, before) ? WHY_RETURN_UNREADABLE : WHY_RETURN_NO_CALL;
    case WHY_CALL_NONE:
        return WHY_RETURN_NO_CALL;
    case WHY_CALL_FOUND:
        break;
    }
    if (call->window_change == 0 || (window != 0 && call->window_change != window))
        return WHY_RETURN_NO_CALL;
    return WHY_RETURN_CALL;
}

static const struct why_symbol *find_function(const struct why_walk *walk, uint32_t address)
{
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, address);

    return firmware ? why_function_symbol(firmware, address) : NULL;
}

static bool is_rom(const struct why_walk *walk, uint32_t address)
{
    const struct why_region *region = why_crash_region(walk->crash, address);

    return region && (region->bits & WHY_MEM_ROM);
}

/* A compiler may put rare parts of a function elsewhere: "name.cold". */
static bool is_part_of(const struct why_symbol *part, const struct why_symbol *whole)
{
    const size_t length = strlen(whole->name);

    return strncmp(part->name, whole->name, length) == 0 && part->name[length] == '.';
}

bool why_call_fits(const struct why_walk *walk, const struct why_insn *call, uint32_t callee)
{
    const struct why_symbol *called;
    const struct why_symbol *running;

    if (!call->direct || !why_can_run(walk, callee))
        return true;
    if (is_rom(walk, call->target) != is_rom(walk, callee))
        return false;
    called = find_function(walk, call->target);
    running = find_function(walk, callee);
    if (!called || !running || called->size == 0 || running->size == 0 ||
        called->address != call->target)
        return true;
    return called->address == running->address || is_part_of(running, called);
}

bool why_is_dispatcher(const struct why_walk *walk, uint32_t address)
{
    const struct why_symbol *symbol = find_function(walk, address);

    return symbol &&
           (strncmp(symbol->name, "_xt_", 4) == 0 || strncmp(symbol->name, "xt_highint", 10) == 0);
}
