/* Tasks that did not report in time: task-wdt. */
#include <string.h>

#include "model/diagnosis.h"
#include "model/watchdog.h"
#include "rules/esp8266.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/reset_view.h"

static bool is_same(const struct why_statement *a, const struct why_statement *b)
{
    return a->kind == b->kind && a->value.known == b->value.known &&
           a->value.value == b->value.value &&
           strcmp(a->name ? a->name : "", b->name ? b->name : "") == 0;
}

/* A program that goes on is told the same again, every few seconds. */
static bool is_repeated(const struct why_crash *crash, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_same(&crash->statements[i], &crash->statements[index]))
            return true;
    return false;
}

static void add_repeats(struct why_finding *out, const struct why_crash *crash,
                        struct why_arena *arena)
{
    const struct why_statement *last = NULL;
    size_t count = 0;

    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_TASK_WDT) {
            last = &crash->statements[i];
            count++;
        }
    if (count > 1)
        why_finding_add_line(out, arena, last->line_no,
                             "it fired %zu times while the program went on", count);
}

static void add_block(struct why_finding *out, const struct why_crash *crash,
                      struct why_arena *arena)
{
    for (size_t i = 0; i < crash->statement_count; i++) {
        const struct why_statement *said = &crash->statements[i];

        if (is_repeated(crash, i))
            continue;
        if (said->kind == WHY_SAYS_TASK_WDT)
            why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(crash),
                                 said->text);
        else if (said->kind == WHY_SAYS_TASK_WDT_LATE && said->name)
            why_finding_add_line(out, arena, said->line_no, "\"%s\" did not report in time",
                                 said->name);
        else if (said->kind == WHY_SAYS_TASK_WDT_RUNS && said->name && said->value.known)
            why_finding_add_line(out, arena, said->line_no, "on core %u task \"%s\" was running",
                                 (unsigned)said->value.value, said->name);
        else if (said->kind == WHY_SAYS_TASK_WDT_RUNS && said->name)
            why_finding_add_line(out, arena, said->line_no, "task \"%s\" was running", said->name);
    }
    add_repeats(out, crash, arena);
}

/* The backtrace is of the core that a task ran on; where the watchdog aborts, the inner frames are
 * its own, and only a name tells the task's. */
static void add_running_place(struct why_finding *out, const struct why_facts *facts,
                              const struct why_statement *runs, struct why_arena *arena)
{
    const struct why_value core =
        facts->core && facts->core->number.known ? facts->core->number : facts->crash->core;
    const bool elsewhere = core.known && runs->value.known && core.value != runs->value.value;
    struct why_spot spot;

    if (elsewhere && facts->backtrace)
        why_finding_add_line(out, arena, facts->backtrace->line_no,
                             "the backtrace is of core %u: it does not show task \"%s\"",
                             (unsigned)core.value, runs->name);
    if (elsewhere || !why_find_application(facts->backtrace, 0, &spot) ||
        (!spot.function && why_crash_says(facts->crash, WHY_SAYS_ABORT)))
        return;
    out->place = why_place_of_frame(spot.index, spot.frame, spot.function);
    why_finding_add_frame(out, arena, spot.index, spot.frame, "it was in %s",
                          why_code_words(facts, spot.frame->pc.value, arena));
}

static void describe_hog(struct why_finding *out, const struct why_facts *facts,
                         const struct why_statement *late, const struct why_statement *hog,
                         struct why_arena *arena)
{
    out->variant = "busy-loop";
    why_finding_set_summary(out, arena, "task \"%s\" kept the processor: %s did not get to run",
                            hog->name, late->name);
    add_running_place(out, facts, hog, arena);
    why_finding_add_next(out, arena,
                         "in task \"%s\"%s%s, look for a loop without a blocking call: "
                         "vTaskDelay(1), a queue or a semaphore lets others run",
                         hog->name, out->place.function ? ", at or above " : "",
                         out->place.function ? out->place.function : "");
    why_finding_add_next(out, arena,
                         "vTaskDelay(0), taskYIELD() and busy delays do not help: the idle task "
                         "has the lowest priority");
}

/* It did not wait: it works for too long, or does not report on the path that it takes. */
static void describe_running(struct why_finding *out, const struct why_facts *facts,
                             const struct why_watchdog *dog, struct why_arena *arena)
{
    const char *name = dog->late->name;

    why_finding_set_summary(
        out, arena, "task \"%s\" did not reset its watchdog in time, though it was running", name);
    add_running_place(out, facts, dog->ran, arena);
    why_finding_add_next(out, arena,
                         "look for a loop or a long operation in task \"%s\" that does not call "
                         "esp_task_wdt_reset()",
                         name);
}

static void describe_waiting(struct why_finding *out, const struct why_watchdog *dog,
                             struct why_arena *arena)
{
    const struct why_statement *late = dog->late;

