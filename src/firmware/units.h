/* Compilation units by address. */
#ifndef WHY_FIRMWARE_UNITS_H
#define WHY_FIRMWARE_UNITS_H

#include "firmware/state.h"

/** Called for each address range of an entry. */
typedef void (*why_range_visit)(void *user, uint32_t lo, uint32_t hi);

/**
 * Visit the non-empty address ranges of an entry that lie in code sections. What the linker has
 * dropped (--gc-sections) has ranges at 0 and is not visited.
 * @return false when the ranges are damaged or the steps are used up.
 */
bool why_die_ranges(const struct why_firmware *firmware, Dwarf_Die *die, struct why_steps *steps,
                    why_range_visit visit, void *user);

/** Index the units; the first question does it otherwise. */
void why_units_load(struct why_firmware *firmware);

/** True when libdw may walk through the unit of an entry: it does so attribute by attribute, and
 * over what lies below an entry in one call. Many attributes that take no room in the file make
 * small files slow. */
bool why_unit_bearable(Dwarf_Die *die);
/** The same, remembered. */
bool why_unit_admitted(struct why_firmware *firmware, Dwarf_Die *die);

/** Note what libdw has just refused. */
void why_note_dwarf(struct why_firmware *firmware);

/**
 * The next unit that covers an address.
 * @param cursor  0 at first; keeps the place.
 * @return NULL when there is no further one.
 */
struct why_unit *why_unit_at(struct why_firmware *firmware, uint32_t address, size_t *cursor);

#endif
