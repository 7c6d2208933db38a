/* Reset codes of the boot ROMs, by chip. */
#include "chip/resets.h"

#include <string.h>

#include "base/span.h"

/* clang-format off */
static const struct why_reset_meaning meanings[] = {
    { WHY_RESET_POWER_ON,      "power was switched on, or the enable pin was released",              false, false },
    { WHY_RESET_EXTERNAL,      "an external signal asked for it",                                    false, false },
    { WHY_RESET_SOFTWARE,      "software asked for it: esp_restart(), or the end of a panic",        false, true },
    { WHY_RESET_DEEP_SLEEP,    "the chip woke from deep sleep",                                      false, false },
    { WHY_RESET_CPU_SLEEP,     "the core was switched on again after light sleep",                   false, false },
    { WHY_RESET_SDIO,          "the SDIO host asked for it",                                         false, false },
    { WHY_RESET_OTHER_CORE,    "the first core started the second one",                              false, false },
    { WHY_RESET_USB,           "a program on the computer asked for it over USB",                    false, false },
    { WHY_RESET_JTAG,          "a debugger asked for it",                                            false, false },
    { WHY_RESET_PANIC,         "a panic restarted the chip",                                         true,  true },
    { WHY_RESET_TASK_WDT,      "the watchdog of timer group 0 expired: in an application the task "
                               "watchdog's, in a boot that hangs the ROM's",                         true,  true },
    { WHY_RESET_INTERRUPT_WDT, "the watchdog of timer group 1 expired: the interrupt watchdog's "
                               "second stage",                                                       true,  true },
    { WHY_RESET_GROUP_WDT,     "a timer group's watchdog expired: the task watchdog's or the "
                               "interrupt watchdog's",                  true,  true },
    { WHY_RESET_RTC_WDT,       "the RTC watchdog expired: booting, or a panic handler, hung",        true,  true },
    { WHY_RESET_SUPER_WDT,     "the super watchdog expired: nothing fed the chip's last guard",      true,  true },
    { WHY_RESET_LEGACY_WDT,    "the legacy watchdog expired",                                        true,  true },
    { WHY_RESET_OTHER_WDT,     "a watchdog expired that is neither the task nor the interrupt one",  true,  true },
    { WHY_RESET_BROWNOUT,      "the supply voltage fell too low",                                    true,  false },
    { WHY_RESET_GLITCH,        "the supply or the clock had a glitch",                               true,  false },
    { WHY_RESET_EFUSE,         "the eFuses were read with a wrong checksum",                         true,  false },
    { WHY_RESET_INTRUSION,     "the intrusion detector fired",                                       true,  false },
    { WHY_RESET_LOCKUP,        "the CPU locked up: an exception within the exception entry",         true,  false },
    { WHY_RESET_PIN_OR_SOFTWARE, "the reset pin, or software: a restart, or the end of a crash "
                               "report",                                                             false, true },
    { WHY_RESET_HARDWARE_WDT,  "the hardware watchdog expired: nothing fed it for about 8 s",        true,  false },
};

/* What one ROM prints. Chips by their ids. */
struct row {
    uint32_t code;
    enum why_reset_kind kind;
    const char *name; /* "": the ROM has no text for it; NULL: its lines have another form */
    const char *chips;
};

#define S2_C3  "esp32s2,esp32s3,esp32c2,esp32c3"
#define C6_H2  "esp32c6,esp32h2,esp32h21"
#define C5     "esp32c5,esp32c61,esp32h4"
#define P4_S31 "esp32p4,esp32s31"

