/* What an address is, in words: near NULL, a pattern, text, mapped or not. */
#ifndef WHY_RULES_ADDRESS_H
#define WHY_RULES_ADDRESS_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/* Member offsets from NULL rarely exceed one page. */
#define WHY_NULL_BYTES 0x1000u

enum why_address_kind {
    WHY_ADDRESS_NEAR_NULL,  /* NULL plus an offset below WHY_NULL_BYTES */
    WHY_ADDRESS_BELOW_NULL, /* NULL minus an offset up to WHY_NULL_BYTES */
    WHY_ADDRESS_PATTERN,    /* computed from a fill pattern */
    WHY_ADDRESS_MAPPED,     /* in a region of the chip */
    WHY_ADDRESS_TEXT,       /* its bytes are characters */
    WHY_ADDRESS_ERROR_CODE, /* an esp_err_t */
    WHY_ADDRESS_SMALL,      /* a small number */
    WHY_ADDRESS_UNMAPPED,   /* nothing is mapped there */
    WHY_ADDRESS_UNJUDGED,   /* the chip is not known */
};

/* One address, looked at from all sides. */
struct why_address {
    uint32_t value;
    enum why_address_kind kind;
    const struct why_region *region;   /* NULL unless mapped */
    const struct why_pattern *pattern; /* NULL unless WHY_ADDRESS_PATTERN */
    const char *error_name;            /* NULL unless the value is a known esp_err_t */
};

/** Classify an address on the chip of @p crash. */
struct why_address why_address_of(const struct why_crash *crash, uint32_t value);

/** The chip's name, or "this chip" when several are possible. */
const char *why_chip_words(const struct why_crash *crash);

/** A clause such as "lies in DRAM (internal RAM)" or "is mapped to nothing on ESP32-C3". */
const char *why_address_words(const struct why_crash *crash, const struct why_address *address,
                              struct why_arena *arena);

/** "NULL", "NULL + 10 (0xa)", "NULL - 4"; for addresses near NULL on either side. */
const char *why_null_words(uint32_t value, struct why_arena *arena);
/** True for WHY_ADDRESS_NEAR_NULL and WHY_ADDRESS_BELOW_NULL values. */
bool why_is_near_null(uint32_t value);

/** "settings (16 bytes), 4 behind its start" or the text there, of what the ELF has at an address;
 * NULL when it has nothing. */
const char *why_data_words(const struct why_crash *crash, uint32_t address,
                           struct why_arena *arena);

/** "16 bytes past the end of ring (64 bytes at 0x3ffb1200 in .dram0.bss)", of the object of the ELF
 * that an address misses by a little; NULL when there is none. */
const char *why_near_data_words(const struct why_crash *crash, uint32_t address,
                                struct why_arena *arena);

/** The four bytes of a value as text, "ABCD", if all of them are printable; else NULL. */
const char *why_value_as_text(uint32_t value, struct why_arena *arena);
/** The name of an esp_err_t that is met in pointers, or NULL. */
const char *why_error_code_name(uint32_t code);

/** True when code can run from the region (false for NULL). */
bool why_region_runs(const struct why_region *region);
/** True when a store that was refused there hit something that must not change: flash, ROM,
 * protected code. */
bool why_region_refuses_stores(const struct why_region *region);
/** True for constants or code behind the flash cache, and for PSRAM. */
bool why_region_is_cached(const struct why_region *region);

#endif
