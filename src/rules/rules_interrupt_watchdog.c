/* A core that stopped taking interrupts: interrupt-wdt. */
#include <string.h>

#include "base/limits.h"
#include "model/diagnosis.h"
#include "rules/core_view.h"
#include "rules/esp8266.h"
#include "rules/families.h"
#include "rules/lost_headline.h"
#include "rules/names.h"
#include "rules/reset_view.h"

#define MSTATUS_MPIE (1u << 7) /* interrupts were on before the trap */

/* What each variant means and asks for. */
struct variant_text {
    const char *variant;
    const char *meaning;
    const char *next;
};

/* clang-format off */
static const struct variant_text variant_texts[] = {
    { "isr",                 "an interrupt handler does not return",
      "look for a loop in the handler that waits for hardware, printing in it, or an interrupt that is never acknowledged and fires again at once" },
    { "interrupts-disabled", "a task holds interrupts off for too long",
      "look for a loop, a delay or a blocking call between portENTER_CRITICAL() or portDISABLE_INTERRUPTS() and their end" },
    { "spinlock",            "a core waits for a spinlock that is not released",
      "find who holds the lock: held across a blocking call, taken twice, two locks in opposite order, or the lock's memory overwritten" },
    { "list-corruption",     "the kernel walks a list that does not end",
      "suspect a damaged list: a stack overflow or overrun into a task or queue, a deleted queue, or a blocking call in an interrupt handler or critical section" },
    { "flash-stall",         "a flash operation keeps a core from running",
      "look for long erases and writes, flash or PSRAM that does not answer, or pins of the flash that are used elsewhere" },
    { "other-core",          "it was busy while the core that the headline names only idled",
      "look at what the busy core was doing with interrupts off" },
};
/* clang-format on */

static const struct variant_text *text_of(const char *variant)
{
    for (size_t i = 0; variant && i < WHY_COUNTOF(variant_texts); i++)
        if (strcmp(variant_texts[i].variant, variant) == 0)
            return &variant_texts[i];
    return NULL;
}

/* The views of all cores of a crash. */
struct views {
    struct why_core_view view[WHY_CORES];
    size_t count;
    size_t culprit;
};

static bool find_numbered(const struct views *views, uint32_t number, size_t *out)
{
    for (size_t i = 0; i < views->count; i++)
        if (views->view[i].number.known && views->view[i].number.value == number) {
            *out = i;
            return true;
        }
    return false;
}

/* The core to blame: the one that is named, unless it idles while another is busy, or waits for
 * another's lock. */
static size_t find_culprit(const struct views *views)
{
    const struct why_core_view *first = &views->view[0];
    size_t other;

    if (first->has_lock && first->has_holder && find_numbered(views, first->holder, &other) &&
        !views->view[other].idle)
        return other;
    if (!first->idle)
        return 0;
    for (size_t i = 1; i < views->count; i++)
        if (!views->view[i].idle)
            return i;
    return 0;
}

static bool is_every_other_idle(const struct views *views, size_t index)
{
    for (size_t i = 0; i < views->count; i++)
        if (i != index && !views->view[i].idle)
            return false;
    return true;
}

/* The variant that evidence proves, or NULL. */
static const char *proven_variant(const struct views *views)
{
    const struct why_core_view *first = &views->view[0];
    const struct why_core_view *culprit = &views->view[views->culprit];

    if (first->has_lock && !is_every_other_idle(views, 0))
        return "spinlock";
    if (culprit->has_list)
        return "list-corruption";
    if (culprit->has_flash)
        return "flash-stall";
    if (culprit->core->in_isr)
        return "isr";
    if (culprit->has_critical)
        return "interrupts-disabled";
    if (culprit->has_isr)
        return "isr";
    if (views->culprit != 0)
        return "other-core";
    return NULL;
}

static struct why_place culprit_place(const struct why_facts *facts, const struct views *views)
{
    const struct why_core_view *culprit = &views->view[views->culprit];
    struct why_value pc = { .known = false };

    if (facts->arch)
        pc = why_core_register(culprit->core, facts->arch->pc);
    if (!culprit->has_application)
        return why_place_of_address(pc, pc.known ? why_function_at(facts->crash, pc.value) : NULL);
    if (views->culprit == 0)
        return why_fault_place(facts);
    if (culprit->application.index > 0 || !pc.known)
        pc = culprit->application.frame->pc;
    return why_place_of_address(pc, culprit->application.function);
}

static void summarize(struct why_finding *out, const struct views *views, struct why_arena *arena)
{
    const struct why_core_view *culprit = &views->view[views->culprit];
    const struct variant_text *text = text_of(out->variant);
    const char *core = culprit->number.known
                           ? why_arena_printf(arena, "core %u", (unsigned)culprit->number.value)
                           : "a core";

    why_finding_set_summary(out, arena, "%s took no interrupts for too long%s%s", core,
                            text ? ": " : "", text ? text->meaning : "");
}

