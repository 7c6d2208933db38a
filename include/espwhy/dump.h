/* A core dump: what it says of itself.
 *
 * Its tasks and its memory are those of the crash. Format: ESP-IDF components/espcoredump,
 * include_core_dump/esp_core_dump_types.h and src/core_dump_elf.c. */
#ifndef ESPWHY_DUMP_H
#define ESPWHY_DUMP_H

#include "espwhy/base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum why_checksum {
    WHY_CHECKSUM_UNKNOWN, /* the dump is cut, or has none */
    WHY_CHECKSUM_GOOD,
    WHY_CHECKSUM_BAD,
};

struct why_core_dump {
    const char *name;    /* of the file; NULL: it stands in the log */
    uint32_t first_line; /* in the log or the text file; 0: binary */
    uint32_t last_line;
    const char *format; /* "ELF 1.2", "binary 0.3", "ELF" without the header of the flash */
    enum why_checksum checksum;
    struct why_value chip_number;   /* esp_chip_id_t, such as 5 for ESP32-C3 */
    struct why_value chip_revision; /* as ESP-IDF counts them: 3 is v0.3 */
    const char *elf_sha256;         /* of the application's ELF, digits as dumped; NULL: none */
    const char *reason;             /* panic details, as in the headline; NULL: none */
    struct why_value crashed_tcb;
    struct why_value in_isr; /* 1: the panic was in an interrupt; not known in old dumps */
    uint32_t size;           /* bytes as its header tells */
    uint32_t held;           /* bytes that are there */
};

/** "good", "bad", "unknown". */
const char *why_checksum_name(enum why_checksum checksum);

#ifdef __cplusplus
}
#endif

#endif
