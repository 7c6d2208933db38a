/* The places of a function where ways meet: its start, and whatever is gone to. */
#ifndef WHY_VALUES_PLACES_H
#define WHY_VALUES_PLACES_H

#include "isa/call.h"

struct why_places {
    const struct why_isa *isa;
    const struct why_isa_code *code;
    uint32_t start; /* of the function */
    uint32_t end;
    uint8_t *marks; /* one a byte of the function */
    uint32_t *list; /* ascending, once they have been collected */
    size_t count;
    size_t added; /* behind them: not collected from yet */
    bool full;
};

/** Room for a function; false when memory is out. */
bool why_places_init(struct why_places *places);
void why_places_deinit(struct why_places *places);

/** Add a place; those outside of the function are none. */
void why_places_add(struct why_places *places, uint32_t address);
/**
 * Follow all code from the places that were added, and add where it goes. Bytes that no way leads
 * to are not looked at: they may be literals and padding.
 */
void why_places_collect(struct why_places *places);
/** The index of a place in the list; false when the address is none. */
bool why_places_find(const struct why_places *places, uint32_t address, size_t *out);
/** Decode an instruction of the function. */
bool why_places_decode(const struct why_places *places, uint32_t address, struct why_insn *insn);

#endif
