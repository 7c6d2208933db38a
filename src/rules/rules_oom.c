/* Memory that ran out: out-of-memory. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/heap_caps.h"
#include "rules/names.h"
#include "rules/python_end.h"

#define ERROR_NO_MEM 0x101u /* ESP_ERR_NO_MEM */
#define LINES_BEFORE 12u    /* lines of log before a crash that may tell its reason */

/* What tells that memory ran out. */
struct shortage {
    const struct why_statement *said; /* NULL: only names or log lines tell */
    enum why_confidence confidence;
    const char *text; /* evidence where nothing was said */
    uint32_t line_no;
};

static bool mentions_bad_alloc(const struct why_statement *said)
{
    return (said->name && (strstr(said->name, "bad_alloc") || strcmp(said->name, "OOM") == 0)) ||
           (said->text && strstr(said->text, "bad_alloc"));
}

static bool is_memory_error(const struct why_statement *said)
{
    return said->kind == WHY_SAYS_PYTHON && said->name && strcmp(said->name, "MemoryError") == 0;
}

/* A traceback of Python may have been caught and printed long before. */
static enum why_confidence runtime_confidence(const struct why_crash *crash,
                                              enum why_statement_kind kind)
{
    if (kind != WHY_SAYS_PYTHON)
        return why_gave_up(crash) ? WHY_CERTAIN : WHY_LIKELY;
    return why_crash_says(crash, WHY_SAYS_NLR) || why_python_ended(crash) ? WHY_LIKELY
                                                                          : WHY_POSSIBLE;
}

/* The text of a runtime above ESP-IDF. */
static bool find_in_runtimes(const struct why_crash *crash, struct shortage *out)
{
    static const enum why_statement_kind kinds[] = { WHY_SAYS_TERMINATE, WHY_SAYS_RUST_PANIC,
                                                     WHY_SAYS_PYTHON };

    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++) {
        const struct why_statement *said = why_crash_says(crash, kinds[i]);

        if (!said ||
            (!mentions_bad_alloc(said) && !is_memory_error(said) &&
             !strstr(said->text, "memory allocation")) ||
            strstr(said->text, "is locked"))
            continue;
        *out = (struct shortage){ .said = said, .confidence = runtime_confidence(crash, kinds[i]) };
        return true;
    }
    return false;
}

/* abort() below operator new: no memory, and no exceptions to say so. */
static bool find_in_names(const struct why_facts *facts, struct shortage *out)
{
    static const char *const prefixes[] = { "std::__throw_bad_alloc", "operator new",
                                            "heap_caps_alloc_failed", "__throw_bad_alloc" };
    const struct why_function *function;
    const struct why_frame *frame;

    if (!why_crash_says(facts->crash, WHY_SAYS_ABORT))
        return false;
    for (size_t i = 0; i < WHY_COUNTOF(prefixes); i++)
        if (why_find_named(facts->backtrace, prefixes[i], &frame, &function)) {
            *out = (struct shortage){ .confidence = WHY_LIKELY, .text = function->name };
            return true;
        }
    return false;
}

static bool is_about_memory(const char *text)
{
    static const char *const phrases[] = {
        "no mem",        "No mem",          "out of memory",   "Out of memory", "NO_MEM",
        "ot enough mem", "malloc failed",   "alloc fail",      "Alloc fail",    "allocate mem",
        "to allocate",   "allocation fail", "nsufficient mem",
    };

    for (size_t i = 0; i < WHY_COUNTOF(phrases); i++)
        if (strstr(text, phrases[i]))
            return true;
    return false;
}

/* A line of the log right before a fault near NULL: the allocation failed, and its result was used.
 */