/* RISC-V: interrupts were off in the interrupted code itself. When they were on, a raised threshold
 * may still have kept them away. Source: RISC-V Privileged ISA, mstatus; ESP-IDF
 * components/freertos, critical sections. */
static void add_mpie_evidence(struct why_finding *out, const struct why_facts *facts,
                              struct why_arena *arena)
{
    struct why_value mstatus = why_core_register(facts->core, "MSTATUS");

    if (mstatus.known && (mstatus.value & MSTATUS_MPIE) == 0)
        why_finding_add_register(
            out, arena, "MSTATUS", mstatus,
            "MSTATUS 0x%08x: interrupts were off when the watchdog fired (MPIE is 0)",
            (unsigned)mstatus.value);
}

/* Without a proof: outside interrupt handlers only masked interrupts stop the feeding. */
static void settle_variant(struct why_finding *out, const struct why_facts *facts,
                           const struct views *views, struct why_arena *arena)
{
    out->variant = proven_variant(views);
    out->confidence = WHY_CERTAIN;
    if (out->variant && views->view[views->culprit].has_lock &&
        strcmp(out->variant, "spinlock") != 0)
        out->confidence = WHY_LIKELY; /* it may as well wait for a lock that was never given back */
    if (out->variant)
        return;
    if (views->view[0].has_marks && !views->view[0].named) {
        out->variant = "spinlock";
        out->confidence = WHY_LIKELY;
        return;
    }
    if (views->count > 1 && !views->view[0].named)
        return; /* both cores nameless: which one is to blame stays open */
    out->variant = "interrupts-disabled";
    out->confidence = WHY_LIKELY;
    add_mpie_evidence(out, facts, arena);
    if (facts->arch && facts->arch->id == WHY_ARCH_XTENSA)
        why_finding_add_line(out, arena, views->view[0].core->line_no,
                             "no \"running in ISR context\" line: a task, with interrupts masked "
                             "(PS is no proof, the watchdog's own entry changed it)");
}

static void add_watchdog_steps(struct why_finding *out, const struct views *views,
                               struct why_arena *arena)
{
    const struct variant_text *text = text_of(out->variant);

    if (out->place.function)
        why_finding_add_next(
            out, arena, "look at %s(): what keeps it from going on, and are interrupts off there?",
            out->place.function);
    else if (out->place.address.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: what keeps that code from going on?",
                             (unsigned)out->place.address.value);
    if (text)
        why_finding_add_next(out, arena, "%s", text->next);
    if (views->count > 1 && !views->view[0].named)
        why_finding_add_next(out, arena,
                             "decode both backtraces: a core in spinlock_acquire waits for the "
                             "other, a core in waiti idles");
    why_finding_add_next(out, arena,
                         "move long work out of handlers and critical sections into a task");
}

/* The second stage of the watchdog resets the chip when its interrupt was not served, so that the
 * first could print nothing. The P4 does not tell its two timer groups apart. */
static bool match_watchdog_reset(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    bool sure = why_is_lone_reset_of(facts->crash, WHY_RESET_INTERRUPT_WDT);

    if (!sure && !why_is_lone_reset_of(facts->crash, WHY_RESET_GROUP_WDT))
        return false;
    out->variant = "reset-only";
    out->confidence = sure ? WHY_LIKELY : WHY_POSSIBLE;
    why_finding_set_summary(out, arena,
                            "%sthe chip took no interrupts for so long that it was reset without "
                            "a report",
                            sure ? "" : "it may be that ");
    why_add_reset_evidence(out, facts, arena);
    out->place = why_reset_place(facts);
    why_add_reset_steps(out, facts, arena);
    why_finding_add_next(out, arena,
                         "look for a loop with interrupts off, an interrupt handler of high "
                         "priority that does not return, and code that waits while the cache is "
                         "off");
    return true;
}

/* The core that hangs has no dump: what was dumped is the one that tells of it. */
static bool is_absent(const struct why_facts *facts, const struct views *views)
{
    const struct why_value core = facts->crash->core;
    size_t index;

    return core.known && views->view[0].number.known && !find_numbered(views, core.value, &index);
}

