/* Compares targets of calls with functions, by the ELF's symbols or by the tables of the ROM. */
#include "unwind/fit.h"

#include <string.h>

#include "match/elf.h"

struct extent {
    uint32_t lo;
    uint32_t size; /* bytes; 0: only the start is known */
    const char *name;
    size_t name_len;
};

bool why_fit_code(const struct why_walk *walk, uint32_t address)
{
    const struct why_region *region = why_crash_region(walk->crash, address);
    const struct why_firmware *firmware;
    const struct why_section *section;

    if (region)
        return region->bits & WHY_MEM_EXEC;
    firmware = why_elf_of_build_at(walk->crash, walk->image, address);
    section = firmware ? why_firmware_section(firmware, address) : NULL;
    return section && section->code;
}

static bool extent_in_elf(const struct why_walk *walk, uint32_t lookup, struct extent *out)
{
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, lookup);
    const struct why_symbol *symbol = firmware ? why_function_symbol(firmware, lookup) : NULL;

    if (!symbol)
        return false;
    *out = (struct extent){ symbol->address, symbol->size, symbol->name, strlen(symbol->name) };
    return true;
}

static bool extent_in_rom(const struct why_walk *walk, const struct why_rom *rom, uint32_t lookup,
                          struct extent *out)
{
    struct why_rom_symbol symbol;

    if (!rom->table || !why_rom_lookup(walk->crash->chip, rom, lookup, &symbol))
        return false;
    *out = (struct extent){ symbol.address, symbol.size, symbol.name, symbol.name_len };
    return true;
}

static bool holds(const struct extent *extent, uint32_t address)
{
    return address == extent->lo || address - extent->lo < extent->size;
}

/* Where a target goes on to, when it is no more than a jump. */
static uint32_t behind_jump(const struct why_walk *walk, uint32_t target)
{
    const struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, target);
    uint8_t bytes[4];
    struct why_insn insn;

    if (firmware && why_firmware_read(firmware, WHY_READ_CODE, target, bytes, sizeof(bytes)) &&
        why_isa_decode(&walk->isa, bytes, sizeof(bytes), target, &insn) &&
        insn.kind == WHY_INSN_JUMP && insn.direct)
        return insn.target;
    return target;
}

static bool goes_to(const struct why_walk *walk, const struct why_insn *call,
                    const struct extent *extent)
{
    const struct why_firmware *caller =
        why_elf_of_build_at(walk->crash, walk->image, call->address);

    return holds(extent, call->target) || holds(extent, behind_jump(walk, call->target)) ||
           (caller && why_firmware_assigns(caller, call->target, extent->name, extent->name_len));
}

static enum why_fit fit_in_rom(const struct why_walk *walk, const struct why_insn *call,
                               uint32_t lookup, const struct why_rom *rom)
{
    struct extent extent;

    if (!extent_in_rom(walk, rom, lookup, &extent))
        return WHY_FIT_UNKNOWN;
    return goes_to(walk, call, &extent) ? WHY_FIT_YES : WHY_FIT_NO;
}

enum why_fit why_fit_call(const struct why_walk *walk, const struct why_insn *call, uint32_t lookup,
                          const struct why_rom *rom)
{
    const struct why_chip *chip = walk->crash->chip;
    enum why_fit best = WHY_FIT_UNKNOWN;
    struct extent extent;

    if (extent_in_elf(walk, lookup, &extent))
        return goes_to(walk, call, &extent) ? WHY_FIT_YES : WHY_FIT_NO;
    if (!chip)
        return WHY_FIT_UNKNOWN;
    if (!rom)
        rom = walk->crash->rom;
    if (rom)
        return fit_in_rom(walk, call, lookup, rom);
    for (size_t i = 0; i < chip->rom_count && best != WHY_FIT_YES; i++) {
        enum why_fit fit = fit_in_rom(walk, call, lookup, &chip->roms[i]);

        if (fit != WHY_FIT_UNKNOWN)
            best = fit;
    }
    return best;
}

static enum why_fit same_in_rom(const struct why_walk *walk, const struct why_rom *rom, uint32_t a,
                                uint32_t b)
{
    struct extent extent;

    if (!extent_in_rom(walk, rom, a, &extent))
        return WHY_FIT_UNKNOWN;
    return holds(&extent, b) ? WHY_FIT_YES : WHY_FIT_NO;
}

enum why_fit why_fit_same(const struct why_walk *walk, uint32_t a, uint32_t b)
{
    const struct why_chip *chip = walk->crash->chip;
    enum why_fit all = WHY_FIT_UNKNOWN;
    struct extent extent;

    if (extent_in_elf(walk, a, &extent) && extent.size > 0)
        return holds(&extent, b) ? WHY_FIT_YES : WHY_FIT_NO;
    if (!chip)
        return WHY_FIT_UNKNOWN;
    if (walk->crash->rom)
        return same_in_rom(walk, walk->crash->rom, a, b);
    for (size_t i = 0; i < chip->rom_count; i++) {
        enum why_fit fit = same_in_rom(walk, &chip->roms[i], a, b);

        if (fit == WHY_FIT_UNKNOWN || (all != WHY_FIT_UNKNOWN && fit != all))
            return WHY_FIT_UNKNOWN;
        all = fit;
    }
    return all;
}
