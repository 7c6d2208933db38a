/* The ESP32. */
#include "chip/arch.h"
#include "chip/chips.h"
#include "chip/rom_tables.h"

/* Source: ESP-IDF components/soc/esp32/include/soc/soc.h, SOC_*_LOW and SOC_*_HIGH; ROM data and
 * the AHB alias of the peripherals from the ESP32 Technical Reference Manual, 3.3. Instruction
 * memory answers aligned 32-bit reads and writes only. */
/* clang-format off */
static const struct why_region regions[] = {
    { 0x3F400000, 0x3F800000, WHY_MEM_READ | WHY_MEM_FLASH,        "DROM",            "constants in flash" },
    { 0x3F800000, 0x3FC00000, WHY_MEM_RW | WHY_MEM_PSRAM,          "PSRAM",           "external RAM" },
    { 0x3FF00000, 0x3FF80000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals",     "registers of peripherals" },
    { 0x3FF80000, 0x3FF82000, WHY_MEM_RW | WHY_MEM_RAM,            "RTC fast memory", "RAM that survives deep sleep" },
    { 0x3FF90000, 0x3FFA0000, WHY_MEM_READ | WHY_MEM_ROM,          "ROM data",        "constants of the boot ROM" },
    { 0x3FFAE000, 0x40000000, WHY_MEM_RW | WHY_MEM_RAM,            "DRAM",            "internal RAM for data" },
    { 0x40000000, 0x40070000, WHY_MEM_RX | WHY_MEM_ROM,            "ROM",             "code of the boot ROM" },
    { 0x40070000, 0x40080000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "cache RAM",       "internal RAM that serves the flash caches" },
    { 0x40080000, 0x400AA000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "IRAM",            "internal RAM for code" },
    { 0x400AA000, 0x400C0000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "D/IRAM",          "internal RAM for data, seen from the instruction side" },
    { 0x400C0000, 0x400C2000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "RTC fast memory", "RAM that survives deep sleep, seen from the instruction side" },
    { 0x400D0000, 0x40400000, WHY_MEM_RX | WHY_MEM_FLASH | WHY_MEM_WORD_ONLY,
                                                                   "IROM",            "code in flash" },
    { 0x50000000, 0x50002000, WHY_MEM_RW | WHY_MEM_RAM,            "RTC slow memory", "RAM that survives deep sleep and serves the ULP" },
    { 0x60000000, 0x60040000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals",     "registers of peripherals through the AHB bus" },
};

/* Source: ESP-IDF components/esp_rom/roms.json; banners from the ROM images. */
static const struct why_rom roms[] = {
    {   0, "ets Jun  8 2016", why_rom_esp32_rev0,   why_rom_esp32_rev0_end },
    { 300, "ets Jul 29 2019", why_rom_esp32_rev300, why_rom_esp32_rev300_end },
};
/* clang-format on */

static const char *const banners[] = { "ets Jun  8 2016", "ets Jul 29 2019", "boot.esp32:", NULL };

const struct why_chip why_chip_esp32 = {
    .id = "esp32",
    .name = "ESP32",
    .image_number = 0,
    .arch = &why_arch_xtensa,
    .core_count = 2,
    .regions = regions,
    .region_count = WHY_COUNTOF(regions),
    .roms = roms,
    .rom_count = WHY_COUNTOF(roms),
    .banners = banners,
    .isa = WHY_ISA_XTENSA_FP | WHY_ISA_XTENSA_DFP | WHY_ISA_XTENSA_MAC16 | WHY_ISA_XTENSA_LOOP |
           WHY_ISA_XTENSA_BOOLEAN | WHY_ISA_XTENSA_S32C1I,
    .roms_complete = true,
    .zero_overhead_loops = true,
    .divide_traps = true,
};
