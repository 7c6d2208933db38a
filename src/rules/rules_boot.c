/* A boot that does not reach the application: boot-failure. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/reset_view.h"

/* What the words of a boot that fails mean. The first row that fits any line of the report decides,
 * so what says most stands first. */
struct trouble {
    const char *text; /* as the line holds it */
    const char *variant;
    const char *meaning;
    const char *next;
};

#define CHECK_TARGET                                                                               \
    "build for the chip that is on the board (idf.py set-target), and write it again"
#define WRITE_AGAIN                                                                                \
    "write bootloader, partition table and application again, at the offsets that the build "      \
    "prints"
#define CHECK_FLASH                                                                                \
    "read the flash back (esptool verify_flash): when it holds the right bytes, reading fails; "   \
    "try "                                                                                         \
    "DIO mode and 40 MHz, and check supply and wiring"

/* clang-format off */
static const struct trouble troubles[] = {
    { "mismatch chip ID", "wrong-chip", "the image was built for another chip", CHECK_TARGET },
    { "requires chip rev", "wrong-chip", "the image was built for a newer revision of the chip",
      "lower the minimum chip revision in menuconfig (CONFIG_*_REV_MIN), or use a newer chip" },
    { "chip revision check failed", "wrong-chip", "the image was built for another revision of the chip",
      "set the chip revisions in menuconfig to those of the board" },
    { "single core variant", "wrong-chip", "the application was built for two cores, and the chip has one",
      "build with CONFIG_FREERTOS_UNICORE" },
    { "PSRAM ID read error", "psram", "no external RAM answers",
      "check that the module has PSRAM, and that mode (quad, octal), voltage and pins are set as it has them" },
    { "PSRAM", "psram", "the external RAM does not work",
      "check that the module has PSRAM, and that mode (quad, octal), voltage and pins are set as it has them" },
    { "external RAM", "psram", "the external RAM could not be started",
      "check that the module has PSRAM, and that mode (quad, octal) and pins are set as it has them; "
      "or turn external RAM off in menuconfig" },
    { "Detected size", "flash", "the flash is smaller than the image says",
      "set the flash size of the module (CONFIG_ESPTOOLPY_FLASHSIZE), or check the wiring of the flash" },
    { "flash read err", "flash", "the boot ROM could not read the flash",
      "check the supply of the flash (on ESP32 the strapping pin GPIO12 sets its voltage), its wiring, and pins used elsewhere" },
    { "invalid magic byte", "bad-image", "there is no application at the place where the partition table says", WRITE_AGAIN },
    { "hash failed", "bad-image", "the application is not as it was built: its hash is wrong", CHECK_FLASH },
    { "hecksum failed", "bad-image", "the application is not as it was built: its checksum is wrong", CHECK_FLASH },
    { "partition table", "bad-image", "there is no valid partition table, or no application in it", WRITE_AGAIN },
    { "csum err", "bad-image", "the bootloader is not as it was built: its checksum is wrong", CHECK_FLASH },
    { "invalid header: 0xffffffff", "bad-image", "the flash is empty where the boot ROM looks for the bootloader", WRITE_AGAIN },
    { "invalid header", "bad-image", "there is no bootloader where the boot ROM looks for it",
      "write the bootloader at the offset of this chip (0x1000 on ESP32 and S2, 0x2000 on C5 and P4, "
      "0x0 on the others); an encrypted image on a chip without encryption looks the same" },
    { "", "bad-image", "the boot ROM or the bootloader could not go on", WRITE_AGAIN },
};
/* clang-format on */

static bool is_trouble_line(const struct why_statement *statement)
{
    return statement->text &&
           (statement->kind == WHY_SAYS_BOOT_FAILURE || statement->kind == WHY_SAYS_BOOT_DETAIL);
}

static const struct trouble *find_trouble(const struct why_crash *crash)
{
    for (size_t row = 0; row < WHY_COUNTOF(troubles); row++)
        for (size_t i = 0; i < crash->statement_count; i++)
            if (is_trouble_line(&crash->statements[i]) &&
                strstr(crash->statements[i].text, troubles[row].text))
                return &troubles[row];
    return NULL;
}

/* True when an earlier line of the report said the same. */
static bool is_repeated(const struct why_crash *crash, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_trouble_line(&crash->statements[i]) &&
            strcmp(crash->statements[i].text, crash->statements[index].text) == 0)
            return true;
    return false;
}

static void add_lines(struct why_finding *out, const struct why_crash *crash,
                      struct why_arena *arena)
{
    for (size_t i = 0; i < crash->statement_count; i++)
        if (is_trouble_line(&crash->statements[i]) && !is_repeated(crash, i))
            why_finding_add_line(out, arena, crash->statements[i].line_no, "the boot says: %s",
                                 crash->statements[i].text);
}

static bool match_boot_failure(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    const struct why_statement *failure = why_crash_says(facts->crash, WHY_SAYS_BOOT_FAILURE);
    const struct trouble *trouble = failure ? find_trouble(facts->crash) : NULL;

    if (!trouble)
        return false;
    out->variant = trouble->variant;
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena, "the chip does not boot: %s", trouble->meaning);
    add_lines(out, facts->crash, arena);
    why_finding_add_next(out, arena, "%s", trouble->next);
    if (strcmp(trouble->variant, "bad-image") == 0)
        why_finding_add_next(out, arena,
                             "erase the flash first (esptool erase_flash), so that nothing old is "
                             "left, and see that the whole image fits the flash");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "boot-failure",
      .title = "Boot failure",
      .variants = "bad-image,flash,wrong-chip,psram",
      .at_most = WHY_CERTAIN,
      .supersedes = "rtc-wdt,task-wdt,interrupt-wdt,unexpected-reset,abort,assert",
      .means =
          "The boot ROM, the bootloader or the start-up code found that it cannot go on: no "
          "valid image where it looks, flash or external RAM that does not answer, or an image "
          "that is for another chip. The application never ran; a watchdog then starts the "
          "chip anew, and the same happens again.",
      .shows = "Lines of the ROM (\"invalid header: 0xffffffff\", \"flash read err, 1000\", \"csum "
               "err\", \"ets_main.c 371\") or of the bootloader (\"esp_image: ...\", \"No bootable "
               "app partitions\"), again and again, between resets by a watchdog.",
      .check = "Are bootloader, partition table and application at the right offsets?\n"
               "Is the image built for this chip and this revision?\n"
               "Does the flash size of the image fit the module?\n"
               "Does the flash hold what was written to it?\n"
               "Is the module's PSRAM, if any, of the configured kind?",
      .reproduce = "/* the image loses its head: never on a board that cannot be flashed again */\n"
                   "esp_partition_erase_range(esp_ota_get_running_partition(), 0, 4096);\n"
                   "esp_restart();",
      .read_more = "ESP-IDF Programming Guide, Application Startup Flow\n"
                   "esptool documentation, Boot Mode Selection, Boot Log\n"
                   "esptool documentation, Troubleshooting",
      .source = "strings of the boot ROMs; ESP-IDF components/bootloader_support, "
                "components/esp_system/port/cpu_start.c, components/spi_flash",
      .match = match_boot_failure },
};

const struct why_rule_family why_family_boot = { rules, WHY_COUNTOF(rules) };
