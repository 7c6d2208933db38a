/* Log bytes become text that may stand in a report: the one place where they do. */
#ifndef WHY_BASE_TEXT_H
#define WHY_BASE_TEXT_H

#include "base/arena.h"
#include "espwhy/base.h"

/**
 * A clean copy: valid UTF-8 (U+FFFD for what is not), terminal escape sequences dropped, tabs to
 * blanks, other control bytes made visible as "\x07", bidirectional controls replaced by U+FFFD.
 * @return Terminated; "" when memory ran out (latched in the arena).
 */
const char *why_text_clean(struct why_arena *arena, why_span bytes);

#endif
