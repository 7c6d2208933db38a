/* Programs that gave up on their own: abort, assert. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/assert_texts.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/names.h"

/* ---- abort ----------------------------------------------------------------------------------- */

/* Other rules speak for what is told in these words. */
static bool is_told_otherwise(const struct why_crash *crash)
{
    static const enum why_statement_kind kinds[] = {
        WHY_SAYS_ASSERT,          WHY_SAYS_CONTROLLER,
        WHY_SAYS_STACK_OVERFLOW,  WHY_SAYS_TASK_WDT,
        WHY_SAYS_ERROR_CHECK,     WHY_SAYS_STACK_SMASH,
        WHY_SAYS_UBSAN,           WHY_SAYS_KASAN,
        WHY_SAYS_ALLOC_FAIL,      WHY_SAYS_TASK_RETURNED,
        WHY_SAYS_FPU_IN_ISR,      WHY_SAYS_TERMINATE,
        WHY_SAYS_CRITICAL_IN_ISR, WHY_SAYS_RUST_PANIC,
        WHY_SAYS_HEAP_CORRUPT,    WHY_SAYS_NLR,
    };

    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (why_crash_says(crash, kinds[i]))
            return true;
    return false;
}

/* What an abort() in a function of ESP-IDF means. */
struct known_caller {
    const char *prefix;
    const char *meaning;
    const char *next;
};

/* clang-format off */
/* Source: ESP-IDF components/newlib/locks.c, esp_system/startup.c, esp_psram, esp_timer, pthread. */
static const struct known_caller known_callers[] = {
    { "lock_acquire_generic", "a lock of the C library was taken in an interrupt handler, in a critical section, or with the scheduler suspended",
      "find the printf(), malloc() or file call that is made there, and move it into a task (in a handler, ESP_DRAM_LOGE() or esp_rom_printf() print)" },
    { "lock_init_generic",    "there was no memory for a lock of the C library", "look at the free heap" },
    { "esp_psram_init",       "external RAM was configured and did not answer", "check that the board has PSRAM, and its mode, voltage and pins; or set CONFIG_SPIRAM_IGNORE_NOTFOUND" },
    { "esp_spiram_init",      "external RAM was configured and did not answer", "check that the board has PSRAM, and its mode, voltage and pins; or set CONFIG_SPIRAM_IGNORE_NOTFOUND" },
    { "timer_alarm_handler",  "an interrupt of esp_timer had no cause", "look for other code that uses the same hardware timer" },
};
/* clang-format on */

static const struct known_caller *find_known_caller(const struct why_backtrace *backtrace)
{
    const struct why_function *function;
    const struct why_frame *frame;

    for (size_t i = 0; i < WHY_COUNTOF(known_callers); i++)
        if (why_find_named(backtrace, known_callers[i].prefix, &frame, &function))
            return &known_callers[i];
    return NULL;
}

/* The panic() of a function of the ESP8266 core for Arduino. */
static bool add_panic_meaning(struct why_finding *out, const struct why_statement *said,
                              struct why_arena *arena)
{
    if (!said->function || strcmp(said->function, "__yield") != 0)
        return false;
    why_finding_set_summary(out, arena,
                            "yield() or delay() was called where the program cannot wait: in a "
                            "callback, a timer or an interrupt handler");
    why_finding_add_line(out, arena, said->line_no,
                         "__yield() panics when it is called on another stack than the one of "
                         "setup() and loop()");
    why_finding_add_next(out, arena,
                         "find the callback (Ticker, Wi-Fi event, asynchronous server, interrupt) "
                         "that waits: with delay() or yield(), or in a library that does, such as "
                         "DNS, HTTP, MQTT, Stream.readBytes()");
    why_finding_add_next(
        out, arena,
        "set a flag in the callback and do the work in loop(), or use schedule_function()");
    return true;
}

static void add_abort_meaning(struct why_finding *out, const struct why_facts *facts,
                              struct why_arena *arena)
{
    const struct known_caller *known = find_known_caller(facts->backtrace);
    const struct why_statement *isr = why_crash_says(facts->crash, WHY_SAYS_ISR_IN_FLASH);

