/* The firmwares of one run, by priority. */
#ifndef WHY_FIRMWARE_IMAGE_H
#define WHY_FIRMWARE_IMAGE_H

#include "base/limits.h"
#include "firmware/firmware.h"

/* Who was running: bootloader and application use the same RAM one after the other. */
enum why_boot_phase { WHY_PHASE_UNKNOWN, WHY_PHASE_BOOTLOADER, WHY_PHASE_APP };

/* What an ELF needs to be of account for a crash. */
enum why_claim {
    WHY_CLAIM_NAMED,   /* nothing: the user named it */
    WHY_CLAIM_OFFERED, /* that nothing speaks against it nor the others that were offered with it */
    WHY_CLAIM_FOUND,   /* that the log names its SHA256 */
    WHY_CLAIM_ROM,     /* that the chip has this boot ROM */
};

/* Zeroed is empty. */
struct why_image {
    struct why_firmware *firmwares[WHY_FIRMWARES]; /* first has priority; owned */
    enum why_claim claims[WHY_FIRMWARES];
    size_t indexes[WHY_FIRMWARES];             /* among all firmwares of the run */
    const struct why_rom *roms[WHY_FIRMWARES]; /* of WHY_CLAIM_ROM; else NULL */
    size_t count;
};

/** Close all firmwares; the image is empty again. */
void why_image_deinit(struct why_image *image);
/** Add with the lowest priority so far; the image owns it, also when it fails.
 * @return WHY_OK or WHY_E_LIMIT. */
WHY_MUST_CHECK enum why_status why_image_add(struct why_image *image, struct why_firmware *firmware,
                                             struct why_error *err);
/** The same for one that the user has not named. */
WHY_MUST_CHECK enum why_status why_image_add_claim(struct why_image *image,
                                                   struct why_firmware *firmware,
                                                   enum why_claim claim, struct why_error *err);
/** The same for the ELF of a boot ROM. */
WHY_MUST_CHECK enum why_status why_image_add_rom(struct why_image *image,
                                                 struct why_firmware *firmware,
                                                 const struct why_rom *rom, struct why_error *err);

/**
 * The firmware that an address belongs to: the first one with a section there. A firmware of the
 * other boot phase is passed over; one that cannot be told, and a boot ROM, belong to every phase.
 * @return NULL when none has it.
 */
struct why_firmware *why_image_at(const struct why_image *image, uint32_t address,
                                  enum why_boot_phase phase);

#endif
