/* Where the boot-ROM tables of rom/ lie in the program; cmake/RomData.cmake makes the symbols. */
#ifndef WHY_CHIP_ROM_TABLES_H
#define WHY_CHIP_ROM_TABLES_H

/* clang-format off */
extern const char why_rom_esp8266[],        why_rom_esp8266_end[];
extern const char why_rom_esp32_rev0[],     why_rom_esp32_rev0_end[];
extern const char why_rom_esp32_rev300[],   why_rom_esp32_rev300_end[];
extern const char why_rom_esp32s2_rev0[],   why_rom_esp32s2_rev0_end[];
extern const char why_rom_esp32s3_rev0[],   why_rom_esp32s3_rev0_end[];
extern const char why_rom_esp32c2_rev100[], why_rom_esp32c2_rev100_end[];
extern const char why_rom_esp32c3_rev0[],   why_rom_esp32c3_rev0_end[];
extern const char why_rom_esp32c3_rev3[],   why_rom_esp32c3_rev3_end[];
extern const char why_rom_esp32c3_rev101[], why_rom_esp32c3_rev101_end[];
extern const char why_rom_esp32c5_rev100[], why_rom_esp32c5_rev100_end[];
extern const char why_rom_esp32c6_rev0[],   why_rom_esp32c6_rev0_end[];
extern const char why_rom_esp32c61_rev100[], why_rom_esp32c61_rev100_end[];
extern const char why_rom_esp32h2_rev0[],   why_rom_esp32h2_rev0_end[];
extern const char why_rom_esp32p4_rev0[],   why_rom_esp32p4_rev0_end[];
extern const char why_rom_esp32p4_rev300[], why_rom_esp32p4_rev300_end[];
extern const char why_rom_esp32s31_rev0[],  why_rom_esp32s31_rev0_end[];
/* clang-format on */

#endif
