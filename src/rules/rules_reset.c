/* Resets that no panic report tells of: brownout, rtc-wdt, lockup, unexpected-reset. */
#include <string.h>

#include "base/span.h"
#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/reset_view.h"

/* ---- brownout -------------------------------------------------------------------------------- */

static void add_supply_steps(struct why_finding *out, struct why_arena *arena)
{
    why_finding_add_next(
        out, arena,
        "measure the 3.3 V rail at the module with an oscilloscope while the radio "
        "starts: it must not fall below the chip's minimum");
    why_finding_add_next(
        out, arena,
        "try another supply and a short, thick USB cable; add 100 µF or more close "
        "to the module");
    why_finding_add_next(
        out, arena,
        "take motors, relays, LEDs and displays off the same rail, and see whether "
        "it still happens");
}

static bool match_brownout(const struct why_facts *facts, struct why_finding *out,
                           struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;
    const struct why_statement *text = why_crash_says(crash, WHY_SAYS_BROWNOUT);
    bool reset = why_is_lone_reset_of(crash, WHY_RESET_BROWNOUT);

    if (!text && !reset)
        return false;
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena, "the supply voltage fell below the chip's limit");
    if (text)
        why_finding_add_line(out, arena, text->line_no, "the chip says: %s", text->text);
    if (reset)
        why_add_reset_line(out, facts, arena);
    add_supply_steps(out, arena);
    return true;
}

/* ---- rtc-wdt --------------------------------------------------------------------------------- */

/* ESP-IDF hands the RTC watchdog to the panic handler: it bounds how long that may take. */
static bool match_hung_handler(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    const struct why_statement *said;
    const struct why_reset_meaning *meaning = why_reset_of_crash(facts->crash, &said);

    if (!meaning || meaning->kind != WHY_RESET_RTC_WDT || why_is_lone_reset(facts->crash) ||
        facts->crash->statements[0].kind == WHY_SAYS_RESET ||
        why_crash_says(facts->crash, WHY_SAYS_BOOT_FAILURE))
        return false;
    out->variant = "panic-handler";
    out->confidence = WHY_POSSIBLE; /* the panic before it is the fault */
    why_finding_set_summary(out, arena, "the panic handler did not come to its end");
    why_add_reset_evidence(out, facts, arena);
    why_finding_add_line(out, arena, facts->crash->last_line,
                         "no \"Rebooting...\" stands before it: the report broke off");
    why_finding_add_next(out, arena,
                         "look first at the panic itself; then at what hangs in its handler: flash "
                         "or PSRAM that does not answer, a core dump that takes too long, a slow "
                         "console");
    return true;
}

static void summarize_rtc_wdt(struct why_finding *out, const struct why_facts *facts,
                              struct why_arena *arena)
{
    const struct why_boot *boot = &facts->crash->boot;

    if (boot->application) {
        out->variant = "panic-handler";
        out->confidence = WHY_LIKELY;
        why_finding_set_summary(out, arena,
                                "the RTC watchdog reset a running application: ESP-IDF arms it for "
                                "the panic handler, which then printed nothing");
    } else if (boot->bootloader) {
        out->variant = "boot";
        out->confidence = WHY_LIKELY;
        why_finding_set_summary(out, arena,
                                "the RTC watchdog expired before the application had started");
    } else {
        out->confidence = WHY_POSSIBLE;
        why_finding_set_summary(out, arena,
                                "the RTC watchdog reset the chip: a boot hung, or a panic handler");
    }
}

static bool match_rtc_wdt(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena)
{
    if (!why_is_lone_reset_of(facts->crash, WHY_RESET_RTC_WDT))
        return match_hung_handler(facts, out, arena);
    summarize_rtc_wdt(out, facts, arena);
    why_add_reset_evidence(out, facts, arena);
    out->place = why_reset_place(facts);
    why_add_reset_steps(out, facts, arena);
    if (why_log_begins_with_reset(facts->crash))
        why_finding_add_next(out, arena,
                             "if esptool has just written the flash: its watchdog reset looks the "
                             "same, and means nothing");
    why_finding_add_next(out, arena,
                         "see how far the boot gets: a large image that is verified, PSRAM that is "
                         "tested, or flash that answers slowly can take longer than "
                         "CONFIG_BOOTLOADER_WDT_TIME_MS");
    why_finding_add_next(out, arena,
                         "set the panic handler to print over UART, not to stay silent "
                         "(CONFIG_ESP_SYSTEM_PANIC_PRINT_REBOOT)");
    return true;
}

