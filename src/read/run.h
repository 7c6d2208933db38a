/* What is known of the run of the chip that the log shows at this point. */
#ifndef WHY_READ_RUN_H
#define WHY_READ_RUN_H

#include "espwhy/chip.h"
#include "read/item.h"

#define WHY_RUN_TEXT_BYTES 72u /* esp_app_desc_t holds 32 bytes each, a SHA-256 has 64 digits */

/* Texts are as the log has them: bytes, terminated, "" when not known. */
struct why_run_facts {
    const struct why_chip *chip; /* by a banner; outlives restarts */
    const struct why_rom *rom;
    char app[WHY_RUN_TEXT_BYTES];
    char app_version[WHY_RUN_TEXT_BYTES];
    char idf[WHY_RUN_TEXT_BYTES];
    char elf_sha256[WHY_RUN_TEXT_BYTES];
    bool application;  /* the application has begun, as far as the log tells */
    bool bootloader;   /* the second-stage bootloader is running, as far as the log tells */
    uint32_t boots;    /* in this input */
    bool after_banner; /* the reset line that comes next is of the same restart */
};

/** Take in what an item says of the run; items that say nothing of it are ignored. */
void why_run_note(struct why_run_facts *facts, const struct why_item *item);

#endif