    if (isr) {
        why_finding_add_line(
            out, arena, isr->line_no,
            "right before: %s attachInterrupt() takes only handlers in IRAM, since "
            "flash may be off when they run",
            isr->text);
        why_finding_add_next(out, arena,
                             "mark the handler IRAM_ATTR (formerly ICACHE_RAM_ATTR), and all that "
                             "it calls; lambdas and methods are not placed in IRAM");
        return;
    }
    if (known) {
        why_finding_add_line(out, arena, 0, "abort() in %s(): %s", known->prefix, known->meaning);
        why_finding_add_next(out, arena, "%s", known->next);
        return;
    }
    why_finding_add_line(out, arena, 0,
                         "abort() was called on purpose, by the application or by a library that "
                         "found something wrong");
    why_finding_add_next(
        out, arena, "look at the caller of abort(), and at the lines of the log right before it");
}

/* The functions of the backtrace tell that software called for the panic, and nothing tells why. */
static bool describe_unsaid(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    out->confidence = WHY_LIKELY;
    out->place = why_gave_up_place(facts, (struct why_value){ .known = false });
    why_finding_set_summary(out, arena,
                            "the program gave up on its own%s%s, by abort() or an "
                            "assertion",
                            out->place.function ? " in " : "",
                            out->place.function ? why_call_name(out->place.function, arena) : "");
    why_finding_add_line(out, arena, 0,
                         "the panic was called for by software, whose words are not in the log");
    why_add_place(out, facts, arena);
    why_finding_add_next(out, arena,
                         "copy the log from the line \"abort()\" or \"assert failed\" "
                         "on: it says why");
    why_add_own_trap(out, facts, arena);
    return true;
}

static bool match_abort(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_ABORT);

    if (!said)
        said = why_gave_up_saying(facts->crash, WHY_SAYS_PANIC_REASON);
    if (!said)
        said = why_gave_up_saying(facts->crash, WHY_SAYS_FATAL_ERROR); /* Zephyr's k_panic() */
    if (is_told_otherwise(facts->crash))
        return false;
    if (!said)
        return facts->crash->software && describe_unsaid(out, facts, arena);
    out->confidence = WHY_CERTAIN;
    why_describe_gave_up(out, facts, said, arena);
    if (said->file) /* panic() of the ESP8266 core for Arduino */
        out->place = why_place_of_source(said->function, said->file, said->line);
    if (said->kind != WHY_SAYS_ABORT)
        why_finding_set_summary(out, arena, "the program gave up on its own: %s", said->text);
    else
        why_finding_set_summary(
            out, arena, "the program called abort()%s%s", out->place.function ? " in " : "",
            out->place.function ? why_call_name(out->place.function, arena) : "");
    if (!add_panic_meaning(out, said, arena))
        add_abort_meaning(out, facts, arena);
    why_add_own_trap(out, facts, arena);
    return true;
}

/* ---- assert ---------------------------------------------------------------------------------- */

static const char *assert_summary(const struct why_statement *assertion, struct why_arena *arena)
{
    const char *function = why_assert_function(assertion);
    const char *in = function ? why_arena_printf(arena, " in %s()", function) : "";
    const char *at = assertion->file ? why_arena_printf(arena, " at %s:%u", assertion->file,
                                                        (unsigned)assertion->line)
                                     : "";

    if (assertion->kind == WHY_SAYS_CONTROLLER)
        return why_arena_printf(arena, "an assertion of the Bluetooth controller failed%s: %s", at,
                                assertion->text);
    if (assertion->expression)
        return why_arena_printf(arena, "assertion failed: %s%s%s", assertion->expression, in, at);
    if (assertion->value.known && !assertion->file)
        return why_arena_printf(arena, "assertion failed at 0x%08x (its text was not printed)",
                                (unsigned)assertion->value.value);
    return why_arena_printf(arena, "assertion failed%s%s", in, at);
}

/* ESP-IDF prints the file's name alone; a frame of the same line knows where it lies. */
static bool is_same_line(const struct why_place *frame, const struct why_place *source)
{
    const char *slash = frame->file ? strrchr(frame->file, '/') : NULL;

    return slash && frame->line == source->line && strcmp(slash + 1, source->file) == 0;
}