    why_finding_set_summary(out, arena, "task \"%s\" did not reset its watchdog in time",
                            late->name);
    if (dog->beside)
        why_finding_add_line(out, arena, dog->beside->line_no,
                             "it waits, or task \"%s\" keeps it from running, if that one has the "
                             "higher priority and never blocks",
                             dog->beside->name);
    else if (dog->told)
        why_finding_add_line(out, arena, late->line_no,
                             "it was not running, and nothing kept it from that: it waits for "
                             "something");
    why_finding_add_line(
        out, arena, late->line_no,
        "the backtrace, if any, is of the task that happened to run, which may be innocent");
    why_finding_add_next(
        out, arena,
        "find what task \"%s\" waits for: a lock, a queue, a network call without timeout",
        late->name);
    why_finding_add_next(out, arena,
                         "call esp_task_wdt_reset() on every path of its loop, or raise "
                         "CONFIG_ESP_TASK_WDT_TIMEOUT_S");
}

/* An idle task is late, and no other task was running on its core. */
static void describe_starved(struct why_finding *out, const struct why_watchdog *dog,
                             struct why_arena *arena)
{
    why_finding_set_summary(out, arena, "the task watchdog fired%s%s",
                            dog->late ? ": late is " : "", dog->late ? dog->late->name : "");
    if (dog->told)
        why_finding_add_line(out, arena, 0,
                             "no task but the idle one was running there when the watchdog fired: "
                             "what kept it from running had just let go");
    else
        why_finding_add_next(out, arena,
                             "copy the lines after \"Tasks currently running\": they name the "
                             "task that kept the processor");
    why_finding_add_next(out, arena,
                         "look for loops without a blocking call in tasks above the idle priority");
}

/* The watchdog's own hardware, or, while the chip boots, the ROM's in the same timer group. */
static bool match_group_reset(const struct why_facts *facts, struct why_finding *out,
                              struct why_arena *arena)
{
    bool ran = facts->crash->boot.application;

    if (!why_is_lone_reset_of(facts->crash, WHY_RESET_TASK_WDT))
        return false;
    out->variant = "reset-only";
    out->confidence = ran ? WHY_LIKELY : WHY_POSSIBLE;
    why_finding_set_summary(out, arena,
                            ran ? "the task watchdog reset the chip, and its report did not appear"
                                : "the watchdog of timer group 0 reset the chip: the task "
                                  "watchdog's, or the boot ROM's while it booted");
    why_add_reset_evidence(out, facts, arena);
    out->place = why_reset_place(facts);
    why_add_reset_steps(out, facts, arena);
    why_finding_add_next(out, arena,
                         ran ? "look for code that holds the processor with interrupts off: the "
                               "watchdog's own interrupt was not taken"
                             : "see how far the boot before came: the ROM guards the loading of "
                               "the bootloader with this watchdog");
    return true;
}

static bool match_task_wdt(const struct why_facts *facts, struct why_finding *out,
                           struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;
    struct why_watchdog dog;

    if (why_match_soft_wdt(facts, out, arena))
        return true;
    if (!why_crash_says(crash, WHY_SAYS_TASK_WDT) || why_facts_cause(facts) != WHY_CAUSE_UNKNOWN)
        return match_group_reset(facts, out, arena);
    dog = why_watchdog_of(crash->statements, crash->statement_count);
    out->confidence = WHY_CERTAIN;
    add_block(out, crash, arena);
    if (dog.hog) {
        describe_hog(out, facts, dog.late, dog.hog, arena);
        return true;
    }
    if (!dog.late || why_is_idle_task(dog.late->name)) {
        describe_starved(out, &dog, arena);
        return true;
    }
    out->variant = "task-hung";
    if (dog.ran)
        describe_running(out, facts, &dog, arena);
    else
        describe_waiting(out, &dog, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "task-wdt",
      .title = "Task watchdog",
      .variants = "busy-loop,task-hung,reset-only",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort",
      .means = "A task that reports to the task watchdog did not do so in time (5 s by default). "
               "When it is an idle task, some other task "
               "of higher priority never blocked; when it is a task of yours, that task hangs. An "
               "ESP8266 without tasks has a software watchdog instead, which loop() feeds each "
               "time that it returns, yields or delays.",
      .shows = "\"Task watchdog got triggered\" with the late tasks and the tasks that were "
               "running. It is no exception: registers that "
               "are printed belong to the running task, and cause cells hold filler. ESP8266: "
               "\"Soft WDT reset\" and a stack. "
               "Where its interrupt was not served, only reset reason 0x7 or 0xb tells of it; a "
               "boot that hangs in the ROM gives the same.",
      .check = "Which task was running on the core whose idle task starved?\n"
               "Does its loop block anywhere?\n"
               "If the late task is yours: what does it wait for?\n"
               "Is the watchdog's time too short for an honest long operation?",
      .reproduce = "void app_main(void)\n"
                   "{\n"
                   "    while (1) {\n"
                   "    }\n"
                   "}",
      .read_more = "ESP-IDF Programming Guide, Watchdogs, Task Watchdog Timer\n"
                   "ESP8266 Arduino Core documentation, FAQ, My ESP crashes",
      .source = "ESP-IDF components/esp_system/task_wdt/task_wdt.c; ESP8266 core for Arduino, "
                "core_esp8266_postmortem.cpp",
      .match = match_task_wdt },
};

const struct why_rule_family why_family_task_watchdog = { rules, WHY_COUNTOF(rules) };
