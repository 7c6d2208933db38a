/* The end of a report and the start of a run: tails, boot ROM and bootloader lines, what the
 * application says of itself. Source: boot ROM strings; ESP-IDF components/bootloader_support,
 * components/esp_app_format, components/esp_system/panic.c. */
#include "base/span.h"
#include "read/grammar.h"

static bool take_tail(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_TAIL;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "My board prints "ets Jun  8 2016", what is it?" */
static bool is_written_about(why_span before)
{
    const size_t len = before.len;

    return len > 2 && (before.ptr[len - 1] == '"' || before.ptr[len - 1] == '`') &&
           before.ptr[len - 2] == ' ' && why_is_letter(before.ptr[len - 3]);
}

/* The whole line names the ROM; text before the anchor (a timestamp, noise) does no harm to a
 * search in it. */
static bool take_banner(why_span before, why_span *rest, struct why_item *out)
{
    if (is_written_about(before))
        return false;
    out->kind = WHY_ITEM_BANNER;
    out->text = *rest;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)" */
static bool take_reset(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_RESET;
    if (!why_span_take_text(&cur, "rst:") || !why_span_take_hex(&cur, &out->value.value))
        return false;
    out->value.known = true;
    if (why_span_take_words(&cur, " ("))
        why_span_take_until(&cur, ")", &out->name);
    if (why_span_take_words(&cur, ",boot:"))
        out->value2.known = why_span_take_hex(&cur, &out->value2.value);
    out->text = why_line_rest(*rest);
    *rest = why_span_skip(cur, cur.len);
    /* "`rst:0x10 (RTCWDT_RTC_RESET)`": somebody writes about it. */
    return out->value2.known || !why_span_ends(before, "`");
}

static bool take_chip(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CHIP;
    out->text = *rest;
    return why_span_take_text(rest, "boot.esp32");
}

static bool take_bootloader(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_BOOTLOADER;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "cpu_start:" is the tag of the first lines that an application prints. */
static bool take_app_start(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_APP_START;
    return why_span_take_text(rest, "cpu_start:");
}

/* The digits of "ELF file SHA256: 1b43c5e74"; a banner's "037961166..." too. */
static bool take_sha256(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    size_t len = 0;

    (void)before;
    out->kind = WHY_ITEM_ELF_SHA256;
    if (!why_span_take_words(&cur, "ELF file SHA256: "))
        return false;
    while (len < cur.len && len < 64 && why_is_hex_digit(cur.ptr[len]))
        len++;
    out->text = why_span_head(cur, len);
    *rest = why_span_skip(cur, len);
    return len >= 8;
}

/* What stands behind "Project name:" and its like. */
static bool take_value(why_span *rest, struct why_item *out, const char *label)
{
    if (!why_span_take_words(rest, label))
        return false;
    out->text = why_span_trim(why_line_rest(*rest));
    *rest = why_span_skip(*rest, rest->len);
    return out->text.len > 0;
}

static bool take_app_name(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_APP_NAME;
    return take_value(rest, out, "Project name:");
}

static bool take_app_version(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_APP_VERSION;
    return take_value(rest, out, "App version:");
}

/* "I (29) app_init: ESP-IDF:          v5.5.1"; the bootloader's own version may differ and is not
 * taken. */
static bool take_idf_version(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_IDF_VERSION;
    return take_value(rest, out, "ESP-IDF:");
}

static bool take_micropython_idf(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_IDF_VERSION;
    return take_value(rest, out, "IDF version :");
}

static bool take_micropython(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_APP_VERSION;
    return take_value(rest, out, "MPY version :");
}

/* "MicroPython v1.22.2 on 2024-02-22; Generic ESP32 module with ESP32" of each start, and the
 * machine line of its panics: the last word is the chip. Source: MicroPython ports/{esp32,esp8266}.
 */
static bool take_machine(why_span before, why_span *rest, struct why_item *out)
{
    static const struct {
        const char *printed;
        const char *text; /* as the bootloader or the boot ROM names the chip */
    } chips[] = {
        { "ESP32", "boot.esp32:" },     { "ESP32S2", "boot.esp32s2:" },
        { "ESP32S3", "boot.esp32s3:" }, { "ESP32C2", "boot.esp32c2:" },
        { "ESP32C3", "boot.esp32c3:" }, { "ESP32C5", "boot.esp32c5:" },
        { "ESP32C6", "boot.esp32c6:" }, { "ESP32H2", "boot.esp32h2:" },
        { "ESP32P4", "boot.esp32p4:" }, { "ESP8266", "ets Jan  8 2013" },
    };
    why_span cur = *rest;

    out->kind = WHY_ITEM_CHIP;
    if (!why_span_contains(before, "Python ") && !why_span_contains(before, "Machine "))
        return false;
    why_span_take_text(&cur, " with ");
    cur = why_line_rest(cur);
    for (size_t i = 0; i < WHY_COUNTOF(chips); i++)
        if (why_span_equals(cur, chips[i].printed)) {
            out->text = why_span_of(chips[i].text);
            *rest = why_span_skip(*rest, rest->len);
            return true;
        }
    return false;
}

static bool take_python_version(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_APP_VERSION;
    if (!why_span_take_until(&cur, ";", &out->text) || !why_span_contains(cur, " with ESP") ||
        !why_span_contains(out->text, " on 20"))
        return false;
    *rest = cur;
    return true;
}

/* "  ESP-IDF Version   : v5.1.4", of Arduino's chip report. */
static bool take_arduino_idf(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_IDF_VERSION;
    if (!why_span_take_words(&cur, "ESP-IDF Version") || !take_value(&cur, out, " :"))
        return false;
    *rest = cur;
    return true;
}

/* "*** Booting Zephyr OS build v3.7.0 ***" */
static bool take_zephyr(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_APP_VERSION;
    return why_span_ends(before, "*** Booting ") && why_span_take_until(rest, " ***", &out->text);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Rebooting...", WHY_ROLE_TAIL, take_tail, WHY_SAYS_NOTHING, "Rebooting..." },
    { "CPU halted.", WHY_ROLE_TAIL, take_tail, WHY_SAYS_NOTHING, "CPU halted." },
    { "ESP-ROM:", WHY_ROLE_BOOT, take_banner, WHY_SAYS_NOTHING, "ESP-ROM:esp32s3-20210327" },
    { "ets Jun", WHY_ROLE_BOOT, take_banner, WHY_SAYS_NOTHING, "ets Jun  8 2016 00:22:57" },
    { "ets Jul", WHY_ROLE_BOOT, take_banner, WHY_SAYS_NOTHING, "ets Jul 29 2019 12:21:46" },
    { "rst:0x", WHY_ROLE_BOOT, take_reset, WHY_SAYS_NOTHING, "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)" },
    { "boot.esp32", WHY_ROLE_RUN, take_chip, WHY_SAYS_NOTHING, "I (33) boot.esp32s3: SPI Speed      : 80MHz" },
    { "2nd stage bootloader", WHY_ROLE_RUN, take_bootloader, WHY_SAYS_NOTHING,
      "I (23) boot: ESP-IDF v5.3.1 2nd stage bootloader" },
    { "cpu_start:", WHY_ROLE_RUN, take_app_start, WHY_SAYS_NOTHING, "I (0) cpu_start: App cpu up." },
    { "ELF file SHA256:", WHY_ROLE_RUN, take_sha256, WHY_SAYS_NOTHING, "ELF file SHA256: 864e5fdcc73d910e" },
    { "Project name:", WHY_ROLE_RUN, take_app_name, WHY_SAYS_NOTHING, "I (164) app_init: Project name:     uart_echo" },
    { "App version:", WHY_ROLE_RUN, take_app_version, WHY_SAYS_NOTHING, "I (164) cpu_start: App version:      1.4.2" },
    { "ESP-IDF:", WHY_ROLE_RUN, take_idf_version, WHY_SAYS_NOTHING, "I (164) app_init: ESP-IDF:          v5.5.1" },
    { "IDF version :", WHY_ROLE_RUN, take_micropython_idf, WHY_SAYS_NOTHING, "IDF version : v5.0.4" },
    { "MicroPython v", WHY_ROLE_RUN, take_python_version, WHY_SAYS_NOTHING,
      "MicroPython v1.22.2 on 2024-02-22; Generic ESP32 module with ESP32" },
    { " with ESP", WHY_ROLE_RUN, take_machine, WHY_SAYS_NOTHING, "Machine     : Generic ESP32S3 module with ESP32S3" },
    { "ESP-IDF Version", WHY_ROLE_RUN, take_arduino_idf, WHY_SAYS_NOTHING, "  ESP-IDF Version   : v5.1.4" },
    { "Zephyr OS build", WHY_ROLE_RUN, take_zephyr, WHY_SAYS_NOTHING, "*** Booting Zephyr OS build v3.7.0 ***" },
    { "MPY version :", WHY_ROLE_RUN, take_micropython, WHY_SAYS_NOTHING, "MPY version : v1.23.0 on 2024-06-02" },
};
/* clang-format on */

const struct why_grammar why_grammar_boot = { .rules = rules, .count = WHY_COUNTOF(rules) };
