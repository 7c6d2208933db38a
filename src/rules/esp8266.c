/* Matches of fault classes by what only an ESP8266 prints. */
#include "rules/esp8266.h"

#include <string.h>

#include "model/diagnosis.h"
#include "rules/frames.h"

/* Where the SDK's own stack lies: below it, a stack pointer is loop()'s. Source: ESP8266 core for
 * Arduino, cores/esp8266/core_esp8266_postmortem.cpp and core_esp8266_app_entry_noextra4k.cpp. */
#define SDK_STACK_LO 0x3FFFC000u

static const char *context_name(const struct why_crash *crash)
{
    const struct why_statement *said = why_crash_says(crash, WHY_SAYS_STACK_CONTEXT);

    return said && said->name ? said->name : "";
}

/* Which of the stacks it was, as the core prints it. */
static void add_context(struct why_finding *out, const struct why_crash *crash,
                        struct why_arena *arena)
{
    static const struct {
        const char *name;
        const char *words;
    } contexts[] = {
        { "cont", "it ran on the stack of setup() and loop()" },
        { "sys", "it ran on the SDK's stack: in a callback, a timer, an interrupt handler, or in "
                 "the SDK itself" },
        { "bearssl", "it ran on the stack of BearSSL, in a TLS connection" },
    };
    const struct why_statement *said = why_crash_says(crash, WHY_SAYS_STACK_CONTEXT);

    for (size_t i = 0; said && i < WHY_COUNTOF(contexts); i++)
        if (strcmp(context_name(crash), contexts[i].name) == 0)
            why_finding_add_line(out, arena, said->line_no, "ctx: %s: %s", contexts[i].name,
                                 contexts[i].words);
}

/* ---- watchdogs ---- */

/* Who kept the processor, and what to do about it, by the stack that it ran on. */
struct hog_row {
    const char *context; /* "": the report does not tell */
    const char *who;
    const char *next;
};

/* clang-format off */
/* Source: ESP8266 core for Arduino, doc/faq/a02-my-esp-crashes.rst. */
static const struct hog_row hogs[] = {
    { "sys", "a callback or an interrupt handler",
      "callbacks must return at once and cannot call delay() or yield(): set a flag there, and do the work in loop()" },
    { "cont", "setup() or loop()",
      "call yield() or delay(0) inside it, or return to loop() often: both feed the watchdog and let Wi-Fi work" },
    { "", "the program",
      "in setup() and loop(), call yield() or delay(0) inside it; callbacks and interrupt handlers must return at once" },
};
/* clang-format on */

static const struct hog_row *find_hog(const struct why_crash *crash)
{
    for (size_t i = 0; i + 1 < WHY_COUNTOF(hogs); i++)
        if (strcmp(context_name(crash), hogs[i].context) == 0)
            return &hogs[i];
    return &hogs[WHY_COUNTOF(hogs) - 1];
}

/* Where the program was: in a frame with a name, or where a record says. */
static void add_whereabouts(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    struct why_spot spot;

    if (facts->pc.known) {
        out->place = why_fault_place(facts);
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                                 "the watchdog's interrupt struck at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    } else if (why_find_application(facts->backtrace, 0, &spot) && spot.function) {
        out->place = why_place_of_frame(spot.index, spot.frame, spot.function);
        why_finding_add_frame(out, arena, spot.index, spot.frame, "it was in %s",
                              why_code_words(facts, spot.frame->pc.value, arena));
    }
}

bool why_match_soft_wdt(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_SOFT_WDT);
    const struct hog_row *hog = find_hog(facts->crash);

    if (!said)
        return false;
    out->variant = "busy-loop";
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena,
                            "%s kept the processor for more than 3 s: the software watchdog was "
                            "not fed",
                            hog->who);
    why_finding_add_line(out, arena, said->line_no, "%s says: %s",
                         why_crash_is_record(facts->crash) ? "the record" : "the chip", said->text);
    add_context(out, facts->crash, arena);
    add_whereabouts(out, facts, arena);
    why_finding_add_next(out, arena, "look for a loop that waits or works for seconds%s%s",
                         out->place.function ? ", in or above " : "",
                         out->place.function ? why_call_name(out->place.function, arena) : "");
    why_finding_add_next(out, arena, "%s", hog->next);
    return true;
}

/* The software watchdog is an interrupt: that it did not come first shows that interrupts were off,
 * or that the processor stood still. */
