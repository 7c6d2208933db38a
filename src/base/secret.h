/* Texts without what is nobody else's business. */
#ifndef WHY_BASE_SECRET_H
#define WHY_BASE_SECRET_H

#include "base/arena.h"
#include "espwhy/base.h"

/**
 * Mask MAC and IP addresses, names of networks, passwords, keys and tokens, each by a word in
 * brackets that says what stood there. Memory addresses, registers and SHA256 sums stay.
 * @param text  Clean.
 * @return @p text itself when there is nothing to mask; "" when memory ran out (latched in the
 * arena).
 */
const char *why_secret_mask(struct why_arena *arena, const char *text);

/** True when a variable of this name is likely to hold a secret: "wifi_password", "apiKey". */
bool why_secret_is_name(const char *name);

#endif
