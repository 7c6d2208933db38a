/* Digests, by SHA-256: what a log says must not be able to collide on purpose. */
#include "gate/digest.h"

#include <stdio.h>
#include <string.h>

void why_digest_begin(struct why_digest *digest)
{
    sha256_init(&digest->hash);
}

void why_digest_add(struct why_digest *digest, const char *text)
{
    if (text)
        sha256_update(&digest->hash, strlen(text), (const uint8_t *)text);
    sha256_update(&digest->hash, 1, (const uint8_t *)"\n");
}

void why_digest_add_value(struct why_digest *digest, struct why_value value)
{
    char text[16] = "";

    if (value.known)
        (void)snprintf(text, sizeof(text), "%08x", (unsigned)value.value);
    why_digest_add(digest, text);
}

void why_digest_end(struct why_digest *digest, uint8_t out[WHY_DIGEST_BYTES])
{
    sha256_digest(&digest->hash, WHY_DIGEST_BYTES, out);
}
