/* What a text has in it that is to be masked: the parts of secret.c. */
#ifndef WHY_BASE_SECRET_PARTS_H
#define WHY_BASE_SECRET_PARTS_H

#include "espwhy/base.h"

/* Of a text from `keep` bytes behind a place on, `len` bytes become `label`. Zeroed before each
 * try. */
struct why_secret {
    size_t keep;
    size_t len;
    const char *label;
};

/** A secret told by the word before it, "password: ", at a place of a text. */
bool why_secret_take_keyed(why_span text, size_t at, struct why_secret *out);
/** The name of the network in "connected with HOME, aid = 1". */
bool why_secret_take_connected(why_span text, size_t at, struct why_secret *out);
/** True where a word begins: behind no letter or digit, or as in camelCase. */
bool why_secret_begins_word(why_span text, size_t at);

#endif