/* ---- lockup ---------------------------------------------------------------------------------- */

/* Where the ROM printed its report, the rules of the first exception tell more. */
static bool match_lockup(const struct why_facts *facts, struct why_finding *out,
                         struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;
    const struct why_statement *said;
    const struct why_reset_meaning *meaning = why_reset_of_crash(crash, &said);
    bool told = crash->reason && why_span_starts(why_span_of(crash->reason), "CPU LockUp");

    if (!told && (!meaning || meaning->kind != WHY_RESET_LOCKUP))
        return false;
    out->confidence = told ? WHY_LIKELY : WHY_CERTAIN;
    why_finding_set_summary(out, arena,
                            "an exception came while the CPU was entering another one, and it "
                            "stopped");
    if (told)
        why_finding_add_line(out, arena, crash->first_line,
                             "the boot ROM printed a report of the lock-up");
    why_add_reset_evidence(out, facts, arena);
    out->place = told ? why_fault_place(facts) : why_reset_place(facts);
    why_add_reset_steps(out, facts, arena);
    why_finding_add_next(out, arena,
                         "look for a stack pointer that points nowhere, and for code that "
                         "overwrites the exception vectors or their data");
    return true;
}

/* ---- unexpected-reset ------------------------------------------------------------------------ */

static const struct {
    enum why_reset_kind kind;
    const char *variant; /* NULL: none */
    const char *next;
} unexpected[] = {
    { WHY_RESET_GLITCH, "glitch",
      "look at the supply for short spikes: a loose connector, a relay, a long cable, static "
      "discharge" },
    { WHY_RESET_SUPER_WDT, "super-wdt",
      "look for code that switches watchdogs off or changes the RTC clock; a supply that dips can "
      "do it too" },
    { WHY_RESET_EFUSE, "efuse",
      "read the eFuses (espefuse summary): a bad supply while they are read, or while they were "
      "burnt, gives wrong checksums" },
    { WHY_RESET_INTRUSION, NULL, "check what the intrusion detector watches" },
    { WHY_RESET_LEGACY_WDT, NULL, "look for what holds the program up" },
};