static void describe_absent(struct why_finding *out, const struct why_facts *facts,
                            const struct views *views, struct why_arena *arena)
{
    const struct why_statement *in_isr = why_crash_says(facts->crash, WHY_SAYS_IN_ISR);
    const unsigned core = (unsigned)facts->crash->core.value;
    const bool in_handler = in_isr && in_isr->value.known && in_isr->value.value == core;
    const struct variant_text *text = in_handler ? text_of("isr") : NULL;

    out->confidence = WHY_CERTAIN;
    out->variant = text ? text->variant : NULL;
    why_finding_set_summary(out, arena, "core %u took no interrupts for too long%s%s", core,
                            text ? ": " : "", text ? text->meaning : "");
    if (in_handler)
        why_finding_add_line(out, arena, in_isr->line_no,
                             "core %u was running in an interrupt handler", core);
    for (size_t i = 0; i < views->count; i++)
        why_add_core_evidence(out, facts, &views->view[i], arena);
    why_finding_add_line(out, arena, 0,
                         "registers and backtrace are of another core than the one that hangs: "
                         "they do not tell where core %u was",
                         core);
    why_finding_add_next(out, arena,
                         "copy the whole report: the dump of core %u, if the chip printed one, "
                         "tells where it hangs",
                         core);
    if (text)
        why_finding_add_next(out, arena, "%s", text->next);
    why_finding_add_next(out, arena,
                         "look at what runs on core %u: handlers that were installed there, tasks "
                         "pinned to it, critical sections",
                         core);
}

static bool match_interrupt_wdt(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    struct views views = { .count = facts->crash->core_count };

    if (why_match_hard_wdt(facts, out, arena))
        return true;
    if (why_facts_cause(facts) != WHY_CAUSE_INTERRUPT_WDT)
        return match_watchdog_reset(facts, out, arena);
    why_add_watchdog_reason(out, facts, arena);
    if (why_match_other_core(facts, out, arena))
        return true;
    if (views.count == 0) {
        out->confidence = WHY_CERTAIN;
        why_finding_set_summary(out, arena, "interrupts did not run for too long");
        why_finding_add_next(out, arena, "copy the register dumps and backtraces of all cores");
        return true;
    }
    if (views.count > WHY_CORES)
        views.count = WHY_CORES;
    for (size_t i = 0; i < views.count; i++)
        views.view[i] = why_core_view_of(facts->crash, i);
    if (is_absent(facts, &views)) {
        describe_absent(out, facts, &views, arena);
        return true;
    }
    views.culprit = find_culprit(&views);
    out->place = culprit_place(facts, &views);
    for (size_t i = 0; i < views.count; i++)
        why_add_core_evidence(out, facts, &views.view[i], arena);
    settle_variant(out, facts, &views, arena);
    summarize(out, &views, arena);
    add_watchdog_steps(out, &views, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "interrupt-wdt",
      .title = "Interrupt watchdog",
      .variants =
          "isr,interrupts-disabled,spinlock,list-corruption,flash-stall,other-core,reset-only",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "A core did not run its tick interrupt for the watchdog's time (300 ms by default). "
               "Either an interrupt handler does not "
               "return, or a task keeps interrupts off, or a core waits for a lock that another "
               "one holds. The report names a place, not "
               "a fault: where the core happened to be.",
      .shows = "\"Interrupt wdt timeout on CPUn\" and a dump of every core; the cause register "
               "holds a number of ESP-IDF's own. EXCVADDR, "
               "MTVAL and PS.INTLEVEL of such a dump mean nothing. \"was running in ISR context\" "
               "tells a handler from a task (Xtensa). An ESP8266 prints nothing before it "
               "restarts; its boot ROM then says \"wdt reset\", with rst cause:4. When "
               "not even the watchdog's own interrupt is taken on other chips, there is no report: "
               "only reset reason 0x8 or "
               "0x11 (0x7 on the P4), with the program counter behind it where the ROM prints one "
               "(\"Saved PC\").",
      .check =
          "Which core is idle (waiti, prvIdleTask)? It is innocent.\n"
          "Does the other one sit in an interrupt handler, or in a critical section of a task?\n"
          "Does a core wait in spinlock_acquire? Then the holder is to blame: owner 0xcdcd is core "
          "0, 0xabab core 1.\n"
          "Is it in vListInsert or another list function? Then a list is damaged.\n"
          "Was flash being written?",
      .reproduce = "portDISABLE_INTERRUPTS();\n"
                   "while (1) {\n"
                   "}",
      .read_more = "ESP-IDF Programming Guide, Watchdogs, Interrupt Watchdog Timer\n"
                   "ESP-IDF Programming Guide, FreeRTOS, Critical Sections",
      .source = "ESP-IDF components/esp_system/int_wdt.c, panic_handler.c; spinlock.h; "
                "tools/test_apps/system/panic, test_int_wdt",
      .match = match_interrupt_wdt },
};

const struct why_rule_family why_family_interrupt_watchdog = { rules, WHY_COUNTOF(rules) };
