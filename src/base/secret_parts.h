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

/* How far a value without quotes goes. */
enum why_secret_extent {
    WHY_SECRET_WORD,
    WHY_SECRET_WORDS, /* up to a comma or the next key */
    WHY_SECRET_LINE,
};

/* A word that tells a secret. */
struct why_secret_key {
    const char *word;
    const char *label;
    size_t min_bytes;  /* of a value behind a colon or an equals sign */
    size_t bare_bytes; /* of one behind a blank, or "is"; 0: there is none */
    enum why_secret_extent extent;
};

/** A secret told by the word before it, "password: ", at a place of a text. */
bool why_secret_take_keyed(why_span text, size_t at, struct why_secret *out);
/** The name of the network in "connected with HOME, aid = 1". */
bool why_secret_take_connected(why_span text, size_t at, struct why_secret *out);
/** The value behind such a word, @p rest; on success @p out, but for its label, is of @p rest. */
bool why_secret_take_value(why_span rest, const struct why_secret_key *key, struct why_secret *out);
/** "24:6f:28:aa:bb:cc", also of eight groups, with hyphens, or after "mac" with neither. */
bool why_secret_take_mac(why_span text, size_t at, struct why_secret *out);
/** An address of IPv4, unless it is called a version, or of IPv6. */
bool why_secret_take_ip(why_span text, size_t at, struct why_secret *out);
/** How many hexadecimal digits a text begins with. */
size_t why_secret_hex_length(why_span text);
/** True where a word begins: behind no letter or digit, or as in camelCase. */
bool why_secret_begins_word(why_span text, size_t at);

#endif
