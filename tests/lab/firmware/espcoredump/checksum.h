/* Checksum of a core dump: CRC-32, or SHA-256 where the build asks for it. */
#pragma once

#include <stdint.h>

#ifdef CONFIG_ESP_COREDUMP_CHECKSUM_SHA256
#define CHECKSUM_BYTES 32
#define CHECKSUM_VERSION 0x0103
#else
#define CHECKSUM_BYTES 4
#define CHECKSUM_VERSION 0x0102
#endif

struct checksum {
    uint32_t state[8];
    uint8_t block[64];
    uint32_t bytes;
};

void checksum_begin(struct checksum *sum);
void checksum_add(struct checksum *sum, const void *data, uint32_t n);
void checksum_end(struct checksum *sum, uint8_t out[CHECKSUM_BYTES]);
