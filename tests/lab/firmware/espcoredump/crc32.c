/* CRC-32 as zlib has it. */
#include "espcoredump/checksum.h"

#ifndef CONFIG_ESP_COREDUMP_CHECKSUM_SHA256
#define POLYNOMIAL 0xedb88320u

void checksum_begin(struct checksum *sum)
{
    sum->state[0] = UINT32_MAX;
}

void checksum_add(struct checksum *sum, const void *data, uint32_t n)
{
    const uint8_t *at = data;

    while (n--) {
        sum->state[0] ^= *at++;
        for (unsigned bit = 0; bit < 8; bit++)
            sum->state[0] = sum->state[0] >> 1 ^ (sum->state[0] & 1 ? POLYNOMIAL : 0);
    }
}

void checksum_end(struct checksum *sum, uint8_t out[CHECKSUM_BYTES])
{
    for (unsigned i = 0; i < CHECKSUM_BYTES; i++)
        out[i] = (uint8_t)(~sum->state[0] >> 8 * i);
}
#endif
