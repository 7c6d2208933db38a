/* The ESP8266, and the ESP8285, which is one with flash inside. */
#include "chip/arch.h"
#include "chip/chips.h"
#include "chip/rom_tables.h"

/* Source: ESP8266 core for Arduino tools/sdk/ld/eagle.app.v6.common.ld.h (IRAM, flash, DRAM) and
 * cores/esp8266/esp8266_peri.h (registers); ESP8266 Technical Reference 1.7, chapter 4, and the
 * addresses that the boot loader loads to (cache RAM). Flash and instruction RAM answer aligned
 * 32-bit accesses only. */
/* clang-format off */
static const struct why_region regions[] = {
    { 0x3FF00000, 0x3FF21000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals", "registers of the system and of Wi-Fi" },
    { 0x3FFE8000, 0x3FFFC000, WHY_MEM_RW | WHY_MEM_RAM,            "DRAM",        "internal RAM for data" },
    { 0x3FFFC000, 0x40000000, WHY_MEM_RW | WHY_MEM_RAM,            "system RAM",  "RAM of the boot ROM and the SDK, with its stack" },
    { 0x40000000, 0x40010000, WHY_MEM_RX | WHY_MEM_ROM,            "ROM",         "code of the boot ROM" },
    { 0x40100000, 0x40108000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "IRAM",        "internal RAM for code" },
    { 0x40108000, 0x40110000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "cache RAM",   "internal RAM that serves the flash cache, or for code" },
    { 0x40200000, 0x40300000, WHY_MEM_RX | WHY_MEM_FLASH | WHY_MEM_WORD_ONLY,
                                                                   "IROM",        "code and constants in flash" },
    { 0x60000000, 0x60002000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals", "registers of peripherals" },
};

/* Every chip has the same ROM. Source of its names: eagle.rom.addr.v6.ld of the NonOS SDK; those
 * whose end is known, since another function begins right there. */
static const struct why_rom roms[] = {
    { 0, "ets Jan  8 2013", why_rom_esp8266, why_rom_esp8266_end },
};
/* clang-format on */

/* Two ILL instructions. Source: ESP8266 core for Arduino, core_esp8266_postmortem.cpp and
 * doc/exception_causes.rst. */
static const uint32_t divide_traps_at[] = { 0x4000DCE5, 0x4000DD3D, 0 };

static const char *const banners[] = { "ets Jan  8 2013", NULL };

const struct why_chip why_chip_esp8266 = {
    .id = "esp8266",
    .name = "ESP8266",
    .image_number = UINT32_MAX, /* its images bear none */
    .arch = &why_arch_lx106,
    .core_count = 1,
    .regions = regions,
    .region_count = WHY_COUNTOF(regions),
    .roms = roms,
    .rom_count = WHY_COUNTOF(roms),
    .banners = banners,
    .roms_complete = true,
    .rom_names_partial = true,
    .divide_traps_at = divide_traps_at,
};
