/* Which program a crash is of, and what its ELF is called. */
#include "render/elf_hint.h"

#include <string.h>

#include "base/span.h"

#define BOOTLOADER_BYTES 0x10000u /* around its entry, of which the boot ROM tells */

struct row {
    enum why_family family;
    struct why_elf_hint hint;
};

static const struct why_elf_hint bootloader = {
    .path = "build/bootloader/bootloader.elf",
    .why = "the application had not begun: what ran is the second-stage bootloader, which has an "
           "ELF of its own",
};

static const struct why_elf_hint tee = {
    .path = "build/esp_tee/esp_tee.elf",
    .why = "what ran is the trusted side (ESP-TEE), which has an ELF of its own",
};

/* clang-format off */
/* Source: ESP-IDF components/ulp, docs/en/api-reference/system/ulp-lp-core.rst; Zephyr
 * Kconfig EXCEPTION_STACK_TRACE; NuttX Kconfig SCHED_BACKTRACE; esp-backtrace README. */
static const struct row rows[] = {
    { WHY_FAMILY_LP_CORE, { "build/esp-idf/main/ulp_main/ulp_main.elf",
                            "what ran is the program of the LP core, which has an ELF of its own", NULL } },
    { WHY_FAMILY_ESPHOME, { "firmware.elf", NULL, NULL } },
    { WHY_FAMILY_TASMOTA, { "firmware.elf", NULL, NULL } },
    { WHY_FAMILY_ESP8266_ARDUINO, { "firmware.elf", NULL, NULL } },
    { WHY_FAMILY_ESP8266_NONOS, { "firmware.elf", NULL, NULL } },
    { WHY_FAMILY_ESP_HAL, { "target/TARGET/release/APP", NULL,
                            "callers: build with -C force-frame-pointers, and esp-backtrace prints them" } },
    { WHY_FAMILY_NUTTX, { "nuttx", NULL, "callers: with CONFIG_SCHED_BACKTRACE=y NuttX prints them" } },
    { WHY_FAMILY_ZEPHYR, { "build/zephyr/zephyr.elf", NULL,
                           "callers: with CONFIG_EXCEPTION_STACK_TRACE=y Zephyr prints them" } },
};
/* clang-format on */

/* "entry 0x403c98d0": where the boot ROM enters the bootloader. */
static bool take_entry(const char *text, uint32_t *entry)
{
    why_span rest = why_span_of(text);
    why_span before;

    return why_span_take_until(&rest, "entry ", &before) && why_span_take_hex8(&rest, entry);
}

/* The line right before the report says that the bootloader was entered, and the code that ran lies
 * near its entry. */
static bool is_right_behind_entry(const struct why_crash *crash)
{
    const struct why_value pc = why_crash_pc(crash);
    const char *last = NULL;
    uint32_t entry;

    for (size_t i = 0; i < crash->line_count && crash->lines[i].context; i++)
        if (crash->lines[i].text[strspn(crash->lines[i].text, " ")] != '\0')
            last = crash->lines[i].text;
    return last && pc.known && take_entry(last, &entry) &&
           pc.value - entry + BOOTLOADER_BYTES / 2 < BOOTLOADER_BYTES;
}

static bool is_of_bootloader(const struct why_crash *crash)
{
    const struct why_value pc = why_crash_pc(crash);
    const struct why_region *region = pc.known ? why_crash_region(crash, pc.value) : NULL;
    const bool idf = crash->family == WHY_FAMILY_ESP_IDF || crash->family == WHY_FAMILY_ESP_ROM;

    if (!idf || crash->boot.application || (region && (region->bits & WHY_MEM_FLASH) != 0))
        return false;
    return crash->boot.bootloader || is_right_behind_entry(crash);
}

static bool is_of_trusted_side(const struct why_crash *crash)
{
    const struct why_statement *origin = why_crash_says(crash, WHY_SAYS_FAULT_ORIGIN);

    return crash->family == WHY_FAMILY_ESP_TEE && origin && origin->name &&
           strcmp(origin->name, "M-mode") == 0;
}

struct why_elf_hint why_elf_hint_of(const struct why_crash *crash)
{
    if (is_of_bootloader(crash))
        return bootloader;
    if (is_of_trusted_side(crash))
        return tee;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++)
        if (rows[i].family == crash->family)
            return rows[i].hint;
    return (struct why_elf_hint){ .path = NULL };
}
