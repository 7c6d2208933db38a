/* Namespaces and classes around an entry. */
#ifndef WHY_FIRMWARE_TYPE_SCOPE_H
#define WHY_FIRMWARE_TYPE_SCOPE_H

#include <elfutils/libdw.h>

#include "base/arena.h"
#include "firmware/steps.h"

/** The child of @p parent whose description holds a byte of the debug information, be it in what is
 * below it; false when there is none. */
bool why_child_around(Dwarf_Die *parent, const void *byte, struct why_steps *steps, Dwarf_Die *out);

/** "outer::inner::" for a type in C++ or Rust; "" at the top of its unit, inside of a function, or
 * when it is not found. Not clean. */
const char *why_scope_prefix(Dwarf_Die *die, struct why_steps *steps, struct why_arena *arena);

#endif
