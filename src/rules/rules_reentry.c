/* Panics inside the panic handler: panic-reentry. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"

/* True when the report tells what went wrong before the handler itself failed. */
static bool has_first_fault(const struct why_crash *crash)
{
    return crash->reason && !why_crash_says(crash, WHY_SAYS_PANIC_REASON) &&
           (crash->cause || crash->software || crash->core_count > 0);
}

static bool match_panic_reentry(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_REENTERED);
    bool first;

    if (!said)
        return false;
    first = has_first_fault(facts->crash);
    out->confidence = first ? WHY_POSSIBLE : WHY_CERTAIN; /* behind what it hid */
    why_finding_set_summary(out, arena,
                            "the panic handler itself failed: the report is cut short%s",
                            first ? ", what it says first is the cause" : "");
    out->place = why_fault_place(facts);
    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    why_finding_add_line(out, arena, 0,
                         "the handler needs a usable stack, RAM and UART: a destroyed stack "
                         "pointer, or text in flash while the cache is off, makes it fail too");
    why_finding_add_next(out, arena,
                         "look for the first report in the log: later ones are its consequence");
    why_finding_add_next(out, arena,
                         "suspect the stack of the task that failed first, and the interrupt "
                         "stack: enlarge them");
    if (strstr(said->text, "core dump"))
        why_finding_add_next(out, arena,
                             "the core dump's own stack may be too small: raise "
                             "CONFIG_ESP_COREDUMP_STACK_SIZE");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "panic-reentry",
      .title = "Panic inside the panic handler",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means =
          "While the panic handler printed its report, or saved a core dump, another exception "
          "came. The handler then gives up and restarts the chip. The first fault is the "
          "cause; the second only cost the rest of the report.",
      .shows = "\"Panic handler entered multiple times. Abort panic handling. Rebooting ...\", "
               "\"Re-entered core dump! Exception happened during core dump!\"; or a report that "
               "breaks off and a reset by the RTC watchdog some seconds later.",
      .check = "What does the part of the report say that was printed?\n"
               "Is the stack pointer in RAM?\n"
               "Is the interrupt stack (CONFIG_FREERTOS_ISR_STACKSIZE) large enough?\n"
               "Was the fault in an interrupt handler while the cache was off?",
      .reproduce = "/* linked with -Wl,--wrap=esp_panic_handler */\n"
                   "void __wrap_esp_panic_handler(void *info) { *(volatile int *)4 = 0; }",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, Panic Handler",
      .source = "ESP-IDF components/esp_system/port/panic_handler.c, espcoredump; "
                "tools/test_apps/system/panic, test_panic_handler_crash",
      .match = match_panic_reentry },
};

const struct why_rule_family why_family_reentry = { rules, WHY_COUNTOF(rules) };
