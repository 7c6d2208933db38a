/* Boot-ROM names: by revision, without one, and at the edges of functions and tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/chip.h"

#define NO_REVISION UINT32_MAX

struct rom_case {
    const char *chip;
    uint32_t revision;
    uint32_t address;
    const char *name; /* NULL: none may be given */
};

/* clang-format off */
static const struct rom_case cases[] = {
    /* one address, a different function in every revision */
    { "esp32c3", 3,           0x400485e4, "ets_vprintf" },
    { "esp32c3", 101,         0x400485e4, "ets_efuse_write_key" },
    { "esp32c3", 0,           0x400485e4, "ets_secure_boot_read_key_digests" },
    { "esp32c3", NO_REVISION, 0x400485e4, NULL },
    /* first and last line of a table, and just outside */
    { "esp32c3", 0,           0x40001bff, NULL },
    { "esp32c3", 0,           0x40001c00, "_vector_table" },
    { "esp32c3", 0,           0x40001c7f, "_vector_table" },
    { "esp32c3", 0,           0x40001c80, "_interrupt_handler" },
    { "esp32c3", 0,           0x40058c3d, "wDev_GetNoiseFloor" },
    { "esp32c3", 0,           0x40058c3e, NULL },
    { "esp32c3", 0,           0xffffffff, NULL },
    { "esp32c3", 0,           0x00000000, NULL },
    /* a gap, and a symbol without a size */
    { "esp32",   0,           0x40000933, NULL },
    { "esp32",   0,           0x40000934, "_xtos_set_vpri" },
    { "esp32",   0,           0x400020c0, NULL },
    /* __udivsi3 lies inside __divsi3, whose code goes on behind it */
    { "esp32c6", 0,           0x4002f4e0, "__divsi3" },
    { "esp32c6", 0,           0x4002f4e8, "__udivsi3" },
    { "esp32c6", 0,           0x4002f537, "__divsi3" },
    /* both revisions of the ESP32 agree */
    { "esp32",   NO_REVISION, 0x4000c2c8, "memcpy" },
    { "esp32",   300,         0x4000bff0, "_xtos_set_intlevel" },
    { "esp32s3", NO_REVISION, 0x40006434, "r_aes_ccm_xor_128_lsb" },
    /* revisions without a table exist */
    { "esp32c2", 100,         0x40002d00, "_vector_table" },
    { "esp32c2", 200,         0x40002d00, NULL },
    { "esp32c2", NO_REVISION, 0x40002d00, NULL },
    { "esp32c5", 0,           0x40001600, NULL },
    { "esp32c5", NO_REVISION, 0x40001600, NULL },
    { "esp32p4", 100,         0x4fc00b00, NULL },
    { "esp32p4", 300,         0x4fc00c5c, "_interrupt_handler" },
    { "esp32p4", NO_REVISION, 0x4fc00b00, NULL },
    { "esp32h4", NO_REVISION, 0x40001600, NULL },
};
/* clang-format on */

static const struct why_rom *find_rom(const struct why_chip *chip, uint32_t revision)
{
    for (size_t i = 0; i < chip->rom_count; i++)
        if (chip->roms[i].revision == revision)
            return &chip->roms[i];
    fail_msg("%s has no ROM of revision %u", chip->id, revision);
    return NULL;
}

static bool lookup(const struct rom_case *c, struct why_rom_symbol *out)
{
    const struct why_chip *chip = why_chip_find(c->chip);
    const struct why_rom *rom = c->revision == NO_REVISION ? NULL : find_rom(chip, c->revision);

    return why_rom_lookup(chip, rom, c->address, out);
}

static void name_is_that_of_the_containing_function(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const struct rom_case *c = &cases[i];
        struct why_rom_symbol symbol = { .name = "", .name_len = 0 };
        bool found = lookup(c, &symbol);

        if (found != (c->name != NULL))
            fail_msg("%s 0x%08x: '%.*s'", c->chip, c->address, (int)symbol.name_len, symbol.name);
        if (!found || !c->name)
            continue;
        assert_int_equal(symbol.name_len, strlen(c->name));
        assert_memory_equal(symbol.name, c->name, symbol.name_len);
        assert_in_range(c->address, symbol.address, symbol.address + symbol.size - 1);
    }
}

static void nothing_found_leaves_the_output_alone(void **state)
{
    const struct rom_case nowhere = { "esp32c3", 3, 0x3fc80000, NULL };
    struct why_rom_symbol symbol = { .name = "before", .address = 1, .size = 2 };

    (void)state;
    assert_false(lookup(&nowhere, &symbol));
    assert_string_equal(symbol.name, "before");
    assert_int_equal(symbol.address, 1);
    assert_int_equal(symbol.size, 2);
    assert_false(why_rom_lookup(NULL, NULL, 0x40000000, &symbol));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_is_that_of_the_containing_function),
        cmocka_unit_test(nothing_found_leaves_the_output_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