static bool match_unexpected(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    const struct why_statement *said;
    const struct why_reset_meaning *meaning = why_reset_of_crash(facts->crash, &said);
    size_t i = 0;

    if (!meaning || !why_is_lone_reset(facts->crash))
        return false;
    while (i < WHY_COUNTOF(unexpected) && unexpected[i].kind != meaning->kind)
        i++;
    if (i == WHY_COUNTOF(unexpected))
        return false;
    out->variant = unexpected[i].variant;
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena, "the chip was reset: %s", meaning->meaning);
    why_add_reset_evidence(out, facts, arena);
    out->place = why_reset_place(facts);
    why_finding_add_next(out, arena, "%s", unexpected[i].next);
    why_add_reset_steps(out, facts, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "brownout",
      .title = "Supply voltage too low",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "unexpected-reset",
      .means = "The chip's brownout detector saw the supply fall below its threshold and reset the "
               "chip, before it could go on with wrong values. This is power, not the program: "
               "the radio draws up to 500 mA for moments, and a supply, cable or regulator that "
               "cannot give that makes the voltage dip.",
      .shows = "\"Brownout detector was triggered\", without registers, and a restart; or only the "
               "reset reason of the boot ROM, 0xf. Again and again when the load comes back with "
               "each boot.",
      .check = "Does it happen when Wi-Fi or Bluetooth starts, or when a motor or relay switches?\n"
               "Does another cable, port or supply end it?\n"
               "Is there enough capacitance at the module?\n"
               "Is a battery empty, or a regulator too small?",
      .reproduce = "/* a bench supply turned down slowly, or one ohm in series, while Wi-Fi "
                   "sends */\n"
                   "esp_wifi_start();",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, Brownout\n"
                   "ESP Hardware Design Guidelines, Power Supply",
      .source = "ESP-IDF components/esp_system/port/brownout.c; components/soc, reset_reasons.h",
      .match = match_brownout },
    { .id = "lockup",
      .title = "CPU locked up",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "unexpected-reset",
      .means = "While the CPU was entering an exception handler, another exception came. The core "
               "cannot go on from there; the chip notices and resets itself. No panic report is "
               "possible, because its handler was never reached.",
      .shows = "Reset reason 0x1a (ESP32-C5, C61, H4, P4, S31). The ROM of the S31 adds a \"CPU "
               "LockUp Exception Report\" with program counter and cause of both exceptions.",
      .check = "Where was the first exception?\n"
               "Did the stack pointer point to RAM?\n"
               "Are the exception vectors where mtvec says, and not overwritten?\n"
               "Does memory protection keep the handler from its own stack?",
      .reproduce = "__asm__ volatile(\"li sp, 1\\n\"\n"
                   "                 \"unimp\");",
      .read_more = "ESP32-P4 Technical Reference Manual, Reset and Clock\n"
                   "ESP-IDF Programming Guide, Fatal Errors",
      .source = "ESP-IDF components/soc, reset_reasons.h, RESET_REASON_CPU_LOCKUP; strings of the "
                "boot ROMs",
      .match = match_lockup },
    { .id = "rtc-wdt",
      .title = "RTC watchdog",
      .variants = "boot,panic-handler",
      .at_most = WHY_LIKELY,
      .supersedes = "unexpected-reset",
      .means = "The watchdog of the RTC domain guards what no other watchdog can: the boot, from "
               "the ROM until the application runs, and the panic handler. It expired, so one of "
               "the two hung or took too long. In a running application it is off, unless the "
               "program turned it on.",
      .shows = "Reset reason 0x9, 0xd or 0x10 at the next boot. After a panic report that breaks "
               "off it is the panic handler that hung; without one, see how far the boot before "
               "it came.",
      .check = "Did the boot before get to the application?\n"
               "Is the image so large that verifying it takes seconds?\n"
               "Does flash or PSRAM answer slowly or not at all?\n"
               "Does the program use the RTC watchdog itself?\n"
               "Has esptool just reset the chip by this watchdog?",
      .reproduce = "/* in the bootloader, as a hook */\n"
                   "void bootloader_after_init(void)\n"
                   "{\n"
                   "    while (1) {\n"
                   "    }\n"
                   "}",
      .read_more = "ESP-IDF Programming Guide, Bootloader, Watchdog\n"
                   "ESP-IDF Programming Guide, Watchdogs",
      .source = "ESP-IDF components/bootloader_support, bootloader_init.c; "
                "components/esp_system/panic.c; tools/test_apps/system/panic, "
                "test_panic_handler_stuck",
      .match = match_rtc_wdt },
    { .id = "unexpected-reset",
      .title = "Reset that nobody ordered",
      .variants = "glitch,super-wdt,efuse",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The chip was reset by one of its guards, without a word of the program: a glitch "
               "of supply or clock, the super watchdog, a wrong checksum of the eFuses. Restarts "
               "that are ordered (esp_restart(), deep sleep, the reset button, a debugger, USB) "
               "are no faults and are not reported.",
      .shows = "Only the reset reason that the boot ROM prints: \"rst:0x13 (GLITCH_RTC_RST)\", "
               "0x12, 0x14, 0x17 or 0x19, with other names on other chips.",
      .check = "Is the supply clean: connectors, cables, relays, static discharge?\n"
               "Does it happen on one board or on all?\n"
               "Is a secure feature (flash encryption, glitch detection) turned on?\n"
               "Does the program change clocks or watchdogs?",
      .reproduce = "/* a short drop of the supply; there is no portable code that does it */",
      .read_more = "ESP-IDF Programming Guide, Miscellaneous System APIs, Reset Reason\n"
                   "Technical Reference Manual of the chip, Reset and Clock",
      .source = "ESP-IDF components/soc, reset_reasons.h of each chip; strings of the boot ROMs",
      .match = match_unexpected },
};

const struct why_rule_family why_family_reset = { rules, WHY_COUNTOF(rules) };