/* Own assertions are their own place; those of libraries point at who called them. */
static struct why_place assert_place(const struct why_facts *facts,
                                     const struct why_statement *assertion, const char *variant)
{
    const char *function = why_assert_function(assertion);
    struct why_place source = why_place_of_source(function, assertion->file, assertion->line);
    struct why_place frame = why_gave_up_place(facts, assertion->value);
    bool own = strcmp(variant, "application") == 0;

    if (own && assertion->file) {
        if (frame.function && function && strcmp(frame.function, function) == 0) {
            source.frame = frame.frame;
            source.address = frame.address;
            if (is_same_line(&frame, &source))
                source.file = frame.file;
        }
        return source;
    }
    if (frame.function || !assertion->file)
        return frame;
    return source;
}

/* Not the function that the assertion stands in. */
static bool is_caller(const struct why_place *place, const struct why_statement *assertion)
{
    const char *function = why_assert_function(assertion);

    return !function || strcmp(place->function, function) != 0;
}

static void add_assert_meaning(struct why_finding *out, const struct why_facts *facts,
                               const struct why_statement *assertion,
                               const struct why_assert_text *known, struct why_arena *arena)
{
    const struct why_statement *heap = why_crash_says(facts->crash, WHY_SAYS_HEAP_CORRUPT);

    if (heap)
        why_finding_add_line(out, arena, heap->line_no, "right before: %s", heap->text);
    if (known)
        why_finding_add_line(out, arena, assertion->line_no, "it means: %s", known->meaning);
    why_add_place(out, facts, arena);
    why_add_own_trap(out, facts, arena);
    if (known)
        why_finding_add_next(out, arena, "%s", known->next);
    if (known && (!out->place.function || !is_caller(&out->place, assertion)))
        why_finding_add_next(out, arena,
                             "find the caller in the backtrace: the first frame that is yours "
                             "passed something wrong");
    else if (known)
        why_finding_add_next(out, arena, "look at what %s passed",
                             why_call_name(out->place.function, arena));
    else if (assertion->expression)
        why_finding_add_next(out, arena,
                             "look at the values in the expression: what made it false?");
    else if (assertion->file)
        why_finding_add_next(
            out, arena, "read the source at that line: what does it expect, and who called it?");
    else
        why_finding_add_next(out, arena, "look up the address in the ELF for the assertion's line");
}

/* With a place or an address: a program may print the words alone. */
static bool is_whole(const struct why_statement *assertion)
{
    return assertion->file || assertion->value.known;
}

static bool match_controller(const struct why_facts *facts, struct why_finding *out,
                             const struct why_statement *said, struct why_arena *arena)
{
    out->variant = "controller";
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena, "%s", assert_summary(said, arena));
    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    out->place = assert_place(facts, said, out->variant);
    why_finding_add_next(out, arena,
                         "look for long times with interrupts or the cache off, and for too "
                         "little heap, while Bluetooth is on");
    why_finding_add_next(out, arena,
                         "search the tracker of ESP-IDF for this file and line; update ESP-IDF");
    return true;
}

/* "port*_CRITICAL called from ISR context": an assertion of the kernel in words of its own. */
static bool match_critical(const struct why_facts *facts, struct why_finding *out,
                           const struct why_statement *said, struct why_arena *arena)
{
    out->variant = "freertos-api-misuse";
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena,
                            "a critical section for tasks was entered in an interrupt handler");
    why_describe_gave_up(out, facts, said, arena);
    why_finding_add_line(out, arena, said->line_no,
                         "it means: a handler called portENTER_CRITICAL(), or something meant for "
                         "tasks that does");
    why_add_own_trap(out, facts, arena);
    why_finding_add_next(out, arena,
                         "in handlers use portENTER_CRITICAL_ISR() and the ...FromISR forms, or "
                         "hand the work to a task");
    why_finding_add_next(out, arena,
                         "look at what the handler calls: logging, printf(), drivers, queues");
    return true;
}

