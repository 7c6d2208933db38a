/* The kinds of memory that an allocation asks for. */
#ifndef WHY_RULES_HEAP_CAPS_H
#define WHY_RULES_HEAP_CAPS_H

#include "base/arena.h"
#include "espwhy/base.h"

/** "DMA | INTERNAL", the names of MALLOC_CAP_* bits; bits without name as a number. */
const char *why_heap_caps_words(uint32_t caps, struct why_arena *arena);
/** True when the bits ask for more than what malloc() takes. */
bool why_heap_caps_special(uint32_t caps);

#endif