bool why_match_hard_wdt(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_HARD_WDT);

    if (!said)
        return false;
    out->variant = "reset-only";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "the hardware watchdog restarted the chip: nothing ran for about 8 s, "
                            "not even the software watchdog's interrupt");
    why_finding_add_line(out, arena, said->line_no, "%s says: %s",
                         why_crash_is_record(facts->crash) ? "the record" : "the boot ROM",
                         said->text);
    if (facts->pc.known && facts->pc.value != 0)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                                 "its last exception or interrupt was at %s; it may have hung "
                                 "elsewhere",
                                 why_code_words(facts, facts->pc.value, arena));
    why_finding_add_line(out, arena, 0,
                         "a loop with interrupts on would have been caught by the software "
                         "watchdog, with a report");
    why_finding_add_next(out, arena,
                         "look for noInterrupts(), ETS_INTR_LOCK() and interrupt handlers that do "
                         "not return, and for ESP.wdtDisable()");
    why_finding_add_next(out, arena,
                         "a crash inside of the crash report, a breakpoint without a debugger and "
                         "an unstable supply end in the same way");
    if (facts->crash->memory_count > 0)
        why_finding_add_line(out, arena, facts->crash->memory[0].line_no,
                             "the stacks that follow are of before the restart; where the program "
                             "was is among their words");
    else
        why_finding_add_next(out, arena,
                             "choose Debug Level HWDT (Arduino example HwdtStackDump): it prints "
                             "the stacks after the restart");
    return true;
}

/* ---- stacks ---- */

static void add_loop_stack_steps(struct why_finding *out, struct why_arena *arena)
{
    why_finding_add_next(out, arena,
                         "look for large local arrays and deep recursion in loop(), setup() and "
                         "what they call: that stack has 4 KiB");
    why_finding_add_next(out, arena,
                         "print ESP.getFreeContStack(); move large buffers to static variables or "
                         "to the heap");
}

/* The guard words at both ends of loop()'s stack are looked at when loop() returns. Source: ESP8266
 * core for Arduino, core_esp8266_main.cpp, loop_task(); cont_util.cpp, cont_check(). */
static bool match_loop_guard(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_ABORT);

    if (!said || !said->function || !said->file || strcmp(said->function, "loop_task") != 0 ||
        !strstr(said->file, "core_esp8266_main"))
        return false;
    out->variant = "canary";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "the stack of loop() overflowed (its guard words were found "
                            "overwritten when loop() returned)");
    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    why_finding_add_line(out, arena, said->line_no,
                         "loop_task() panics for no other reason; what overflowed has returned, "
                         "and is not on the stack any more");
    add_loop_stack_steps(out, arena);
    return true;
}

bool why_match_loop_stack(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena)
{
    const struct why_statement *span = why_crash_says(facts->crash, WHY_SAYS_STACK_SPAN);

    if (match_loop_guard(facts, out, arena))
        return true;
    if (!span || strcmp(context_name(facts->crash), "sys") != 0 ||
        span->value.value >= SDK_STACK_LO)
        return false;
    out->variant = "silent";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "the stack of loop() overflowed: the stack pointer left it downwards");
    why_finding_add_line(out, arena, span->line_no,
                         "%s: that is neither inside of loop()'s stack, or ctx would be cont, nor "
                         "of the SDK's",
                         span->text);
    out->place = why_fault_place(facts);
    add_loop_stack_steps(out, arena);
    return true;
}

bool why_match_told_double_exception(const struct why_facts *facts, struct why_finding *out,
                                     struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_EXCEPTION_ENTRY);
    const struct why_value depc = why_core_register(facts->core, "DEPC");
    const bool told = said && strcmp(said->text, "Double Exception") == 0;

    if (!told && (!depc.known || depc.value == 0))
        return false;
    out->confidence = told ? WHY_CERTAIN : WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "a second exception while the first was being handled: usually the "
                            "stack is unusable");
    if (told)
        why_finding_add_line(out, arena, said->line_no, "the chip says: %s", said->text);
    if (depc.known && depc.value != 0)
        why_finding_add_register(out, arena, "DEPC", depc,
                                 "DEPC holds where the second exception struck: %s",
                                 why_code_words(facts, depc.value, arena));
    if (told && said->value.known)
        why_finding_add_address(out, arena, said->value, "the first one struck at %s",
                                why_code_words(facts, said->value.value, arena));
    out->place = why_fault_place(facts);
    why_finding_add_next(out, arena,
                         "suspect a stack overflow first: look for large local arrays and deep "
                         "recursion");
    why_finding_add_next(out, arena,
                         "check that interrupt handlers, and all that they call, are marked "
                         "IRAM_ATTR");
    return true;
}

/* ---- division ---- */

bool why_is_rom_divide_trap(const struct why_facts *facts)
{
    const struct why_chip *chip = facts->crash->chip;

    if (!chip || !chip->divide_traps_at || !facts->pc.known)
        return false;
    for (size_t i = 0; chip->divide_traps_at[i] != 0; i++)
        if (chip->divide_traps_at[i] == facts->pc.value)
            return true;
    return false;
}
