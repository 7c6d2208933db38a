/* Chips by name, and their memory regions at the edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/chip.h"

struct name_case {
    const char *name;
    const char *id; /* NULL: no such chip */
};

struct region_case {
    const char *chip;
    uint32_t address;
    const char *region; /* NULL: unmapped */
    uint32_t bits;      /* that must be set */
};

/* clang-format off */
static const struct name_case names[] = {
    { "esp32",     "esp32" },     { "ESP32-S3",   "esp32s3" }, { "esp32_c61", "esp32c61" },
    { "esp32c6",   "esp32c6" },   { "Esp32-H2",   "esp32h2" }, { "esp32h21",  "esp32h21" },
    { "ESP32-P4",  "esp32p4" },   { "esp32-s31",  "esp32s31" },
    { "esp32s",    NULL },        { "esp32c62",   NULL },      { "",          NULL },
    { "ESP-8266",  "esp8266" },
    { "esp8267",   NULL },
};

/* Source: ESP-IDF components/bootloader_support/include/esp_app_format.h, esp_chip_id_t. */
static const struct {
    uint32_t number;
    const char *id; /* NULL: no such chip */
} numbers[] = {
    { 0,  "esp32" },   { 2,  "esp32s2" },  { 5,  "esp32c3" }, { 9,  "esp32s3" },  { 12, "esp32c2" },
    { 13, "esp32c6" }, { 16, "esp32h2" },  { 18, "esp32p4" }, { 20, "esp32c61" }, { 23, "esp32c5" },
    { 25, "esp32h21" }, { 28, "esp32h4" }, { 32, "esp32s31" },
    { 1,  NULL },      { 4, NULL },        { 0xffff, NULL },
};

static const struct region_case regions[] = {
    { "esp32",    0x00000000, NULL,              0 },
    { "esp32",    0x3f3fffff, NULL,              0 },
    { "esp32",    0x3f400000, "DROM",            WHY_MEM_READ | WHY_MEM_FLASH },
    { "esp32",    0x3f7fffff, "DROM",            WHY_MEM_FLASH },
    { "esp32",    0x3f800000, "PSRAM",           WHY_MEM_WRITE | WHY_MEM_PSRAM },
    { "esp32",    0x3ff40000, "peripherals",     WHY_MEM_PERIPHERAL },
    { "esp32",    0x3ffadfff, NULL,              0 },
    { "esp32",    0x3ffae000, "DRAM",            WHY_MEM_RAM | WHY_MEM_WRITE },
    { "esp32",    0x3fffffff, "DRAM",            WHY_MEM_RAM },
    { "esp32",    0x40000000, "ROM",             WHY_MEM_ROM | WHY_MEM_EXEC },
    { "esp32",    0x40080000, "IRAM",            WHY_MEM_RAM | WHY_MEM_EXEC | WHY_MEM_WORD_ONLY },
    { "esp32",    0x400cffff, NULL,              0 },
    { "esp32",    0x400d0000, "IROM",            WHY_MEM_FLASH | WHY_MEM_EXEC | WHY_MEM_WORD_ONLY },
    { "esp32",    0x403fffff, "IROM",            WHY_MEM_FLASH },
    { "esp32",    0x40400000, NULL,              0 },
    { "esp32",    0xffffffff, NULL,              0 },
    { "esp32s2",  0x3ffaffff, "ROM data",        WHY_MEM_ROM },
    { "esp32s2",  0x3ffb0000, "DRAM",            WHY_MEM_RAM },
    { "esp32s2",  0x40080000, "IROM",            WHY_MEM_FLASH },
    { "esp32s3",  0x3c000000, "DROM/PSRAM",      WHY_MEM_FLASH | WHY_MEM_PSRAM },
    { "esp32s3",  0x403dffff, "IRAM",            WHY_MEM_EXEC },
    { "esp32s3",  0x600fe000, "RTC fast memory", WHY_MEM_RAM | WHY_MEM_EXEC },
    { "esp32c3",  0x3fc80000, "DRAM",            WHY_MEM_RAM },
    { "esp32c3",  0x4037c000, "cache RAM",       WHY_MEM_RAM },
    { "esp32c3",  0x40380000, "IRAM",            WHY_MEM_EXEC },
    { "esp32c3",  0x42800000, NULL,              0 },
    { "esp32c6",  0x40000000, "ROM",             WHY_MEM_ROM },
    { "esp32c6",  0x4087ffff, "HP SRAM",         WHY_MEM_RAM | WHY_MEM_EXEC | WHY_MEM_WRITE },
    { "esp32c5",  0x42000000, "IROM/DROM or PSRAM",
                                                 WHY_MEM_FLASH | WHY_MEM_PSRAM | WHY_MEM_EXEC },
    { "esp32p4",  0x4ff00000, "HP L2MEM",        WHY_MEM_RAM },
    { "esp32p4",  0x8ff00000, "HP L2MEM, uncached", WHY_MEM_RAM },
    { "esp32p4",  0x4fc05348, "ROM",             WHY_MEM_ROM },
    { "esp32s31", 0x2f000000, "HP SRAM",         WHY_MEM_RAM },
    { "esp32s31", 0xc3ffffff, "PSRAM, uncached", WHY_MEM_PSRAM },
};
/* clang-format on */

static void chip_is_found_by_the_number_of_its_images(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(numbers); i++) {
        const struct why_chip *chip = why_chip_by_number(numbers[i].number);

        if (!chip != !numbers[i].id || (chip && strcmp(chip->id, numbers[i].id) != 0))
            fail_msg("%u", (unsigned)numbers[i].number);
    }
}

static void chip_is_found_however_its_name_is_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(names); i++) {
        const struct why_chip *chip = why_chip_find(names[i].name);

        if (!chip != !names[i].id || (chip && strcmp(chip->id, names[i].id) != 0))
            fail_msg("'%s'", names[i].name);
    }
    assert_null(why_chip_find(NULL));
}

static void region_begins_at_lo_and_ends_before_hi(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(regions); i++) {
        const struct region_case *c = &regions[i];
        const struct why_region *region = why_chip_region(why_chip_find(c->chip), c->address);

        if (!region != !c->region || (region && strcmp(region->name, c->region) != 0))
            fail_msg("%s 0x%08x: %s", c->chip, c->address, region ? region->name : "nothing");
        if (region && (region->bits & c->bits) != c->bits)
            fail_msg("%s 0x%08x: bits 0x%x", c->chip, c->address, region->bits);
    }
}

static void unknown_chip_has_no_memory(void **state)
{
    (void)state;
    assert_null(why_chip_region(NULL, 0x40080000));
}

static void flags_follow_the_core(void **state)
{
    (void)state;
    assert_true(why_chip_find("esp32")->zero_overhead_loops);
    assert_false(why_chip_find("esp32s2")->zero_overhead_loops);
    assert_true(why_chip_find("esp32s3")->divide_traps);
    assert_false(why_chip_find("esp32c3")->divide_traps);
    assert_true(why_chip_find("esp32c3")->cache_fault_as_exception);
    assert_false(why_chip_find("esp32")->cache_fault_as_exception);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chip_is_found_however_its_name_is_written),
        cmocka_unit_test(chip_is_found_by_the_number_of_its_images),
        cmocka_unit_test(region_begins_at_lo_and_ends_before_hi),
        cmocka_unit_test(unknown_chip_has_no_memory),
        cmocka_unit_test(flags_follow_the_core),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
