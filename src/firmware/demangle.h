/* Names as the source spells them. */
#ifndef WHY_FIRMWARE_DEMANGLE_H
#define WHY_FIRMWARE_DEMANGLE_H

#include "base/arena.h"

/**
 * A C++ or Rust name in readable form, with parameter types; any other name as it is.
 * What compilers append to copies of a function (".isra.0", ".constprop.1", ".part.2", ".cold")
 * is dropped.
 * @return Clean text in the arena; "" when memory ran out.
 */
const char *why_demangle(struct why_arena *arena, const char *name);

/** The same, but NULL when the name is not a mangled one. */
const char *why_demangle_only(struct why_arena *arena, const char *name);

#endif
