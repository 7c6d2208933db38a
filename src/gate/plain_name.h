/* The plain name of a function: what stays the same in every build. */
#ifndef WHY_GATE_PLAIN_NAME_H
#define WHY_GATE_PLAIN_NAME_H

#include "base/arena.h"

/**
 * Reduce a function's name to the words of its source: "ring::Buffer<int>::push(int) const",
 * "_ZN4ring6BufferIiE4pushEi" and "ring::Buffer::push.isra.0" are all "ring::Buffer::push".
 * Dropped are parameters and qualifiers, template and generic arguments, return types, ABI tags,
 * anonymous namespaces, numbers of lambdas and closures, Rust's hash, and what compilers append to
 * copies of a function. docs/fingerprints.md tells why.
 * @param name  Clean text, mangled or not, with or without parameters.
 * @return In the arena; "" when nothing is left; NULL when memory ran out.
 */
const char *why_plain_name(struct why_arena *arena, const char *name);

#endif
