/* Several firmwares, and which one an address belongs to. */
#include "firmware/image.h"

void why_image_deinit(struct why_image *image)
{
    for (size_t i = 0; i < image->count; i++)
        why_firmware_close(image->firmwares[i]);
    *image = (struct why_image){ .count = 0 };
}

enum why_status why_image_add_claim(struct why_image *image, struct why_firmware *firmware,
                                    enum why_claim claim, struct why_error *err)
{
    if (image->count == WHY_FIRMWARES) {
        why_firmware_close(firmware);
        return why_fail(err, WHY_E_LIMIT, "more than %u ELF files", WHY_FIRMWARES);
    }
    image->firmwares[image->count] = firmware;
    image->claims[image->count] = claim;
    image->indexes[image->count] = image->count;
    image->count++;
    return WHY_OK;
}

enum why_status why_image_add(struct why_image *image, struct why_firmware *firmware,
                              struct why_error *err)
{
    return why_image_add_claim(image, firmware, WHY_CLAIM_NAMED, err);
}

enum why_status why_image_add_rom(struct why_image *image, struct why_firmware *firmware,
                                  const struct why_rom *rom, struct why_error *err)
{
    enum why_status status = why_image_add_claim(image, firmware, WHY_CLAIM_ROM, err);

    if (status == WHY_OK)
        image->roms[image->count - 1] = rom;
    return status;
}

static bool may_run_in(enum why_firmware_kind kind, enum why_boot_phase phase)
{
    switch (phase) {
    case WHY_PHASE_UNKNOWN:
        break;
    case WHY_PHASE_BOOTLOADER:
        return kind != WHY_FIRMWARE_APP;
    case WHY_PHASE_APP:
        return kind != WHY_FIRMWARE_BOOTLOADER;
    }
    return true;
}

struct why_firmware *why_image_at(const struct why_image *image, uint32_t address,
                                  enum why_boot_phase phase)
{
    for (size_t i = 0; i < image->count; i++) {
        struct why_firmware *firmware = image->firmwares[i];

        if (may_run_in(why_firmware_kind_of(firmware), phase) &&
            why_firmware_section(firmware, address))
            return firmware;
    }
    return NULL;
}
