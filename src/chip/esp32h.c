/* The H series: ESP32-H2, H21 and H4. */
#include "chip/arch.h"
#include "chip/chips.h"
#include "chip/rom_tables.h"

/* Source: ESP-IDF components/soc/<chip>/include/soc/soc.h, SOC_*_LOW and SOC_*_HIGH; H2 and H21
 * have the same map. */
/* clang-format off */
static const struct why_region esp32h2_regions[] = {
    { 0x20000000, 0x30000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x40000000, 0x40020000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code and constants of the boot ROM" },
    { 0x40800000, 0x40850000, WHY_MEM_RWX | WHY_MEM_RAM,       "HP SRAM",       "internal RAM for code and data (IRAM/DRAM)" },
    { 0x42000000, 0x43000000, WHY_MEM_RX | WHY_MEM_FLASH,      "IROM/DROM", "code or constants in flash" },
    { 0x50000000, 0x50001000, WHY_MEM_RWX | WHY_MEM_RAM,       "LP SRAM",       "RAM that survives deep sleep" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

/* Source: ESP-IDF components/esp_rom/roms.json; banner from the ROM image. */
static const struct why_rom esp32h2_roms[] = {
    { 0, "ESP-ROM:esp32h2-20221101", why_rom_esp32h2_rev0, why_rom_esp32h2_rev0_end },
};

static const struct why_region esp32h4_regions[] = {
    { 0x20000000, 0x28000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "CPU subsystem", "registers of the CPU and its debug unit" },
    { 0x40000000, 0x40050000, WHY_MEM_RX | WHY_MEM_ROM,        "ROM",           "code and constants of the boot ROM" },
    { 0x40810000, 0x40860000, WHY_MEM_RWX | WHY_MEM_RAM,       "HP SRAM",       "internal RAM for code and data (IRAM/DRAM)" },
    { 0x42000000, 0x44000000, WHY_MEM_RWX | WHY_MEM_FLASH | WHY_MEM_PSRAM,
                                                               "IROM/DROM or PSRAM", "code or constants in flash, or external RAM" },
    { 0x50000000, 0x50004000, WHY_MEM_RWX | WHY_MEM_RAM,       "LP SRAM",       "RAM that survives deep sleep" },
    { 0x60000000, 0x60100000, WHY_MEM_RW | WHY_MEM_PERIPHERAL, "peripherals",   "registers of peripherals" },
};

static const char *const esp32h2_banners[]  = { "ESP-ROM:esp32h2-",  "boot.esp32h2:",  NULL };
static const char *const esp32h21_banners[] = { "ESP-ROM:esp32h21-", "boot.esp32h21:", NULL };
static const char *const esp32h4_banners[]  = { "ESP-ROM:esp32h4-",  "boot.esp32h4:",  NULL };
/* clang-format on */

const struct why_chip why_chip_esp32h2 = {
    .id = "esp32h2",
    .name = "ESP32-H2",
    .image_number = 16,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32h2_regions,
    .region_count = WHY_COUNTOF(esp32h2_regions),
    .roms = esp32h2_roms,
    .rom_count = WHY_COUNTOF(esp32h2_roms),
    .banners = esp32h2_banners,
    .isa = WHY_ISA_RISCV_A,
    .roms_complete = true,
    .cache_fault_as_exception = true,
};

const struct why_chip why_chip_esp32h21 = {
    .id = "esp32h21",
    .name = "ESP32-H21",
    .image_number = 25,
    .arch = &why_arch_riscv,
    .core_count = 1,
    .regions = esp32h2_regions,
    .region_count = WHY_COUNTOF(esp32h2_regions),
    .banners = esp32h21_banners,
    .isa = WHY_ISA_RISCV_A,
};

const struct why_chip why_chip_esp32h4 = {
    .id = "esp32h4",
    .name = "ESP32-H4",
    .image_number = 28,
    .arch = &why_arch_riscv,
    .core_count = 2,
    .regions = esp32h4_regions,
    .region_count = WHY_COUNTOF(esp32h4_regions),
    .banners = esp32h4_banners,
    .isa = WHY_ISA_RISCV_A | WHY_ISA_RISCV_F | WHY_ISA_RISCV_B | WHY_ISA_RISCV_ZC,
    .isa_unsure = WHY_ISA_ESP_LOOP | WHY_ISA_ESP_VECTOR | WHY_ISA_ESP_DSP,
};