static bool match_assert(const struct why_facts *facts, struct why_finding *out,
                         struct why_arena *arena)
{
    const struct why_statement *assertion = why_crash_says(facts->crash, WHY_SAYS_ASSERT);
    const struct why_statement *controller = why_crash_says(facts->crash, WHY_SAYS_CONTROLLER);
    const struct why_statement *critical =
        why_gave_up_saying(facts->crash, WHY_SAYS_CRITICAL_IN_ISR);
    const struct why_assert_text *known;

    if (!assertion && critical)
        return match_critical(facts, out, critical, arena);
    if (!assertion && controller)
        return match_controller(facts, out, controller, arena);
    if (!assertion)
        return false;
    known = why_assert_text_of(assertion);
    out->variant = known ? known->variant : "application";
    out->confidence = is_whole(assertion) ? WHY_CERTAIN : WHY_POSSIBLE;
    why_finding_set_summary(out, arena, "%s", assert_summary(assertion, arena));
    why_finding_add_line(out, arena, assertion->line_no, "%s says: %s",
                         why_witness_words(facts->crash), assertion->text);
    out->place = assert_place(facts, assertion, out->variant);
    add_assert_meaning(out, facts, assertion, known, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "assert",
      .title = "Failed assertion",
      .variants = "application,freertos-api-misuse,allocator,controller",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "The program checked a condition that must hold, and it did not. The text names the "
               "condition and its source line. "
               "When the line is in FreeRTOS, the heap or another library, the fault lies with the "
               "caller or with whoever "
               "damaged the library's data.",
      .shows = "\"assert failed: FUNCTION FILE:LINE (EXPRESSION)\"; older forms are \"assertion "
               "... failed\" and \"FILE:LINE "
               "(FUNCTION)- assert failed!\". The Bluetooth controller prints ASSERT_PARAM or "
               "\"BLE assert\". The registers "
               "describe the panic's own trap.",
      .check =
          "What does the expression say, and which value made it false?\n"
          "In queue.c, tasks.c: is the handle NULL, deleted, or used in an interrupt handler?\n"
          "In tlsf.c, multi_heap.c: who overran a block or freed it twice?\n"
          "Which frame of the application made the call?",
      .reproduce = "xSemaphoreTake((SemaphoreHandle_t)NULL, portMAX_DELAY);",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, Assertions\n"
                   "ESP-IDF Programming Guide, Heap Memory Debugging\n"
                   "FreeRTOS documentation, configASSERT",
      .source = "ESP-IDF components/newlib/src/assert.c, freertos, heap",
      .match = match_assert },
    { .id = "abort",
      .title = "The program aborted itself",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = WHY_OWN_TRAP,
      .means = "The program, or a library in it, found something that it could not go on with, and "
               "called abort(). What that was is not among the texts that have a class of their "
               "own (ESP_ERROR_CHECK, asserts, sanitizers, the heap, C++): the lines of the log "
               "right before may say it, the caller of abort() says who.",
      .shows =
          "\"abort() was called at PC 0x... on core N\". The address is the call, also where "
          "the rest of the backtrace is lost. The registers, if printed, describe the panic's "
          "own trap: they say nothing. Where that line is lost, panic_abort() as the innermost "
          "function tells that it was abort() or an assertion. ESP8266: \"Panic FILE:LINE "
          "FUNCTION\" and \"Abort "
          "called\".",
      .check = "What do the lines right before it say?\n"
               "Who called abort(): your code, or a library?\n"
               "Is it lock_acquire_generic()? Then something took a lock in an interrupt handler.\n"
               "ESP8266, __yield: which callback calls delay(), yield(), or a library that waits?",
      .reproduce = "if (esp_get_free_heap_size() < 10000) {\n"
                   "    abort();\n"
                   "}",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, abort()",
      .source =
          "ESP-IDF components/newlib/src/abort.c, esp_system/panic.c, newlib/locks.c; ESP8266 core "
          "for Arduino, core_esp8266_main.cpp",
      .match = match_abort },
};

const struct why_rule_family why_family_software = { rules, WHY_COUNTOF(rules) };
