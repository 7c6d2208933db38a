/* What a log says of resets and boots that go wrong without a panic report.
 * Source: strings of the boot ROMs; ESP-IDF components/esp_system/port/brownout.c,
 * components/bootloader_support, components/esp_psram, components/spi_flash. */
#include <string.h>

#include "base/span.h"
#include "read/grammar.h"

/* Nothing stands before the text but marks, numbers and the tag of a log line: no sentence. */
static bool begins_text(why_span before)
{
    why_span words = why_span_trim(before);
    char last;

    if (words.len == 0)
        return true;
    last = words.ptr[words.len - 1];
    if (last == '"' || last == '\'' || last == '`' || last == ',')
        return false;
    return words.len == before.len || !why_is_letter(last);
}

/* Letters before it are of somebody else's message: the ROM has no tags. */
static bool begins_rom_text(why_span before)
{
    for (size_t i = 0; i < before.len; i++)
        if (why_is_letter(before.ptr[i]) &&
            !(i > 0 && before.ptr[i] == 'm' &&
              why_is_digit(before.ptr[i - 1]))) /* end of a colour */
            return false;
    return true;
}

/* "E (105) esp_image: ...": a line of the log's error level. */
static bool is_error_line(why_span before)
{
    size_t at;

    return why_span_find(before, "E (", &at) || why_span_ends(before, "E ");
}

static bool take_brownout(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!begins_text(before) || !why_span_take_text(&cur, "Brownout detector was triggered"))
        return false;
    return why_line_rest(cur).len <= 1 && why_take_statement(before, rest, out);
}

/* "Saved PC:0x40376c31", "Core0 Saved PC:0x4ff0a7b2" */
static bool take_saved_pc(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    out->value2 = why_core_before(before);
    if (!why_span_take_text(&cur, "Saved PC:") || !why_take_address(&cur, &out->value))
        return false;
    out->text = why_span_head(*rest, rest->len - cur.len);
    *rest = cur;
    return true;
}

