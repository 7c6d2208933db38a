/* Facts of a run, from its boot lines. */
#include "read/run.h"

#include <string.h>

#include "base/span.h"

static void keep_text(char *out, why_span text)
{
    text = why_span_head(text, WHY_RUN_TEXT_BYTES - 1);
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
}

/* A restart: what the application said is of the run before. The chip stays, unless the banner
 * names another. */
static void begin_run(struct why_run_facts *facts)
{
    facts->boots++;
    facts->app[0] = '\0';
    facts->app_version[0] = '\0';
    facts->idf[0] = '\0';
    facts->elf_sha256[0] = '\0';
    facts->bootloader = false;
    facts->application = false;
}

static bool names_chip(const struct why_chip *chip, why_span line)
{
    for (size_t i = 0; chip->banners[i]; i++)
        if (why_span_contains(line, chip->banners[i]))
            return true;
    return false;
}

static void note_chip(struct why_run_facts *facts, why_span line)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);

    for (size_t i = 0; i < count; i++) {
        if (!names_chip(chips[i], line))
            continue;
        if (facts->chip != chips[i])
            facts->rom = NULL;
        facts->chip = chips[i];
        for (size_t rom = 0; rom < chips[i]->rom_count; rom++)
            if (chips[i]->roms[rom].banner && why_span_contains(line, chips[i]->roms[rom].banner))
                facts->rom = &chips[i]->roms[rom];
        return;
    }
}

/* A restart prints the ROM's banner and then the reset line; either may be lost. */
static void note_restart(struct why_run_facts *facts, bool banner)
{
    if (banner || !facts->after_banner)
        begin_run(facts);
    facts->after_banner = banner;
}

void why_run_note(struct why_run_facts *facts, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_BANNER || item->kind == WHY_ITEM_RESET)
        note_restart(facts, item->kind == WHY_ITEM_BANNER);
    if (item->kind == WHY_ITEM_BANNER || item->kind == WHY_ITEM_CHIP)
        note_chip(facts, item->text);
    if (item->kind == WHY_ITEM_BOOTLOADER || item->kind == WHY_ITEM_APP_START)
        facts->bootloader = item->kind == WHY_ITEM_BOOTLOADER;
    if (item->kind == WHY_ITEM_BOOTLOADER || item->kind == WHY_ITEM_APP_START)
        facts->application = item->kind == WHY_ITEM_APP_START;
    if (item->kind == WHY_ITEM_APP_NAME)
        keep_text(facts->app, item->text);
    if (item->kind == WHY_ITEM_APP_VERSION)
        keep_text(facts->app_version, item->text);
    if (item->kind == WHY_ITEM_IDF_VERSION)
        keep_text(facts->idf, item->text);
    if (item->kind == WHY_ITEM_ELF_SHA256)
        keep_text(facts->elf_sha256, item->text);
}
