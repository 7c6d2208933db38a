/* A firmware: one ELF, and what it says of itself.
 *
 * The file is read into private memory when it is opened, so that a rebuild under it does no harm.
 * A firmware may be used by one thread at a time. Damage inside the file is not a failure: what
 * cannot be read is not known, and `note` says so. */
#ifndef ESPWHY_FIRMWARE_H
#define ESPWHY_FIRMWARE_H

#include "espwhy/base.h"
#include "espwhy/chip.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_firmware;

enum why_firmware_kind {
    WHY_FIRMWARE_UNKNOWN,
    WHY_FIRMWARE_APP,
    WHY_FIRMWARE_BOOTLOADER, /* second stage */
    WHY_FIRMWARE_ROM,        /* boot ROM */
};

/* The application's description of itself; NULL where it is empty. Texts are clean. Source: ESP-IDF
 * components/esp_app_format/include/esp_app_desc.h. */
struct why_app {
    const char *project;
    const char *version;
    const char *time; /* of compilation, as the compiler spells it */
    const char *date;
    const char *idf;        /* ESP-IDF version */
    const char *elf_sha256; /* 64 digits; empty in the ELF itself unless a tool has filled it in */
};

/* Chip revisions, as ESP-IDF counts them: 100 times the major number, plus the minor one. */
struct why_revisions {
    uint32_t min;
    uint32_t max;
};

/* What an ELF says of itself. All pointers live as long as the firmware. */
struct why_firmware_info {
    const char *path;
    const char *sha256; /* of the file, 64 lower-case digits */
    enum why_firmware_kind kind;
    const struct why_arch *arch;
    uint32_t elf_flags; /* e_flags */
    uint32_t entry;
    const struct why_chip *const *chips; /* whose memory map has room for every section */
    size_t chip_count;
    bool has_app;
    struct why_app app; /* all NULL unless `has_app` */
    bool has_dwarf;     /* there is .debug_info; whether it is sound shows when it is read */
    bool has_symbols;   /* there is a symbol table */
    struct why_revisions revisions; /* that the build runs on; 0 to UINT32_MAX: not told */
    const char *note;               /* the first damage met so far; NULL: none */
};

/**
 * Read an ELF file.
 * @param path  A regular file; copied.
 * @param out   Close it with why_firmware_close().
 * @return WHY_OK; WHY_E_IO when it cannot be read, WHY_E_LIMIT when it is too large, WHY_E_ELF when
 * it is no 32-bit little-endian executable of Xtensa or RISC-V or its section headers are cut off;
 * WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_firmware_open(const char *path, struct why_firmware **out,
                                                 struct why_error *err);
/** Free a firmware. NULL does nothing. */
void why_firmware_close(struct why_firmware *firmware);

/** What it says of itself; waits for the hash, which is computed from the opening on. Lives as long
 * as the firmware. */
const struct why_firmware_info *why_firmware_info(struct why_firmware *firmware);

/** Tell what the ELF does not say and its build tool knows: on which revisions it refuses to boot.
 */
void why_firmware_limit(struct why_firmware *firmware, struct why_revisions revisions);

/** "app", "bootloader", "rom"; NULL for unknown. */
const char *why_firmware_kind_name(enum why_firmware_kind kind);

#ifdef __cplusplus
}
#endif

#endif