static const struct row rows[] = {
    { 0x01, WHY_RESET_POWER_ON,      "POWERON_RESET",          "esp32" },
    { 0x01, WHY_RESET_POWER_ON,      "POWERON",                S2_C3 "," C6_H2 "," C5 "," P4_S31 },
    { 0x02, WHY_RESET_EXTERNAL,      "EXT_SYS_RESET",          "esp32" },
    { 0x03, WHY_RESET_SOFTWARE,      "SW_RESET",               "esp32" },
    { 0x03, WHY_RESET_SOFTWARE,      "RTC_SW_SYS_RST",         S2_C3 },
    { 0x03, WHY_RESET_SOFTWARE,      "LP_SW_HPSYS",            C6_H2 },
    { 0x03, WHY_RESET_SOFTWARE,      "RTC_SW_HPSYS",           C5 },
    { 0x03, WHY_RESET_SOFTWARE,      "SW_SYS_RESET",           P4_S31 },
    { 0x04, WHY_RESET_LEGACY_WDT,    "OWDT_RESET",             "esp32" },
    { 0x05, WHY_RESET_DEEP_SLEEP,    "DEEPSLEEP_RESET",        "esp32" },
    { 0x05, WHY_RESET_DEEP_SLEEP,    "DSLEEP",                 S2_C3 },
    { 0x05, WHY_RESET_DEEP_SLEEP,    "SLEEP_WAKEUP",           C6_H2 "," C5 },
    { 0x05, WHY_RESET_DEEP_SLEEP,    "PMU_SYS_PWR_DOWN_RESET", P4_S31 },
    { 0x06, WHY_RESET_SDIO,          "SDIO_RESET",             "esp32" },
    { 0x06, WHY_RESET_SDIO,          "SDIO_HPSYS",             C6_H2 "," C5 },
    { 0x06, WHY_RESET_CPU_SLEEP,     "PMU_CPU_PWR_DOWN_RESET", P4_S31 },
    { 0x07, WHY_RESET_TASK_WDT,      "TG0WDT_SYS_RESET",       "esp32" },
    { 0x07, WHY_RESET_TASK_WDT,      "TG0WDT_SYS_RST",         S2_C3 },
    { 0x07, WHY_RESET_TASK_WDT,      "TG0_WDT_HPSYS",          C6_H2 "," C5 },
    { 0x07, WHY_RESET_GROUP_WDT,     "HP_SYS_HP_WDT_RESET",    "esp32p4" },
    { 0x07, WHY_RESET_TASK_WDT,      "HP_SYS_HP_WDT0_RESET",   "esp32s31" },
    { 0x08, WHY_RESET_INTERRUPT_WDT, "TG1WDT_SYS_RESET",       "esp32" },
    { 0x08, WHY_RESET_INTERRUPT_WDT, "TG1WDT_SYS_RST",         S2_C3 },
    { 0x08, WHY_RESET_INTERRUPT_WDT, "TG1_WDT_HPSYS",          C6_H2 "," C5 },
    { 0x08, WHY_RESET_INTERRUPT_WDT, "HP_SYS_HP_WDT1_RESET",   "esp32s31" },
    { 0x09, WHY_RESET_RTC_WDT,       "RTCWDT_SYS_RESET",       "esp32" },
    { 0x09, WHY_RESET_RTC_WDT,       "RTCWDT_SYS_RST",         S2_C3 },
    { 0x09, WHY_RESET_RTC_WDT,       "LP_WDT_HPSYS",           C6_H2 },
    { 0x09, WHY_RESET_RTC_WDT,       "RTC_WDT_HPSYS",          C5 },
    { 0x09, WHY_RESET_RTC_WDT,       "HP_SYS_LP_WDT_RESET",    P4_S31 },
    { 0x0a, WHY_RESET_INTRUSION,     "INTRUSION_RESET",        "esp32" },
    { 0x0a, WHY_RESET_INTRUSION,     "INTRUSION_RST",          S2_C3 },
    { 0x0b, WHY_RESET_TASK_WDT,      "TGWDT_CPU_RESET",        "esp32" },
    { 0x0b, WHY_RESET_TASK_WDT,      "TG0WDT_CPU_RST",         S2_C3 },
    { 0x0b, WHY_RESET_TASK_WDT,      "TG0_WDT_CPU",            C6_H2 "," C5 },
    { 0x0b, WHY_RESET_GROUP_WDT,     "HP_CORE_HP_WDT_RESET",   P4_S31 },
    { 0x0c, WHY_RESET_SOFTWARE,      "SW_CPU_RESET",           "esp32," P4_S31 },
    { 0x0c, WHY_RESET_SOFTWARE,      "RTC_SW_CPU_RST",         S2_C3 },
    { 0x0c, WHY_RESET_SOFTWARE,      "SW_CPU",                 C6_H2 "," C5 },
    { 0x0d, WHY_RESET_RTC_WDT,       "RTCWDT_CPU_RESET",       "esp32" },
    { 0x0d, WHY_RESET_RTC_WDT,       "RTCWDT_CPU_RST",         S2_C3 },
    { 0x0d, WHY_RESET_RTC_WDT,       "LP_WDT_CPU",             C6_H2 },
    { 0x0d, WHY_RESET_RTC_WDT,       "RTC_WDT_CPU",            C5 },
    { 0x0d, WHY_RESET_RTC_WDT,       "HP_CORE_LP_WDT_RESET",   P4_S31 },
    { 0x0e, WHY_RESET_OTHER_CORE,    "EXT_CPU_RESET",          "esp32" },
    { 0x0f, WHY_RESET_BROWNOUT,      "RTCWDT_BROWN_OUT_RESET", "esp32" },
    { 0x0f, WHY_RESET_BROWNOUT,      "BROWNOUT_RST",           "esp32s3,esp32c2,esp32c3" },
    { 0x0f, WHY_RESET_BROWNOUT,      "BROWN_OUT_RST",          "esp32s2" },
    { 0x0f, WHY_RESET_BROWNOUT,      "LP_BOD_SYS",             C6_H2 },
    { 0x0f, WHY_RESET_BROWNOUT,      "RTC_BOD_SYS",            C5 },
    { 0x0f, WHY_RESET_BROWNOUT,      "BROWN_OUT_RESET",        P4_S31 },
    { 0x10, WHY_RESET_RTC_WDT,       "RTCWDT_RTC_RESET",       "esp32" },
    { 0x10, WHY_RESET_RTC_WDT,       "RTCWDT_RTC_RST",         S2_C3 },
    { 0x10, WHY_RESET_RTC_WDT,       "LP_WDT_SYS",             C6_H2 },
    { 0x10, WHY_RESET_RTC_WDT,       "RTC_WDT_SYS",            C5 },
    { 0x10, WHY_RESET_RTC_WDT,       "CHIP_LP_WDT_RESET",      P4_S31 },
    { 0x11, WHY_RESET_INTERRUPT_WDT, "TG1WDT_CPU_RST",         S2_C3 },
    { 0x11, WHY_RESET_INTERRUPT_WDT, "TG1_WDT_CPU",            C6_H2 "," C5 },
    { 0x12, WHY_RESET_SUPER_WDT,     "SUPER_WDT_RST",          S2_C3 },
    { 0x12, WHY_RESET_SUPER_WDT,     "LP_SWDT_SYS",            C6_H2 },
    { 0x12, WHY_RESET_SUPER_WDT,     "RTC_SWDT_SYS",           C5 },
    { 0x12, WHY_RESET_SUPER_WDT,     "SUPER_WDT_RESET",        P4_S31 },
    { 0x13, WHY_RESET_GLITCH,        "GLITCH_RTC_RST",         S2_C3 },
    { 0x13, WHY_RESET_GLITCH,        "GLITCH_RTC_RESET",       P4_S31 },
    { 0x14, WHY_RESET_EFUSE,         "EFUSE_RST",              S2_C3 },
    { 0x14, WHY_RESET_EFUSE,         "EFUSE_HPSYS",            C6_H2 "," C5 },
    { 0x14, WHY_RESET_EFUSE,         "EFUSE_CRC_ERR_RESET",    P4_S31 },
    { 0x15, WHY_RESET_USB,           "USB_UART_CHIP_RESET",    S2_C3 },
    { 0x15, WHY_RESET_USB,           "USB_UART_HPSYS",         C6_H2 "," C5 },
    { 0x16, WHY_RESET_USB,           "USB_JTAG_CHIP_RESET",    S2_C3 },
    { 0x16, WHY_RESET_USB,           "USB_JTAG_HPSYS",         C6_H2 "," C5 },
    { 0x16, WHY_RESET_USB,           "CHIP_USB_JTAG_RESET",    P4_S31 },
    { 0x17, WHY_RESET_GLITCH,        "POWER_GLITCH_RESET",     S2_C3 },
    { 0x17, WHY_RESET_GLITCH,        "POWER_GLITCH_SYS",       "esp32h2,esp32h21" },
    { 0x17, WHY_RESET_USB,           "CHIP_USB_UART_RESET",    P4_S31 },
    { 0x18, WHY_RESET_JTAG,          "JTAG_RESET",             "esp32c2" },
    { 0x18, WHY_RESET_JTAG,          "JTAG_CPU",               C6_H2 "," C5 },
    { 0x18, WHY_RESET_JTAG,          "HP_JTAG_RESET",          P4_S31 },
    { 0x19, WHY_RESET_GLITCH,        "RTC_PWR_GLITCH",         C5 },
    { 0x19, WHY_RESET_GLITCH,        "PVT0_PWR_GLITCH_RESET",  "esp32s31" },
    { 0x1a, WHY_RESET_LOCKUP,        "CPU_LOCKUP_RESET",       P4_S31 },
    { 0x1a, WHY_RESET_LOCKUP,        "",                       C5 },
    { 0x1b, WHY_RESET_GLITCH,        "PVT_POWER_GLITCH_RESET", "esp32p4" },
    /* "rst cause:2". Source: ESP8266 core for Arduino, doc/boards.rst, Boot Messages and Modes */
    { 0x01, WHY_RESET_POWER_ON,        NULL, "esp8266" },
    { 0x02, WHY_RESET_PIN_OR_SOFTWARE, NULL, "esp8266" },
    { 0x03, WHY_RESET_SOFTWARE,        NULL, "esp8266" },
    { 0x04, WHY_RESET_HARDWARE_WDT,    NULL, "esp8266" },
};

