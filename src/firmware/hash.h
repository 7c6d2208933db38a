/* SHA-256 of bytes in memory, computed beside other work. */
#ifndef WHY_FIRMWARE_HASH_H
#define WHY_FIRMWARE_HASH_H

#include "espwhy/base.h"

#define WHY_SHA256_DIGITS 64u

struct why_hash;

/** NULL when memory ran out. Work begins with the first bytes. */
struct why_hash *why_hash_create(void);
/** Give up what is not done yet. NULL does nothing. */
void why_hash_destroy(struct why_hash *hash);
/** The first @p have bytes are there, and stay as they are until why_hash_destroy(). The place and
 * the bytes told of before must not change. */
void why_hash_feed(struct why_hash *hash, const uint8_t *bytes, size_t have);
/** All bytes were fed. */
void why_hash_end(struct why_hash *hash);
/** True when nobody would have to wait for it any more. */
bool why_hash_is_ready(struct why_hash *hash);
/** Wait for the 64 lower-case digits, after why_hash_end(); they live as long as the hash. */
const char *why_hash_text(struct why_hash *hash);

/** @p size bytes as lower-case digits, two each; @p out has room for them and a NUL. */
void why_hex_text(const uint8_t *bytes, size_t size, char *out);

#endif
