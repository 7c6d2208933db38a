/* Virtual calls that never came to be. */
#ifndef WHY_VALUES_VIRTUAL_H
#define WHY_VALUES_VIRTUAL_H

#include "values/words.h"

/** Set the virtual function that was to be called, where what could not be read is its table, or
 * the address of that in an object. */
void why_find_virtual(const struct why_spot *spot, const struct why_insn *insn,
                      struct why_access *access);

#endif