/* ESP-IDF components/esp_system/include/esp_system.h, esp_reset_reason_t */
static const struct {
    const char *name;
    enum why_reset_kind kind;
} idf_names[] = {
    { "ESP_RST_POWERON",    WHY_RESET_POWER_ON },
    { "ESP_RST_EXT",        WHY_RESET_EXTERNAL },
    { "ESP_RST_SW",         WHY_RESET_SOFTWARE },
    { "ESP_RST_PANIC",      WHY_RESET_PANIC },
    { "ESP_RST_INT_WDT",    WHY_RESET_INTERRUPT_WDT },
    { "ESP_RST_TASK_WDT",   WHY_RESET_TASK_WDT },
    { "ESP_RST_WDT",        WHY_RESET_OTHER_WDT },
    { "ESP_RST_DEEPSLEEP",  WHY_RESET_DEEP_SLEEP },
    { "ESP_RST_BROWNOUT",   WHY_RESET_BROWNOUT },
    { "ESP_RST_SDIO",       WHY_RESET_SDIO },
    { "ESP_RST_USB",        WHY_RESET_USB },
    { "ESP_RST_JTAG",       WHY_RESET_JTAG },
    { "ESP_RST_EFUSE",      WHY_RESET_EFUSE },
    { "ESP_RST_PWR_GLITCH", WHY_RESET_GLITCH },
    { "ESP_RST_CPU_LOCKUP", WHY_RESET_LOCKUP },
};
/* clang-format on */

