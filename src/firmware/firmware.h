/* Questions to one ELF: names, lines, bytes, sections and symbols of an address.
 *
 * An address that the ELF says nothing about gets an empty answer, never a failure. Whether an
 * address is exact or was stepped back into a call is settled where the frame is made. */
#ifndef WHY_FIRMWARE_FIRMWARE_H
#define WHY_FIRMWARE_FIRMWARE_H

#include "base/arena.h"
#include "espwhy/crash.h"
#include "espwhy/firmware.h"

/* A section that takes room in the target's memory. */
struct why_section {
    const char *name; /* clean; lives as long as the firmware */
    uint32_t lo;
    uint32_t hi; /* exclusive */
    bool code;   /* SHF_EXECINSTR */
    bool fixed;  /* the chip cannot change it: in flash or ROM on every chip that fits */
    bool loaded; /* the file has its bytes */
};

/* A symbol of the symbol table; never an absolute one. */
struct why_symbol {
    const char *name; /* as the compiler spelt it; lives as long as the firmware, not clean */
    uint32_t address;
    uint32_t size; /* bytes; 0: the ELF does not say */
    bool function; /* else a data object or a bare label */
    const struct why_section *section;
};

/* A data object that holds an address, or lies near it. */
struct why_object {
    const char *name; /* demangled, clean */
    uint32_t address;
    uint32_t size;
    const struct why_section *section;
};

/* Which bytes of the file may stand for the target's memory. */
enum why_read_kind {
    WHY_READ_FIXED, /* only what the chip cannot have changed */
    WHY_READ_CODE,  /* instructions as linked, those in RAM too */
};

/**
 * Resolve a code address to its chain of functions.
 * @param functions  Innermost inline first, in @p arena. A chain from the symbol table has one
 * entry. The name is NULL when only the line is known.
 * @param count      0 when nothing is known, and always outside of code sections.
 * @return WHY_OK, also for an unknown address and in damaged DWARF; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_firmware_lookup(struct why_firmware *firmware, uint32_t address,
                                                   const struct why_function **functions,
                                                   size_t *count, struct why_arena *arena,
                                                   struct why_error *err);

/** Copy @p size bytes of the target's memory; false, and @p bytes untouched, unless the ELF has
 * them all in one section that @p kind admits. */
bool why_firmware_read(const struct why_firmware *firmware, enum why_read_kind kind,
                       uint32_t address, void *bytes, uint32_t size);

/** The section that holds an address, or NULL. */
const struct why_section *why_firmware_section(const struct why_firmware *firmware,
                                               uint32_t address);

/** The data object that holds an address, by symbol size; @p out is in @p arena, and untouched
 * unless true is returned. */
bool why_firmware_object(struct why_firmware *firmware, uint32_t address, struct why_object *out,
                         struct why_arena *arena);

/** The data object that an address misses by a little, before its start or from its end on: by
 * less than 64 bytes, or than its size up to 4096. False also when an object holds the address. */
bool why_firmware_object_near(struct why_firmware *firmware, uint32_t address,
                              struct why_object *out, struct why_arena *arena);

/** The first symbol with this very name; @p out untouched unless true is returned. */
bool why_firmware_symbol(struct why_firmware *firmware, const char *name, struct why_symbol *out);

/** The best function symbol for a code address, or NULL; lives as long as the firmware. */
const struct why_symbol *why_function_symbol(struct why_firmware *firmware, uint32_t address);

/** The innermost data symbol around an address, or NULL; lives as long as the firmware. */
const struct why_symbol *why_object_symbol(struct why_firmware *firmware, uint32_t address);

/** True when an absolute symbol puts a name at an address: what the linker was told of the boot
 * ROM.
 * @param name  @p name_len bytes, need not be terminated. */
bool why_firmware_assigns(const struct why_firmware *firmware, uint32_t address, const char *name,
                          size_t name_len);

/** What it says of itself, without waiting for the hash as why_firmware_info() does: `sha256` is
 * not to be read. */
const struct why_firmware_info *why_firmware_outline(const struct why_firmware *firmware);

/** Its kind, likewise. */
enum why_firmware_kind why_firmware_kind_of(const struct why_firmware *firmware);

/** Chip revisions that the build runs on, without waiting for the hash. */
struct why_revisions why_firmware_revisions(const struct why_firmware *firmware);

/** SHA-256 of the file, 64 lower-case digits; waits until it is computed. */
const char *why_firmware_sha256(struct why_firmware *firmware);
/** True when that need not wait. */
bool why_firmware_is_hashed(const struct why_firmware *firmware);

#endif
