/* Lines about resets and failed boots, and lines that only look like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case brownouts[] = {
    { "Brownout detector was triggered", "brownout text=<Brownout detector was triggered>" },
    { "E BOD: Brownout detector was triggered", "brownout text=<Brownout detector was triggered>" },
    { "\x1b[0;31mBrownout detector was triggered\x1b[0m", "brownout text=<Brownout detector was triggered>" },
    { "I (626) wifi:enaBrownout detector was triggered", "brownout text=<Brownout detector was triggered>" },
    { "it says Brownout detector was triggered", "" },
    { "\"Brownout detector was triggered\" means power", "" },
};
static const struct line_case places[] = {
    { "Core1 Saved PC:0x4ff0a7b2", "saved-pc text=<Saved PC:0x4ff0a7b2> value=4ff0a7b2 value2=1" },
    { "W (31) boot: WDT reset info: PRO CPU PC=0x40092abc",
      "saved-pc text=<WDT reset info: PRO CPU PC=0x40092abc> value=40092abc value2=0" },
    { "W (31) boot: WDT reset info: APP CPU PC=0x40092abc (waiti mode)",
      "saved-pc text=<WDT reset info: APP CPU PC=0x40092abc (waiti mode)> name=<waiti> value=40092abc value2=1" },
    { "W (31) boot: WDT reset info: PRO CPU STATUS        0x00000000", "" },
    { "Saved PC:0x4037", "saved-pc text=<Saved PC:0x4037>" },
};
static const struct line_case boots[] = {
    { "invalid header: 0xffffffff", "boot-failure text=<invalid header: 0xffffffff>" },
    { "12:00:01.123 -> flash read err, 1000", "boot-failure text=<flash read err, 1000>" },
    { "I (1200) mqtt: invalid header: 0x12345678", "" },
    { "ets_main.c 371 ", "boot-failure text=<ets_main.c 371>" },
    { "ets_main.c is a file of the ROM", "" },
    { "E (92) esp_image: Checksum failed. Calculated 0x41 read 0x93",
      "boot-detail text=<esp_image: Checksum failed. Calculated 0x41 read 0x93>" },
    { "I (92) esp_image: segment 0: paddr=00010020 vaddr=3f400020 size=08bd4h", "" },
    { "E (205) quad_psram: PSRAM ID read error: 0x00ffffff", "boot-detail text=<quad_psram: PSRAM ID read error: 0x00ffffff>" },
    { "E (205) psram: PSRAM ID read error: 0x00ffffff", "boot-detail text=<psram: PSRAM ID read error: 0x00ffffff>" },
    { "I (205) esp_psram: Found 8MB PSRAM device", "" },
    { "E (99) boot: Factory app partition is not bootable", "boot-detail text=<Factory app partition is not bootable>" },
    { "W (20) spi_flash: Detected size(8192k) larger than the size in the binary image header(4096k).", "" },
};
/* clang-format on */

static void brownout_is_a_line_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(check_lines(brownouts, WHY_COUNTOF(brownouts)), 0);
}

static void cores_were_somewhere(void **state)
{
    (void)state;
    assert_int_equal(check_lines(places, WHY_COUNTOF(places)), 0);
}

static void failed_boots_are_told_from_warnings(void **state)
{
    (void)state;
    assert_int_equal(check_lines(boots, WHY_COUNTOF(boots)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brownout_is_a_line_of_its_own),
        cmocka_unit_test(cores_were_somewhere),
        cmocka_unit_test(failed_boots_are_told_from_warnings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