const struct why_reset_meaning *why_reset_meaning_of(enum why_reset_kind kind)
{
    for (size_t i = 0; i < WHY_COUNTOF(meanings); i++)
        if (meanings[i].kind == kind)
            return &meanings[i];
    return NULL;
}

static bool is_of_chip(const struct row *row, const struct why_chip *chip)
{
    why_span rest = why_span_of(row->chips);
    why_span id;

    while (why_span_take_until(&rest, ",", &id))
        if (why_span_equals(id, chip->id))
            return true;
    return why_span_equals(rest, chip->id);
}

/* The row that bears both, or NULL; @p elsewhere tells that only other codes bear the name. */
static const struct row *row_named(uint32_t code, why_span name, bool *elsewhere)
{
    *elsewhere = false;
    for (size_t i = 0; name.len > 0 && i < WHY_COUNTOF(rows); i++) {
        if (!rows[i].name || !why_span_equals(name, rows[i].name))
            continue;
        if (rows[i].code == code)
            return &rows[i];
        *elsewhere = true;
    }
    return NULL;
}

static const struct row *row_of_chip(const struct why_chip *chip, uint32_t code)
{
    for (size_t i = 0; chip && i < WHY_COUNTOF(rows); i++)
        if (rows[i].code == code && is_of_chip(&rows[i], chip))
            return &rows[i];
    return NULL;
}

/* What two chips agree on. */
static enum why_reset_kind common_kind(enum why_reset_kind one, enum why_reset_kind other)
{
    bool one_group = one == WHY_RESET_TASK_WDT || one == WHY_RESET_GROUP_WDT;
    bool other_group = other == WHY_RESET_TASK_WDT || other == WHY_RESET_GROUP_WDT;

    if (one == other)
        return one;
    return one_group && other_group ? WHY_RESET_GROUP_WDT : WHY_RESET_UNKNOWN;
}

/* What all chips that know the code agree on. */
static enum why_reset_kind agreed_kind(uint32_t code)
{
    bool any = false;
    enum why_reset_kind kind = WHY_RESET_UNKNOWN;

    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        if (rows[i].code != code || !rows[i].name)
            continue;
        kind = any ? common_kind(kind, rows[i].kind) : rows[i].kind;
        any = true;
    }
    return kind;
}

const struct why_reset_meaning *why_reset_of(const struct why_chip *chip, uint32_t code,
                                             why_span name)
{
    bool contradicted;
    const struct row *row = row_named(code, name, &contradicted);

    if (contradicted)
        return NULL;
    if (!row)
        row = row_of_chip(chip, code);
    if (row)
        return why_reset_meaning_of(row->kind);
    return chip ? NULL : why_reset_meaning_of(agreed_kind(code));
}

const struct why_reset_meaning *why_reset_by_idf_name(why_span name)
{
    for (size_t i = 0; i < WHY_COUNTOF(idf_names); i++)
        if (why_span_equals(name, idf_names[i].name))
            return why_reset_meaning_of(idf_names[i].kind);
    return NULL;
}
