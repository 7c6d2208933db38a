/* Reset codes: the number decides, the name tells chips apart, and what contradicts is not
 * believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/span.h"
#include "chip/resets.h"

struct reset_case {
    const char *chip; /* NULL: not known */
    uint32_t code;
    const char *name;
    enum why_reset_kind kind; /* WHY_RESET_UNKNOWN: nothing may be said */
};

/* clang-format off */
static const struct reset_case cases[] = {
    { NULL,       0x01, "POWERON_RESET",        WHY_RESET_POWER_ON },
    { "esp32",    0x0c, "SW_CPU_RESET",         WHY_RESET_SOFTWARE },
    { NULL,       0x0c, "",                     WHY_RESET_SOFTWARE },
    { "esp32s3",  0x08, "TG1WDT_SYS_RST",       WHY_RESET_INTERRUPT_WDT },
    { NULL,       0x08, "TG1WDT_SY",            WHY_RESET_INTERRUPT_WDT },
    { NULL,       0x07, "TG0WDT_SYS_RESET",     WHY_RESET_TASK_WDT },
    { "esp32p4",  0x07, "HP_SYS_HP_WDT_RESET",  WHY_RESET_GROUP_WDT },
    { NULL,       0x07, "",                     WHY_RESET_GROUP_WDT },
    { "esp32c6",  0x10, "LP_WDT_SYS",           WHY_RESET_RTC_WDT },
    { "esp32c61", 0x0f, "RTC_BOD_SYS",          WHY_RESET_BROWNOUT },
    { "esp32",    0x0f, "",                     WHY_RESET_BROWNOUT },
    { NULL,       0x17, "POWER_GLITCH_RESET",   WHY_RESET_GLITCH },
    { NULL,       0x17, "CHIP_USB_UART_RESET",  WHY_RESET_USB },
    { NULL,       0x17, "",                     WHY_RESET_UNKNOWN },
    { "esp32p4",  0x17, "",                     WHY_RESET_USB },
    { "esp32h2",  0x17, "",                     WHY_RESET_GLITCH },
    { "esp32c5",  0x1a, "",                     WHY_RESET_LOCKUP },
    { NULL,       0x06, "",                     WHY_RESET_UNKNOWN },
    { NULL,       0x06, "SDIO_RESET",           WHY_RESET_SDIO },
    { "esp32",    0x08, "SW_CPU_RESET",         WHY_RESET_UNKNOWN },
    { "esp32",    0x1a, "",                     WHY_RESET_UNKNOWN },
    { NULL,       0x44, "",                     WHY_RESET_UNKNOWN },
};
/* clang-format on */

static void number_and_name_are_read_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const struct why_chip *chip = cases[i].chip ? why_chip_find(cases[i].chip) : NULL;
        const struct why_reset_meaning *meaning =
            why_reset_of(chip, cases[i].code, why_span_of(cases[i].name));

        if ((meaning ? meaning->kind : WHY_RESET_UNKNOWN) != cases[i].kind)
            fail_msg("0x%x (%s)", cases[i].code, cases[i].name);
    }
}

static void every_kind_has_one_meaning(void **state)
{
    (void)state;
    assert_null(why_reset_meaning_of(WHY_RESET_UNKNOWN));
    for (int kind = WHY_RESET_UNKNOWN + 1; kind <= WHY_RESET_LOCKUP; kind++)
        assert_non_null(why_reset_meaning_of((enum why_reset_kind)kind));
}

static void orderly_restarts_are_no_fault(void **state)
{
    static const enum why_reset_kind orderly[] = { WHY_RESET_POWER_ON, WHY_RESET_SOFTWARE,
                                                   WHY_RESET_DEEP_SLEEP, WHY_RESET_USB,
                                                   WHY_RESET_JTAG };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(orderly); i++)
        assert_false(why_reset_meaning_of(orderly[i])->fault);
}

static void names_of_esp_idf_are_known(void **state)
{
    (void)state;
    assert_int_equal(why_reset_by_idf_name(why_span_of("ESP_RST_TASK_WDT"))->kind,
                     WHY_RESET_TASK_WDT);
    assert_null(why_reset_by_idf_name(why_span_of("ESP_RST_UNKNOWN")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_and_name_are_read_together),
        cmocka_unit_test(every_kind_has_one_meaning),
        cmocka_unit_test(orderly_restarts_are_no_fault),
        cmocka_unit_test(names_of_esp_idf_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
