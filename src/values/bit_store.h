/* Whether a load is the first half of a store to bit fields. */
#ifndef WHY_VALUES_BIT_STORE_H
#define WHY_VALUES_BIT_STORE_H

#include "values/spot.h"

/**
 * Follow the code behind a load to where what was loaded is stored again, with some bits changed.
 * @param load  The instruction at the spot.
 * @param out   Those bits, the lowest of the container being bit 0.
 * @return false when the code behind does not do that, on one way and to this very place.
 */
bool why_find_bit_store(const struct why_spot *spot, const struct why_insn *load, uint32_t *out);

#endif
