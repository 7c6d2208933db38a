/* The S series: ESP32-S2 and ESP32-S3 (Xtensa), ESP32-S31 (RISC-V). */
#include "chip/arch.h"
#include "chip/chips.h"
#include "chip/rom_tables.h"

/* Source: ESP-IDF components/soc/esp32s2/include/soc/soc.h; peripherals, their second bus and the
 * cache's registers from the ESP32-S2 Technical Reference Manual, 3.3. Byte-accessible is only what
 * SOC_BYTE_ACCESSIBLE_* says. */
/* clang-format off */
static const struct why_region esp32s2_regions[] = {
    { 0x3F000000, 0x3F400000, WHY_MEM_READ | WHY_MEM_FLASH,        "DROM",            "constants in flash" },
    { 0x3F400000, 0x3F500000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals",     "registers of peripherals" },
    { 0x3F500000, 0x3FF80000, WHY_MEM_RW | WHY_MEM_FLASH | WHY_MEM_PSRAM,
                                                                   "DROM/PSRAM",      "external RAM or constants in flash" },
    { 0x3FF9E000, 0x3FFA0000, WHY_MEM_RW | WHY_MEM_RAM,            "RTC fast memory", "RAM that survives deep sleep" },
    { 0x3FFA0000, 0x3FFB0000, WHY_MEM_READ | WHY_MEM_ROM,          "ROM data",        "constants of the boot ROM" },
    { 0x3FFB0000, 0x40000000, WHY_MEM_RW | WHY_MEM_RAM,            "DRAM",            "internal RAM for data" },
    { 0x40000000, 0x40020000, WHY_MEM_RX | WHY_MEM_ROM,            "ROM",             "code of the boot ROM" },
    { 0x40020000, 0x40070000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "IRAM",            "internal RAM for code" },
    { 0x40070000, 0x40072000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "RTC fast memory", "RAM that survives deep sleep, seen from the instruction side" },
    { 0x40080000, 0x40800000, WHY_MEM_RX | WHY_MEM_FLASH | WHY_MEM_WORD_ONLY,
                                                                   "IROM",            "code in flash" },
    { 0x50000000, 0x50002000, WHY_MEM_RW | WHY_MEM_RAM,            "RTC slow memory", "RAM that survives deep sleep and serves the ULP" },
    { 0x60000000, 0x600C0000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals",     "registers of peripherals through the AHB bus" },
    { 0x61800000, 0x61804000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "CPU subsystem",   "registers of the cache" },
};

static const struct why_rom esp32s2_roms[] = {
    { 0, "ESP-ROM:esp32s2-rc4-20191025", why_rom_esp32s2_rev0, why_rom_esp32s2_rev0_end },
};

/* Source: ESP-IDF components/soc/esp32s3/include/soc/soc.h. The lowest 16 KiB of IRAM always belong
 * to the instruction cache. Flash and external RAM share one data range. */
static const struct why_region esp32s3_regions[] = {
    { 0x3C000000, 0x3E000000, WHY_MEM_RW | WHY_MEM_FLASH | WHY_MEM_PSRAM,
                                                                   "DROM/PSRAM",      "constants in flash or external RAM" },
    { 0x3FC88000, 0x3FD00000, WHY_MEM_RW | WHY_MEM_RAM,            "DRAM",            "internal RAM for data" },
    { 0x3FF00000, 0x3FF20000, WHY_MEM_READ | WHY_MEM_ROM,          "ROM data",        "constants of the boot ROM" },
    { 0x40000000, 0x40060000, WHY_MEM_RX | WHY_MEM_ROM,            "ROM",             "code of the boot ROM" },
    { 0x40370000, 0x40374000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "cache RAM",       "internal RAM that serves the instruction cache" },
    { 0x40374000, 0x403E0000, WHY_MEM_RWX | WHY_MEM_RAM | WHY_MEM_WORD_ONLY,
                                                                   "IRAM",            "internal RAM for code" },
    { 0x42000000, 0x44000000, WHY_MEM_RX | WHY_MEM_FLASH | WHY_MEM_WORD_ONLY,
                                                                   "IROM",            "code in flash" },
    { 0x50000000, 0x50002000, WHY_MEM_RW | WHY_MEM_RAM,            "RTC slow memory", "RAM that survives deep sleep and serves the ULP" },
    { 0x60000000, 0x600FE000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals",     "registers of peripherals" },
    { 0x600FE000, 0x60100000, WHY_MEM_RWX | WHY_MEM_RAM,           "RTC fast memory", "RAM that survives deep sleep" },
};

static const struct why_rom esp32s3_roms[] = {
    { 0, "ESP-ROM:esp32s3-20210327", why_rom_esp32s3_rev0, why_rom_esp32s3_rev0_end },
};

/* Source: ESP-IDF components/soc/esp32s31/include/soc/soc.h; peripherals from the file
 * register/soc/reg_base.h of the same component. */
static const struct why_region esp32s31_regions[] = {
    { 0x10000000, 0x20000000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "CPU subsystem",   "registers of the CPU, its interrupts and debug unit" },
    { 0x20300000, 0x20820000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "peripherals",     "registers of peripherals" },
    { 0x2C000000, 0x2C020000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "CPU subsystem",   "registers of the cache" },
    { 0x2D000000, 0x2D005000, WHY_MEM_RW | WHY_MEM_PERIPHERAL,     "CPU subsystem",   "registers of trace and bus monitors" },
    { 0x2E000000, 0x2E008000, WHY_MEM_RWX | WHY_MEM_RAM,           "LP SRAM",         "RAM that survives deep sleep" },
    { 0x2F000000, 0x2F080000, WHY_MEM_RWX | WHY_MEM_RAM,           "HP SRAM",         "internal RAM for code and data (IRAM/DRAM)" },
    { 0x2F800000, 0x2F850000, WHY_MEM_RX | WHY_MEM_ROM,            "ROM",             "code and constants of the boot ROM" },
    { 0x40000000, 0x44000000, WHY_MEM_RX | WHY_MEM_FLASH,          "IROM/DROM", "code or constants in flash" },
    { 0x50000000, 0x54000000, WHY_MEM_RWX | WHY_MEM_PSRAM,         "PSRAM",           "external RAM" },
    { 0xC0000000, 0xC4000000, WHY_MEM_RW | WHY_MEM_PSRAM,          "PSRAM, uncached", "external RAM past the cache" },
};

static const struct why_rom esp32s31_roms[] = {
    { 0, "ESP-ROM:esp32s31-20251218", why_rom_esp32s31_rev0, why_rom_esp32s31_rev0_end },
};

static const char *const esp32s2_banners[]  = { "ESP-ROM:esp32s2-",  "boot.esp32s2:",  NULL };
static const char *const esp32s3_banners[]  = { "ESP-ROM:esp32s3-",  "boot.esp32s3:",  NULL };
static const char *const esp32s31_banners[] = { "ESP-ROM:esp32s31-", "boot.esp32s31:", NULL };
/* clang-format on */

/* An S2 may report code that ran from flash with the cache off as IllegalInstruction. */
const struct why_chip why_chip_esp32s2 = {
    .id = "esp32s2",
    .name = "ESP32-S2",
    .image_number = 2,
    .arch = &why_arch_xtensa,
    .core_count = 1,
    .regions = esp32s2_regions,
    .region_count = WHY_COUNTOF(esp32s2_regions),
    .roms = esp32s2_roms,
    .rom_count = WHY_COUNTOF(esp32s2_roms),
    .banners = esp32s2_banners,
    .isa_unsure = WHY_ISA_XTENSA_MAC16 | WHY_ISA_XTENSA_BOOLEAN | WHY_ISA_XTENSA_S32C1I |
                  WHY_ISA_XTENSA_TIE | WHY_ISA_XTENSA_OPTION,
    .roms_complete = true,
    .cache_fault_as_exception = true,
    .divide_traps = true,
};

const struct why_chip why_chip_esp32s3 = {
    .id = "esp32s3",
    .name = "ESP32-S3",
    .image_number = 9,
    .arch = &why_arch_xtensa,
    .core_count = 2,
    .regions = esp32s3_regions,
    .region_count = WHY_COUNTOF(esp32s3_regions),
    .roms = esp32s3_roms,
    .rom_count = WHY_COUNTOF(esp32s3_roms),
    .banners = esp32s3_banners,
    .isa = WHY_ISA_XTENSA_FP | WHY_ISA_XTENSA_MAC16 | WHY_ISA_XTENSA_LOOP | WHY_ISA_XTENSA_BOOLEAN |
           WHY_ISA_XTENSA_S32C1I | WHY_ISA_XTENSA_TIE,
    .isa_unsure = WHY_ISA_XTENSA_DFP | WHY_ISA_XTENSA_OPTION,
    .roms_complete = true,
    .zero_overhead_loops = true,
    .divide_traps = true,
};

const struct why_chip why_chip_esp32s31 = {
    .id = "esp32s31",
    .name = "ESP32-S31",
    .image_number = 32,
    .arch = &why_arch_riscv,
    .core_count = 2,
    .regions = esp32s31_regions,
    .region_count = WHY_COUNTOF(esp32s31_regions),
    .roms = esp32s31_roms,
    .rom_count = WHY_COUNTOF(esp32s31_roms),
    .banners = esp32s31_banners,
    .isa = WHY_ISA_RISCV_A | WHY_ISA_RISCV_F,
    .isa_unsure = WHY_ISA_RISCV_B | WHY_ISA_RISCV_ZC | WHY_ISA_ESP_LOOP | WHY_ISA_ESP_VECTOR |
                  WHY_ISA_ESP_DSP,
    .roms_complete = true,
};
