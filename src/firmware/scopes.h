/* Functions and inlined calls around an address. */
#ifndef WHY_FIRMWARE_SCOPES_H
#define WHY_FIRMWARE_SCOPES_H

#include "base/limits_elf.h"
#include "firmware/units.h"

/* The function at an address and what is inlined there. */
struct why_scopes {
    Dwarf_Die dies[WHY_DWARF_DEPTH]; /* the function first, then each DW_TAG_inlined_subroutine */
    size_t count;                    /* 0: no function is known there */
};

/**
 * Find the chain of an address in its unit.
 * @return WHY_OK, also when there is none; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_scopes_at(struct why_firmware *firmware, struct why_unit *unit,
                                             uint32_t address, struct why_scopes *out,
                                             struct why_error *err);

/** The same in whichever unit knows a function there. */
WHY_MUST_CHECK enum why_status why_scopes_find(struct why_firmware *firmware, uint32_t address,
                                               struct why_scopes *out, struct why_error *err);

/** True for a block whose code has the address, and for one without code of its own. */
bool why_scope_leads_to(const struct why_firmware *firmware, Dwarf_Die *die, uint32_t address,
                        struct why_steps *steps);

#endif
