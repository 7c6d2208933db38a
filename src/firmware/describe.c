/* What kind of firmware this is, of which chip, and how it describes itself. */
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "firmware/state.h"

/* esp_app_desc_t: offsets and field sizes in bytes. Source: ESP-IDF
 * components/esp_app_format/include/esp_app_desc.h. */
#define APP_MAGIC 0xABCD5432u
#define APP_BYTES 256u
#define APP_VERSION_AT 0x10u
#define APP_PROJECT_AT 0x30u
#define APP_TIME_AT 0x50u
#define APP_DATE_AT 0x60u
#define APP_IDF_AT 0x70u
#define APP_SHA256_AT 0x90u
#define APP_LONG_FIELD 32u
#define APP_SHORT_FIELD 16u

/* True when memory of this kind holds the whole section on every chip that fits; none fitting, no
 * chip says so. */
static bool lies_in(const struct why_firmware *firmware, const struct why_section *section,
                    uint32_t bits)
{
    for (size_t i = 0; i < firmware->info.chip_count; i++) {
        const struct why_region *region = why_chip_region(firmware->info.chips[i], section->lo);

        if (!region || !(region->bits & bits))
            return false;
    }
    return firmware->info.chip_count > 0;
}

static bool has_room(const struct why_chip *chip, const struct why_section *section)
{
    const struct why_region *first = why_chip_region(chip, section->lo);
    const struct why_region *last = why_chip_region(chip, section->hi - 1);

    if (!first || !last || (first->bits & WHY_MEM_PERIPHERAL))
        return false;
    return !section->code || (first->bits & WHY_MEM_EXEC);
}

static bool holds_all(const struct why_chip *chip, const struct why_firmware *firmware)
{
    for (size_t i = 0; i < firmware->section_count; i++)
        if (!has_room(chip, &firmware->sections[i]))
            return false;
    return true;
}

/* The header of an Xtensa ELF does not tell how its functions call. An ELF that the ESP8266 can
 * hold is the ESP8266's: that the ESP32 could hold it too is no more than its larger flash window,
 * since its own applications have their vectors in IRAM below. */
static void settle_arch(struct why_firmware *firmware, const struct why_chip *const *chips,
                        size_t count)
{
    for (size_t i = 0; i < count && firmware->info.arch->id == WHY_ARCH_XTENSA; i++)
        if (chips[i]->arch->id == WHY_ARCH_LX106 && holds_all(chips[i], firmware))
            firmware->info.arch = chips[i]->arch;
}

static void find_chips(struct why_firmware *firmware)
{
    size_t all_count;
    const struct why_chip *const *all = why_chips(&all_count);
    const struct why_chip **chips =
        why_arena_alloc(firmware->arena, all_count * sizeof(const void *));

    if (!chips || firmware->section_count == 0)
        return;
    settle_arch(firmware, all, all_count);
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->arch == firmware->info.arch && holds_all(all[i], firmware))
            chips[firmware->info.chip_count++] = all[i];
    firmware->info.chips = chips;
}

/* Linker scripts mark flash data as writable; where a section lies is what counts. */
static void settle_fixed(struct why_firmware *firmware)
{
    for (size_t i = 0; i < firmware->section_count && firmware->info.chip_count > 0; i++)
        firmware->sections[i].fixed =
            lies_in(firmware, &firmware->sections[i], WHY_MEM_FLASH | WHY_MEM_ROM);
}

/* ---- the application's description ----------------------------------------------------------- */

static const char *field(struct why_firmware *firmware, const uint8_t *app, size_t offset,
                         size_t size)
{
    const char *text = (const char *)app + offset;
    size_t len = strnlen(text, size);

    return len > 0 ? why_text_clean(firmware->arena, (why_span){ text, len }) : NULL;
}

static const char *hash_field(struct why_firmware *firmware, const uint8_t *hash)
{
    static const uint8_t none[WHY_SHA256_DIGITS / 2];
    char *text;

    if (memcmp(hash, none, sizeof(none)) == 0)
        return NULL;
    text = why_arena_alloc(firmware->arena, WHY_SHA256_DIGITS + 1);
    if (text)
        why_hex_text(hash, sizeof(none), text);
    return text;
}

static bool take_app(struct why_firmware *firmware, const struct why_section *section,
                     uint32_t address)
{
    uint32_t left = 0;
    uint32_t magic;
    const uint8_t *app = section ? why_section_bytes(firmware, section, address, &left) : NULL;

    if (!app || left < APP_BYTES)
        return false;
    memcpy(&magic, app, sizeof(magic));
    if (magic != APP_MAGIC)
        return false;
    firmware->info.app = (struct why_app){
        .project = field(firmware, app, APP_PROJECT_AT, APP_LONG_FIELD),
        .version = field(firmware, app, APP_VERSION_AT, APP_LONG_FIELD),
        .time = field(firmware, app, APP_TIME_AT, APP_SHORT_FIELD),
        .date = field(firmware, app, APP_DATE_AT, APP_SHORT_FIELD),
        .idf = field(firmware, app, APP_IDF_AT, APP_LONG_FIELD),
        .elf_sha256 = hash_field(firmware, app + APP_SHA256_AT),
    };
    firmware->info.has_app = true;
    return true;
}

/* It has a section of its own; Arduino and others name it differently, but it always stands where
 * the constants in flash begin. Then there is the symbol. */
static void find_app(struct why_firmware *firmware)
{
    struct why_symbol symbol;

    for (size_t i = 0; i < firmware->section_count; i++)
        if (strstr(firmware->sections[i].name, "appdesc") &&
            take_app(firmware, &firmware->sections[i], firmware->sections[i].lo))
            return;
    for (size_t i = 0; i < firmware->section_count; i++)
        if (firmware->sections[i].fixed &&
            take_app(firmware, &firmware->sections[i], firmware->sections[i].lo))
            return;
    if (why_firmware_symbol(firmware, "esp_app_desc", &symbol))
        (void)take_app(firmware, symbol.section, symbol.address);
}

/* ---- kind ------------------------------------------------------------------------------------ */

/* Source: ESP-IDF components/bootloader_support: functions that only the bootloader links. */
static bool has_bootloader_symbol(struct why_firmware *firmware)
{
    static const char *const names[] = { "esp_bootloader_desc",
                                         "bootloader_utility_load_boot_image", "bootloader_main" };
    struct why_symbol symbol;

    for (size_t i = 0; i < WHY_COUNTOF(names); i++)
        if (why_firmware_symbol(firmware, names[i], &symbol))
            return true;
    return false;
}

static enum why_firmware_kind kind_of(struct why_firmware *firmware)
{
    size_t code = 0;
    size_t flash = 0;
    size_t rom = 0;

    for (size_t i = 0; i < firmware->section_count; i++) {
        const struct why_section *section = &firmware->sections[i];

        code += section->code;
        flash += section->code && lies_in(firmware, section, WHY_MEM_FLASH);
        rom += section->code && lies_in(firmware, section, WHY_MEM_ROM);
    }
    if (code > 0 && rom == code)
        return WHY_FIRMWARE_ROM;
    if (flash > 0 || firmware->info.has_app)
        return WHY_FIRMWARE_APP;
    return has_bootloader_symbol(firmware) ? WHY_FIRMWARE_BOOTLOADER : WHY_FIRMWARE_UNKNOWN;
}

void why_describe(struct why_firmware *firmware)
{
    find_chips(firmware);
    settle_fixed(firmware);
    find_app(firmware);
    firmware->info.kind = kind_of(firmware);
}