/* "WDT reset info: PRO CPU PC=0x40092abc (waiti mode)" */
static bool take_watchdog_pc(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    bool first;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    if (!why_span_take_words(&cur, "WDT reset info: "))
        return false;
    first = why_span_starts(cur, "PRO");
    if (!first && !why_span_starts(cur, "APP"))
        return false;
    out->value2 = (struct why_value){ .known = true, .value = first ? 0 : 1 };
    cur = why_span_skip(cur, 3);
    if (!why_span_take_words(&cur, " CPU PC=") || !why_take_address(&cur, &out->value))
        return false;
    why_span_take_blanks(&cur);
    if (why_span_starts(cur, "(waiti mode)"))
        out->name = why_span_head(why_span_skip(cur, 1), 5);
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "invalid header: 0xffffffff", "flash read err, 1000", "ets_main.c 371": a line of the ROM, which
 * ends in a number. */
static bool take_rom_failure(why_span before, why_span *rest, struct why_item *out)
{
    why_span text = why_line_rest(*rest);

    if (!begins_rom_text(before) || text.len == 0 || !why_is_hex_digit(text.ptr[text.len - 1]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x7f || (i > 24 && text.ptr[i] == ' '))
            return false;
    return why_take_statement(before, rest, out);
}

/* Of the bootloader or the start-up code, from its tag on. */
static bool take_failure(why_span before, why_span *rest, struct why_item *out)
{
    return begins_text(before) && why_take_statement(before, rest, out);
}

static bool take_error(why_span before, why_span *rest, struct why_item *out)
{
    return is_error_line(before) && why_take_statement(before, rest, out);
}

/* The drivers of external RAM: "quad_psram: ", "octal_psram: ", "psram: ". */
static bool take_psram_error(why_span before, why_span *rest, struct why_item *out)
{
    return is_error_line(before) && why_take_statement_from_word(before, rest, out);
}

/* "OTA app partition slot 1 is not bootable", behind the tag. */
static bool take_not_bootable(why_span before, why_span *rest, struct why_item *out)
{
    size_t tag;

    if (!is_error_line(before) || !why_span_find(before, "boot: ", &tag))
        return false;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_span_skip(before, tag + strlen("boot: "));
    out->text.len += strlen(" is not bootable");
    *rest = why_span_skip(*rest, strlen(" is not bootable"));
    return true;
}

/* "Detected size(2048k) smaller than the size in the binary image header(4096k)."; "larger than" is
 * no more than a warning. */
static bool take_flash_size(why_span before, why_span *rest, struct why_item *out)
{
    return why_span_contains(*rest, "smaller than the size in the binary image header") &&
           take_failure(before, rest, out);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Brownout detector was triggered", WHY_ROLE_HINT, take_brownout, WHY_SAYS_BROWNOUT,
      "E BOD: Brownout detector was triggered" },
    { "Saved PC:", WHY_ROLE_DETAIL, take_saved_pc, WHY_SAYS_RESET_PC, "Core0 Saved PC:0x4ff0a7b2" },
    { "WDT reset info:", WHY_ROLE_DETAIL, take_watchdog_pc, WHY_SAYS_RESET_PC,
      "WDT reset info: PRO CPU PC=0x40092abc (waiti mode)" },
    { "invalid header: 0x", WHY_ROLE_OPENS, take_rom_failure, WHY_SAYS_BOOT_FAILURE, "invalid header: 0xffffffff" },
    { "flash read err, ", WHY_ROLE_OPENS, take_rom_failure, WHY_SAYS_BOOT_FAILURE, "flash read err, 1000" },
    { "csum err:0x", WHY_ROLE_OPENS, take_rom_failure, WHY_SAYS_BOOT_FAILURE, "csum err:0x99!=0x5f" },
    { "ets_main.c ", WHY_ROLE_OPENS, take_rom_failure, WHY_SAYS_BOOT_FAILURE, "ets_main.c 371" },
    { "ets_loader.c ", WHY_ROLE_OPENS, take_rom_failure, WHY_SAYS_BOOT_FAILURE, "ets_loader.c 78" },
    { "No bootable app partitions", WHY_ROLE_OPENS, take_failure, WHY_SAYS_BOOT_FAILURE,
      "E (51) boot: No bootable app partitions in the partition table" },
    { "Failed to verify partition table", WHY_ROLE_OPENS, take_failure, WHY_SAYS_BOOT_FAILURE,
      "E (51) boot: Failed to verify partition table" },
    { "load partition table error!", WHY_ROLE_OPENS, take_failure, WHY_SAYS_BOOT_FAILURE,
      "E (57) boot: load partition table error!" },
    { "Running on single core variant of a chip", WHY_ROLE_OPENS, take_failure, WHY_SAYS_BOOT_FAILURE,
      "Running on single core variant of a chip, but app is built with multi-core support." },
    { "Failed to init external RAM!", WHY_ROLE_OPENS, take_failure, WHY_SAYS_BOOT_FAILURE,
      "Failed to init external RAM!" },
    { "Detected size(", WHY_ROLE_OPENS, take_flash_size, WHY_SAYS_BOOT_FAILURE,
      "E (291) spi_flash: Detected size(2048k) smaller than the size in the binary image header(4096k). Probe failed." },
    { "esp_image: ", WHY_ROLE_CLUE, take_error, WHY_SAYS_BOOT_DETAIL,
      "E (105) esp_image: image at 0x10000 has invalid magic byte (nothing flashed here?)" },
    { "boot_comm: ", WHY_ROLE_CLUE, take_error, WHY_SAYS_BOOT_DETAIL,
      "E (42) boot_comm: Image requires chip rev >= v3.0, but chip is v1.0" },
    { "flash_parts: ", WHY_ROLE_CLUE, take_error, WHY_SAYS_BOOT_DETAIL,
      "E (48) flash_parts: partition 0 invalid magic number 0xffff" },
    { "psram: ", WHY_ROLE_CLUE, take_psram_error, WHY_SAYS_BOOT_DETAIL,
      "E (205) quad_psram: PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported" },
    { " is not bootable", WHY_ROLE_CLUE, take_not_bootable, WHY_SAYS_BOOT_DETAIL,
      "E (91) boot: OTA app partition slot 1 is not bootable" },
};
/* clang-format on */

const struct why_grammar why_grammar_reset = { .rules = rules, .count = WHY_COUNTOF(rules) };
