/* The chip records, for the list in chip.c. */
#ifndef WHY_CHIP_CHIPS_H
#define WHY_CHIP_CHIPS_H

#include "espwhy/chip.h"

/* Bits of the kinds of memory that every chip has. */
#define WHY_MEM_RX (WHY_MEM_READ | WHY_MEM_EXEC)
#define WHY_MEM_RW (WHY_MEM_READ | WHY_MEM_WRITE)
#define WHY_MEM_RWX (WHY_MEM_READ | WHY_MEM_WRITE | WHY_MEM_EXEC)

/* Revision of a boot ROM whose banner was seen, but not on which revision of the chip. */
#define WHY_ROM_REVISION_UNKNOWN UINT32_MAX

extern const struct why_chip why_chip_esp8266;
extern const struct why_chip why_chip_esp32;
extern const struct why_chip why_chip_esp32s2;
extern const struct why_chip why_chip_esp32s3;
extern const struct why_chip why_chip_esp32c2;
extern const struct why_chip why_chip_esp32c3;
extern const struct why_chip why_chip_esp32c5;
extern const struct why_chip why_chip_esp32c6;
extern const struct why_chip why_chip_esp32c61;
extern const struct why_chip why_chip_esp32h2;
extern const struct why_chip why_chip_esp32h21;
extern const struct why_chip why_chip_esp32h4;
extern const struct why_chip why_chip_esp32p4;
extern const struct why_chip why_chip_esp32s31;

#endif
