/* The P series: ESP32-P4. */
#include "chip/arch.h"
#include "chip/chips.h"
#include "chip/rom_tables.h"

/* Source: ESP-IDF components/soc/esp32p4/include/soc/soc.h; adding 0x40000000 to an address of
 * flash, external RAM or internal RAM goes past the cache (SOC_NON_CACHEABLE_OFFSET). */
/* clang-format off */
static const struct why_region regions[] = {
    { 0x20000000, 0x30000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem",      "registers of the CPU, its interrupts and debug unit" },
    { 0x30100000, 0x30102000, WHY_MEM_RWX | WHY_MEM_RAM,       "TCM",                "RAM beside the CPU, without wait states" },
    { 0x3FF00000, 0x3FF20000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem",      "registers of cache, trace and bus monitors" },
    { 0x40000000, 0x44000000, WHY_MEM_RX | WHY_MEM_FLASH,      "IROM/DROM",  "code or constants in flash" },
    { 0x48000000, 0x4C000000, WHY_MEM_RWX | WHY_MEM_PSRAM,     "PSRAM",              "external RAM" },
    { 0x4FC00000, 0x4FC20000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",                "code and constants of the boot ROM" },
    { 0x4FF00000, 0x4FFC0000, WHY_MEM_RWX | WHY_MEM_RAM,       "HP L2MEM",           "internal RAM for code and data (IRAM/DRAM)" },
    { 0x50000000, 0x50100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",        "registers of peripherals" },
    { 0x50100000, 0x50104000, WHY_MEM_RX | WHY_MEM_ROM,        "LP ROM",             "boot ROM of the low-power core" },
    { 0x50108000, 0x50110000, WHY_MEM_RWX | WHY_MEM_RAM,       "LP SRAM",            "RAM that survives deep sleep" },
    { 0x50110000, 0x50130000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "LP peripherals",     "registers of low-power peripherals" },
    { 0x80000000, 0x84000000, WHY_MEM_READ | WHY_MEM_FLASH,    "flash, uncached",    "code or constants in flash, past the cache" },
    { 0x88000000, 0x8C000000, WHY_MEM_RW | WHY_MEM_PSRAM,      "PSRAM, uncached",    "external RAM past the cache" },
    { 0x8FF00000, 0x8FFC0000, WHY_MEM_RW | WHY_MEM_RAM,        "HP L2MEM, uncached", "internal RAM past the cache" },
};

/* Source: ESP-IDF components/esp_rom/roms.json and the ROM images for revisions 0 and 300. The
 * banners of eco2 and eco6 are those of boot logs of revisions 1.3 and 3.1; which of the earlier
 * 1.x print that of eco2 is not known, and none of them has a table here. */
static const struct why_rom roms[] = {
    { 0,                        "ESP-ROM:esp32p4-20230811",      why_rom_esp32p4_rev0, why_rom_esp32p4_rev0_end },
    { 100,                      "ESP-ROM:esp32p4-eco2-20240710", NULL, NULL },
    { 300,                      "ESP-ROM:esp32p4-eco5-20250430", why_rom_esp32p4_rev300, why_rom_esp32p4_rev300_end },
    { 301,                      "ESP-ROM:esp32p4-eco6-20251011", NULL, NULL },
    { WHY_ROM_REVISION_UNKNOWN, "ESP-ROM:esp32p4-eco1-20240205", NULL, NULL },
};
/* clang-format on */

static const char *const banners[] = { "ESP-ROM:esp32p4-", "boot.esp32p4:", NULL };

/* Incomplete, though roms.json lists no more: revisions 1.x and 3.1 are sold with other ROMs. */
const struct why_chip why_chip_esp32p4 = {
    .id = "esp32p4",
    .name = "ESP32-P4",
    .image_number = 18,
    .arch = &why_arch_riscv,
    .core_count = 2,
    .regions = regions,
    .region_count = WHY_COUNTOF(regions),
    .roms = roms,
    .rom_count = WHY_COUNTOF(roms),
    .banners = banners,
    .isa = WHY_ISA_RISCV_A | WHY_ISA_RISCV_F | WHY_ISA_ESP_LOOP | WHY_ISA_ESP_VECTOR,
    .isa_unsure = WHY_ISA_RISCV_ZC | WHY_ISA_RISCV_B | WHY_ISA_ESP_DSP,
};
