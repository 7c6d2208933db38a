/* Numbers in bytes of the target, which is little-endian. */
#ifndef WHY_BASE_BYTES_H
#define WHY_BASE_BYTES_H

#include <stdint.h>

/** The word that stands at @p bytes. */
static inline uint32_t why_word(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

#endif
