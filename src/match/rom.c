/* The boot ROM's revision: one of those that the build runs on, and the one that puts frames into
 * the functions that are called. */
#include "match/rom.h"

#include "isa/call.h"
#include "match/elf.h"

#define ROMS 32u /* bits of a set; no chip has more than a few */

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    return why_firmware_read(context, WHY_READ_CODE, address, bytes, (uint32_t)n);
}

/* Where a frame's call returns to. Another tool's frames do not tell that. */
static struct why_value return_address(const struct why_crash *crash, const struct why_frame *frame)
{
    struct why_value address = frame->pc;

    switch (frame->trust) {
    case WHY_TRUST_DEVICE:
        address.value += crash->arch->backtrace_adjust;
        break;
    case WHY_TRUST_CFI:
    case WHY_TRUST_SAVE_AREA:
    case WHY_TRUST_CALL_SITE:
    case WHY_TRUST_PROLOGUE:
    case WHY_TRUST_SCAN:
        break;
    case WHY_TRUST_UNKNOWN:
    case WHY_TRUST_REGISTER:
    case WHY_TRUST_LOG:
        address.known = false;
        break;
    }
    return address;
}

/* The call that a frame is at, when its target is known. */
static bool find_call(const struct why_crash *crash, const struct why_firmware *firmware,
                      const struct why_frame *frame, struct why_insn *call)
{
    const struct why_isa isa = why_isa_of(crash->arch, crash->chip);
    const struct why_isa_code code = { .read = read_code, .context = firmware };
    struct why_value address = return_address(crash, frame);

    return address.known &&
           why_isa_call_before(&isa, &code, address.value, call) == WHY_CALL_FOUND && call->direct;
}

/* The revisions in which the address lies in the function that is called, as a set. Calls go to the
 * function itself, or to a slot of the ROM's jump table that the linker was told the name of. */
static uint32_t revisions_of(const struct why_chip *chip, const struct why_firmware *firmware,
                             uint32_t address, uint32_t target)
{
    uint32_t revisions = 0;

    for (size_t i = 0; i < chip->rom_count && i < ROMS; i++) {
        struct why_rom_symbol symbol;

        if (chip->roms[i].table && why_rom_lookup(chip, &chip->roms[i], address, &symbol) &&
            (symbol.address == target ||
             why_firmware_assigns(firmware, target, symbol.name, symbol.name_len)))
            revisions |= 1u << i;
    }
    return revisions;
}

/* What one frame leaves of the revisions, given the frame that called it. */
static uint32_t narrow(const struct why_crash *crash, const struct why_image *image,
                       const struct why_frame *frame, const struct why_frame *caller,
                       uint32_t revisions)
{
    const struct why_region *region = why_crash_region(crash, frame->lookup.value);
    const struct why_firmware *firmware;
    struct why_insn call;
    uint32_t found;

    if (!frame->lookup.known || !caller->lookup.known || !region || !(region->bits & WHY_MEM_ROM))
        return revisions;
    firmware = why_elf_of_build_at(crash, image, caller->lookup.value);
    if (!firmware || !find_call(crash, firmware, caller, &call))
        return revisions;
    found = revisions_of(crash->chip, firmware, frame->lookup.value, call.target);
    return found ? revisions & found : revisions;
}

/* The last entry of a corrupted backtrace proves nothing. */
static uint32_t narrow_by_backtrace(const struct why_crash *crash, const struct why_image *image,
                                    const struct why_backtrace *backtrace, uint32_t revisions)
{
    size_t count =
        backtrace->frame_count - (backtrace->corrupted && backtrace->frame_count > 0 ? 1 : 0);

    for (size_t i = 1; i < count; i++)
        revisions =
            narrow(crash, image, &backtrace->frames[i - 1], &backtrace->frames[i], revisions);
    return revisions;
}

/* The first chip revision behind the last one that has a ROM. Without an end where it is not known
 * what follows. */
static uint32_t end_of(const struct why_chip *chip, size_t rom)
{
    return rom + 1 < chip->rom_count ? chip->roms[rom + 1].revision : UINT32_MAX;
}

/* The ROMs of chips on sale that a build runs on, as a set. */
static uint32_t roms_within(const struct why_chip *chip, struct why_revisions revisions)
{
    uint32_t roms = 0;

    for (size_t i = 0; i < chip->rom_count && i < ROMS; i++)
        if (chip->roms[i].table && chip->roms[i].revision <= revisions.max &&
            end_of(chip, i) > revisions.min)
            roms |= 1u << i;
    return roms;
}

static uint32_t narrow_by_build(const struct why_crash *crash, const struct why_image *image,
                                uint32_t roms)
{
    for (size_t i = 0; i < image->count && i < crash->elf_count; i++)
        if (!crash->elfs[i].rom && crash->elfs[i].match != WHY_ELF_NO)
            roms &= roms_within(crash->chip, why_firmware_revisions(image->firmwares[i]));
    return roms;
}

void why_settle_rom(struct why_crash *crash, const struct why_image *image)
{
    const struct why_chip *chip = crash->chip;
    uint32_t roms = UINT32_MAX;

    if (!chip || !crash->arch || crash->rom || !chip->roms_complete)
        return;
    roms = narrow_by_build(crash, image, roms);
    for (size_t i = 0; i < crash->core_count; i++)
        roms = narrow_by_backtrace(crash, image, &crash->cores[i].backtrace, roms);
    for (size_t i = 0; i < chip->rom_count && i < ROMS; i++)
        if (roms == 1u << i)
            crash->rom = &chip->roms[i];
}
