/* The C series: ESP32-C2, C3, C5, C6 and C61. */
#include "chip/arch.h"
#include "chip/chips.h"
#include "chip/rom_tables.h"

/* Sources of the regions: ESP-IDF components/soc/<chip>/include/soc/soc.h, SOC_*_LOW and
 * SOC_*_HIGH. IRAM of C2 and C3 begins with the 16 KiB of the instruction cache. Sources of the
 * revisions: ESP-IDF components/esp_rom/roms.json; banners from the ROM images and from boot logs.
 */
/* clang-format off */
static const struct why_region esp32c2_regions[] = {
    { 0x20000000, 0x28000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x3C000000, 0x3C400000, WHY_MEM_READ | WHY_MEM_FLASH,    "DROM",          "constants in flash" },
    { 0x3FCA0000, 0x3FCE0000, WHY_MEM_RW | WHY_MEM_RAM,        "DRAM",          "internal RAM for data" },
    { 0x3FF00000, 0x3FF50000, WHY_MEM_READ | WHY_MEM_ROM,      "ROM data",      "constants of the boot ROM" },
    { 0x40000000, 0x40090000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code of the boot ROM" },
    { 0x4037C000, 0x40380000, WHY_MEM_RWX | WHY_MEM_RAM,       "cache RAM",     "internal RAM that serves the instruction cache" },
    { 0x40380000, 0x403C0000, WHY_MEM_RWX | WHY_MEM_RAM,       "IRAM",          "internal RAM for code" },
    { 0x42000000, 0x42400000, WHY_MEM_RX | WHY_MEM_FLASH,      "IROM",          "code in flash" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

/* Revision 2.0 has a ROM of its own, whose banner is not known. */
static const struct why_rom esp32c2_roms[] = {
    { 100,                      "ESP-ROM:esp8684-api2-20220127", why_rom_esp32c2_rev100, why_rom_esp32c2_rev100_end },
    { 200,                      NULL,                            NULL, NULL },
    { WHY_ROM_REVISION_UNKNOWN, "ESP-ROM:esp8684-api1-20220127", NULL, NULL },
};

static const struct why_region esp32c3_regions[] = {
    { 0x20000000, 0x28000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x3C000000, 0x3C800000, WHY_MEM_READ | WHY_MEM_FLASH,    "DROM",          "constants in flash" },
    { 0x3FC80000, 0x3FCE0000, WHY_MEM_RW | WHY_MEM_RAM,        "DRAM",          "internal RAM for data" },
    { 0x3FF00000, 0x3FF20000, WHY_MEM_READ | WHY_MEM_ROM,      "ROM data",      "constants of the boot ROM" },
    { 0x40000000, 0x40060000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code of the boot ROM" },
    { 0x4037C000, 0x40380000, WHY_MEM_RWX | WHY_MEM_RAM,       "cache RAM",     "internal RAM that serves the instruction cache" },
    { 0x40380000, 0x403E0000, WHY_MEM_RWX | WHY_MEM_RAM,       "IRAM",          "internal RAM for code" },
    { 0x42000000, 0x42800000, WHY_MEM_RX | WHY_MEM_FLASH,      "IROM",          "code in flash" },
    { 0x50000000, 0x50002000, WHY_MEM_RWX | WHY_MEM_RAM,       "RTC fast memory", "RAM that survives deep sleep" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

static const struct why_rom esp32c3_roms[] = {
    { 0,                        "ESP-ROM:esp32c3-20200918",      why_rom_esp32c3_rev0, why_rom_esp32c3_rev0_end },
    { 3,                        "ESP-ROM:esp32c3-api1-20210207", why_rom_esp32c3_rev3, why_rom_esp32c3_rev3_end },
    { 101,                      "ESP-ROM:esp32c3-eco7-20230720", why_rom_esp32c3_rev101, why_rom_esp32c3_rev101_end },
    { WHY_ROM_REVISION_UNKNOWN, "ESP-ROM:esp32c3-eco6-20230321", NULL, NULL },
};

static const struct why_region esp32c5_regions[] = {
    { 0x20000000, 0x30000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x40000000, 0x40050000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code and constants of the boot ROM" },
    { 0x40800000, 0x40860000, WHY_MEM_RWX | WHY_MEM_RAM,       "HP SRAM",       "internal RAM for code and data (IRAM/DRAM)" },
    { 0x42000000, 0x44000000, WHY_MEM_RWX | WHY_MEM_FLASH | WHY_MEM_PSRAM,
                                                               "IROM/DROM or PSRAM", "code or constants in flash, or external RAM" },
    { 0x50000000, 0x50004000, WHY_MEM_RWX | WHY_MEM_RAM,       "LP SRAM",       "RAM that survives deep sleep" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

/* Chips of revision 1.2 were seen to print the banner of eco3. */
static const struct why_rom esp32c5_roms[] = {
    { 0,                        "ESP-ROM:esp32c5-20240329",      NULL, NULL },
    { 100,                      "ESP-ROM:esp32c5-eco2-20250121", why_rom_esp32c5_rev100, why_rom_esp32c5_rev100_end },
    { 102,                      "ESP-ROM:esp32c5-eco3-",         NULL, NULL },
    { WHY_ROM_REVISION_UNKNOWN, "ESP-ROM:esp32c5-eco1-20240726", NULL, NULL },
};

static const struct why_region esp32c6_regions[] = {
    { 0x20000000, 0x30000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x40000000, 0x40050000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code and constants of the boot ROM" },
    { 0x40800000, 0x40880000, WHY_MEM_RWX | WHY_MEM_RAM,       "HP SRAM",       "internal RAM for code and data (IRAM/DRAM)" },
    { 0x42000000, 0x43000000, WHY_MEM_RX | WHY_MEM_FLASH,      "IROM/DROM", "code or constants in flash" },
    { 0x50000000, 0x50004000, WHY_MEM_RWX | WHY_MEM_RAM,       "LP SRAM",       "RAM that survives deep sleep" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

static const struct why_rom esp32c6_roms[] = {
    { 0, "ESP-ROM:esp32c6-20220919", why_rom_esp32c6_rev0, why_rom_esp32c6_rev0_end },
};

static const struct why_region esp32c61_regions[] = {
    { 0x20000000, 0x30000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x40000000, 0x40040000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code and constants of the boot ROM" },
    { 0x40800000, 0x40850000, WHY_MEM_RWX | WHY_MEM_RAM,       "HP SRAM",       "internal RAM for code and data (IRAM/DRAM)" },
    { 0x42000000, 0x44000000, WHY_MEM_RWX | WHY_MEM_FLASH | WHY_MEM_PSRAM,
                                                               "IROM/DROM or PSRAM", "code or constants in flash, or external RAM" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

static const struct why_rom esp32c61_roms[] = {
    { 100, "ESP-ROM:esp32c61-eco3-20250228", why_rom_esp32c61_rev100, why_rom_esp32c61_rev100_end },
};

static const char *const esp32c2_banners[]  = { "ESP-ROM:esp8684-",  "boot.esp32c2:",  NULL };
static const char *const esp32c3_banners[]  = { "ESP-ROM:esp32c3-",  "boot.esp32c3:",  NULL };
static const char *const esp32c5_banners[]  = { "ESP-ROM:esp32c5-",  "boot.esp32c5:",  NULL };
static const char *const esp32c6_banners[]  = { "ESP-ROM:esp32c6-",  "boot.esp32c6:",  NULL };
static const char *const esp32c61_banners[] = { "ESP-ROM:esp32c61-", "boot.esp32c61:", NULL };
/* clang-format on */

/* ESP-IDF before 5.3 let the exception of a cache fault stand; from 5.3 on it puts its own cause in
 * place. Chips that came with 5.3 or later never show the former. */
const struct why_chip why_chip_esp32c2 = {
    .id = "esp32c2",
    .name = "ESP32-C2",
    .image_number = 12,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32c2_regions,
    .region_count = WHY_COUNTOF(esp32c2_regions),
    .roms = esp32c2_roms,
    .rom_count = WHY_COUNTOF(esp32c2_roms),
    .banners = esp32c2_banners,
    .cache_fault_as_exception = true,
};

const struct why_chip why_chip_esp32c3 = {
    .id = "esp32c3",
    .name = "ESP32-C3",
    .image_number = 5,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32c3_regions,
    .region_count = WHY_COUNTOF(esp32c3_regions),
    .roms = esp32c3_roms,
    .rom_count = WHY_COUNTOF(esp32c3_roms),
    .banners = esp32c3_banners,
    .roms_complete = true,
    .cache_fault_as_exception = true,
};

const struct why_chip why_chip_esp32c5 = {
    .id = "esp32c5",
    .name = "ESP32-C5",
    .image_number = 23,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32c5_regions,
    .region_count = WHY_COUNTOF(esp32c5_regions),
    .roms = esp32c5_roms,
    .rom_count = WHY_COUNTOF(esp32c5_roms),
    .banners = esp32c5_banners,
    .isa = WHY_ISA_RISCV_A | WHY_ISA_RISCV_ZC,
    .isa_unsure = WHY_ISA_RISCV_B,
};

const struct why_chip why_chip_esp32c6 = {
    .id = "esp32c6",
    .name = "ESP32-C6",
    .image_number = 13,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32c6_regions,
    .region_count = WHY_COUNTOF(esp32c6_regions),
    .roms = esp32c6_roms,
    .rom_count = WHY_COUNTOF(esp32c6_roms),
    .banners = esp32c6_banners,
    .isa = WHY_ISA_RISCV_A,
    .roms_complete = true,
    .cache_fault_as_exception = true,
};

const struct why_chip why_chip_esp32c61 = {
    .id = "esp32c61",
    .name = "ESP32-C61",
    .image_number = 20,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32c61_regions,
    .region_count = WHY_COUNTOF(esp32c61_regions),
    .roms = esp32c61_roms,
    .rom_count = WHY_COUNTOF(esp32c61_roms),
    .banners = esp32c61_banners,
    .isa = WHY_ISA_RISCV_A | WHY_ISA_RISCV_ZC,
    .isa_unsure = WHY_ISA_RISCV_B,
    .roms_complete = true,
};