static bool find_in_lines(const struct why_facts *facts, struct shortage *out)
{
    const struct why_crash *crash = facts->crash;
    const char *access;

    if (!why_is_data_fault(facts, &access) || !facts->fault_address.known ||
        !why_is_near_null(facts->fault_address.value))
        return false;
    if (why_crash_says(crash, WHY_SAYS_FAILED_ALLOC)) {
        const struct why_statement *said = why_crash_says(crash, WHY_SAYS_FAILED_ALLOC);

        *out = (struct shortage){ .confidence = WHY_POSSIBLE,
                                  .text = said->text,
                                  .line_no = said->line_no };
        return true;
    }
    for (size_t i = crash->line_count; i-- > 0;) {
        const struct why_log_line *line = &crash->lines[i];

        if (!line->context || line->line_no + LINES_BEFORE < crash->first_line)
            continue;
        if (is_about_memory(line->text)) {
            *out = (struct shortage){ .confidence = WHY_POSSIBLE,
                                      .text = line->text,
                                      .line_no = line->line_no };
            return true;
        }
    }
    return false;
}

static bool find_shortage(const struct why_facts *facts, struct shortage *out)
{
    const struct why_crash *crash = facts->crash;
    const struct why_statement *failed = why_gave_up_saying(crash, WHY_SAYS_ALLOC_FAIL);
    const struct why_statement *check = why_gave_up_saying(crash, WHY_SAYS_ERROR_CHECK);

    if (failed) {
        *out = (struct shortage){ .said = failed, .confidence = WHY_CERTAIN };
        return true;
    }
    if (find_in_runtimes(crash, out))
        return true;
    if (check && check->value.known && check->value.value == ERROR_NO_MEM) {
        *out = (struct shortage){ .said = check, .confidence = WHY_LIKELY };
        return true;
    }
    return find_in_names(facts, out) || find_in_lines(facts, out);
}

/* ---- words ----------------------------------------------------------------------------------- */

static const char *shortage_variant(const struct why_facts *facts, const struct shortage *shortage)
{
    const struct why_function *function;
    const struct why_frame *frame;

    if (why_find_named(facts->backtrace, "xTaskCreate", &frame, &function) ||
        (shortage->said && shortage->said->expression &&
         strstr(shortage->said->expression, "xTaskCreate")))
        return "stack-of-task";
    if (shortage->said && shortage->said->kind == WHY_SAYS_ALLOC_FAIL &&
        shortage->said->value2.known && why_heap_caps_special(shortage->said->value2.value))
        return "capability";
    return "heap";
}

/* The size, where the ESP8266 core for Arduino tells of the last allocation that failed. */
static struct why_value failed_bytes(const struct why_crash *crash)
{
    const struct why_statement *last = why_crash_says(crash, WHY_SAYS_FAILED_ALLOC);

    return last ? last->value2 : (struct why_value){ .known = false };
}

static void add_failed_call(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    const struct why_statement *last = why_crash_says(facts->crash, WHY_SAYS_FAILED_ALLOC);

    if (last && last->value.known)
        why_finding_add_line(out, arena, last->line_no,
                             "%s: the allocation was asked for at %s%s%s", last->text,
                             why_code_words(facts, last->value.value, arena),
                             last->file ? ", " : "", last->file ? last->file : "");
}

static void summarize(struct why_finding *out, const struct shortage *shortage,
                      struct why_value failed, struct why_arena *arena)
{
    const struct why_statement *said = shortage->said;
    bool sized = said && said->kind == WHY_SAYS_ALLOC_FAIL && said->value.known;

    if (sized && said->value2.known)
        why_finding_set_summary(out, arena, "no memory for %u bytes with the capabilities %s",
                                (unsigned)said->value.value,
                                why_heap_caps_words(said->value2.value, arena));
    else if (sized)
        why_finding_set_summary(out, arena, "no memory for %u bytes", (unsigned)said->value.value);
    else if (said && said->kind == WHY_SAYS_PYTHON)
        why_finding_set_summary(out, arena, "MicroPython's heap is full: %s", said->text);
    else if (shortage->line_no > 0)
        why_finding_set_summary(out, arena,
                                "an allocation failed right before: its result may be the NULL "
                                "that was used");
    else if (failed.known)
        why_finding_set_summary(out, arena,
                                "no memory for %u bytes, and the program could not go on without "
                                "them",
                                (unsigned)failed.value);
    else
        why_finding_set_summary(out, arena,
                                "an allocation failed, and the program could not go "
                                "on without it");
}

