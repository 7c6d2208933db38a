/* A digest of texts and numbers: short, and the same everywhere. */
#ifndef WHY_GATE_DIGEST_H
#define WHY_GATE_DIGEST_H

#include <nettle/sha2.h>

#include "espwhy/base.h"

/* Of the SHA-256: among a million things two share a digest once in 37 million times. */
#define WHY_DIGEST_BYTES 8u

struct why_digest {
    struct sha256_ctx hash;
};

void why_digest_begin(struct why_digest *digest);
/** Add a text and a line feed. NULL is as "". */
void why_digest_add(struct why_digest *digest, const char *text);
/** Add a number that may not be known. */
void why_digest_add_value(struct why_digest *digest, struct why_value value);
/** The digest of all that was added. */
void why_digest_end(struct why_digest *digest, uint8_t out[WHY_DIGEST_BYTES]);

#endif