static void add_memory_steps(struct why_finding *out, const struct why_facts *facts,
                             const struct why_statement *said, struct why_arena *arena)
{
    const bool special = strcmp(out->variant, "capability") == 0;
    const bool has_psram = !facts->arch || facts->arch->id != WHY_ARCH_LX106;

    if (said && said->kind == WHY_SAYS_ALLOC_FAIL && said->value.known &&
        said->value.value >= 0x01000000u)
        why_finding_add_next(out, arena,
                             "the size is absurd: look for a negative or uninitialised length that "
                             "became unsigned");
    why_finding_add_next(
        out, arena,
        special ? "print heap_caps_get_free_size() and heap_caps_get_largest_free_block() with "
                  "these very capabilities: the total free heap says nothing about them"
                : "print the free heap and its largest free block over time: falling means a "
                  "leak, high with a small largest block means fragmentation");
    if (strcmp(out->variant, "stack-of-task") == 0)
        why_finding_add_next(out, arena,
                             "a task's stack is one block of internal RAM: create tasks early, "
                             "make stacks smaller, or place them in PSRAM");
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "look at what %s allocates, and what becomes of a failure there",
                             why_call_name(out->place.function, arena));
    why_finding_add_next(out, arena,
                         "check the result of every allocation; free what is not used, or %s",
                         has_psram ? "move large buffers to PSRAM"
                                   : "make buffers and TLS records smaller (setBufferSizes())");
}

static bool match_out_of_memory(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    struct shortage shortage;

    if (!find_shortage(facts, &shortage))
        return false;
    out->confidence = shortage.confidence;
    out->variant = shortage_variant(facts, &shortage);
    summarize(out, &shortage, failed_bytes(facts->crash), arena);
    if (shortage.said)
        why_describe_gave_up(out, facts, shortage.said, arena);
    else if (shortage.line_no > 0)
        why_finding_add_line(out, arena, shortage.line_no, "the log says: %s", shortage.text);
    else
        why_finding_add_line(out, arena, 0, "%s() stands in the backtrace of the abort",
                             shortage.text);
    if (!shortage.said)
        out->place = why_fault_place(facts);
    if (shortage.said)
        add_failed_call(out, facts, arena);
    if (why_python_ended(facts->crash))
        why_add_python_end(out, facts, arena);
    else
        add_memory_steps(out, facts, shortage.said, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "out-of-memory",
      .title = "Out of memory",
      .variants = "heap,capability,stack-of-task",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort,uncaught-exception,double-exception",
      .means = "An allocation failed and nothing handled that. The heap of an ESP is several "
               "heaps: internal RAM, RAM that DMA reaches, PSRAM, RTC RAM. One can be exhausted "
               "while the total still looks good, and a large block needs that much in one piece.",
      .shows = "\"Mem alloc fail. size 0x... caps 0x...\" (with "
               "CONFIG_HEAP_ABORT_WHEN_ALLOCATION_FAILS), std::bad_alloc, \"memory allocation of N "
               "bytes failed\" (Rust), MemoryError (MicroPython), ESP_ERR_NO_MEM; without any of "
               "them, a fault near NULL behind a log line about a failed allocation.",
      .check = "How many bytes were asked for, and is that number sensible?\n"
               "Which capabilities? 0x8 is DMA, 0x400 PSRAM, 0x800 internal RAM, 0x1000 what "
               "malloc() takes.\n"
               "How large is the largest free block of that kind?\n"
               "Does the free heap fall over hours (a leak), or only the largest block "
               "(fragmentation)?\n"
               "What else is on at that time: Wi-Fi, Bluetooth, TLS?",
      .reproduce = "/* with CONFIG_HEAP_ABORT_WHEN_ALLOCATION_FAILS */\n"
                   "void *block = heap_caps_malloc(1000000, MALLOC_CAP_DMA);",
      .read_more = "ESP-IDF Programming Guide, Heap Memory Allocation\n"
                   "ESP-IDF Programming Guide, Heap Memory Debugging, Heap Tracing\n"
                   "ESP-IDF Programming Guide, Minimizing RAM Usage",
      .source = "ESP-IDF components/heap/heap_caps_base.c, esp_heap_caps.h; libsupc++ new_op.cc",
      .match = match_out_of_memory },
};

const struct why_rule_family why_family_oom = { rules, WHY_COUNTOF(rules) };
