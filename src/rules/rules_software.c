/* Programs that gave up on their own: abort, assert. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/abort_texts.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"

#define RUST_LIBRARY "/rustlib/" /* in the path of a panic that the standard library raised */

/* The caller of what gave up: the frame at the address that the text names, or the first one of the
 * application. Frames that lack that address are of a damaged stack, or named by the wrong ELF. */
static struct why_place find_place(const struct why_facts *facts, struct why_value called_at)
{
    const struct why_function *caller =
        called_at.known ? why_function_at(facts->crash, called_at.value) : NULL;
    size_t start = 0;
    struct why_spot spot;

    if (called_at.known && why_find_address(facts->backtrace, called_at.value, &spot))
        start = spot.index;
    else if (called_at.known && (!caller || !caller->name || why_name_kinds(caller->name) == 0))
        return why_place_of_address(called_at, caller);
    if (why_find_application(facts->backtrace, start, &spot) &&
        (start > 0 || spot.function || !called_at.known))
        return why_place_of_frame(spot.index, spot.frame, spot.function);
    if (called_at.known)
        return why_place_of_address(called_at, caller);
    return (struct why_place){ .line = 0 };
}

/* The evidence that the frame of the place is the one to look at. */
static void add_place_evidence(struct why_finding *out, const struct why_facts *facts,
                               struct why_arena *arena)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    uint32_t index = out->place.frame.value;

    if (out->place.frame.known && out->place.function && backtrace &&
        index < backtrace->frame_count)
        why_finding_add_frame(out, arena, index, &backtrace->frames[index],
                              "the first frame outside the machinery of panic and assert: %s",
                              why_code_words(facts, backtrace->frames[index].pc.value, arena));
}

static void add_register_warning(struct why_finding *out, const struct why_facts *facts,
                                 struct why_arena *arena)
{
    if (facts->core && facts->core->register_count > 0)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "the registers describe the panic's own trap, not the fault");
}

/* ---- abort ----------------------------------------------------------------------------------- */

/* Another rule speaks for the same event. */
static bool is_told_otherwise(const struct why_crash *crash)
{
    return why_crash_says(crash, WHY_SAYS_ASSERT) || why_crash_says(crash, WHY_SAYS_CONTROLLER) ||
           why_crash_says(crash, WHY_SAYS_STACK_OVERFLOW) ||
           why_crash_says(crash, WHY_SAYS_TASK_WDT);
}

static void add_error_check(struct why_finding *out, const struct why_statement *said,
                            struct why_arena *arena)
{
    if (said->expression)
        why_finding_add_line(out, arena, said->line_no, "the call that failed: %s",
                             said->expression);
    if (said->file)
        out->place = why_place_of_source(said->function, said->file, said->line);
}

static const char *abort_summary(const struct why_abort_text *text,
                                 const struct why_statement *said, struct why_arena *arena)
{
    if (said->kind == WHY_SAYS_ERROR_CHECK)
        return why_arena_printf(arena, "%s: %s%s%s", text->what,
                                said->name ? said->name : said->text, said->function ? " in " : "",
                                said->function ? said->function : "");
    if (said->kind == WHY_SAYS_ALLOC_FAIL && said->value.known)
        return why_arena_printf(arena, "%s: %u bytes", text->what, (unsigned)said->value.value);
    if (said->kind == WHY_SAYS_RUST_PANIC || said->kind == WHY_SAYS_HEAP_CORRUPT)
        return why_arena_printf(arena, "%s: %s", text->what, said->text);
    if (said->name)
        return why_arena_printf(arena, "%s: %s", text->what, said->name);
    return text->what;
}

static bool match_abort(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = NULL;
    const struct why_abort_text *text = why_abort_text_of(facts->crash, &said);
    const struct why_statement *called = why_crash_says(facts->crash, WHY_SAYS_ABORT);
    struct why_value at = { .known = false };

    if ((!called && !facts->crash->software) || !text || is_told_otherwise(facts->crash))
        return false;
    if (called)
        at = called->value;
    else if (said->kind == WHY_SAYS_ERROR_CHECK)
        at = said->value2;
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena, "%s", abort_summary(text, said, arena));
    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    if (called && called != said)
        why_finding_add_line(out, arena, called->line_no, "and: %s", called->text);
    if (at.known)
        why_finding_add_address(out, arena, at, "called from %s",
                                why_code_words(facts, at.value, arena));
    out->place = find_place(facts, at);
    if (said->kind == WHY_SAYS_ERROR_CHECK)
        add_error_check(out, said, arena);
    else if (said->file && !strstr(said->file, RUST_LIBRARY))
        out->place = why_place_of_source(said->function, said->file, said->line);
    add_place_evidence(out, facts, arena);
    why_finding_add_line(out, arena, 0, "%s", text->why);
    add_register_warning(out, facts, arena);
    why_finding_add_next(out, arena, "%s", text->next);
    if (text->then)
        why_finding_add_next(out, arena, "%s", text->then);
    return true;
}

/* ---- assert ---------------------------------------------------------------------------------- */

static const struct why_statement *find_assertion(const struct why_crash *crash)
{
    const struct why_statement *assertion = why_crash_says(crash, WHY_SAYS_ASSERT);

    return assertion ? assertion : why_crash_says(crash, WHY_SAYS_CONTROLLER);
}

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

/* Own assertions are their own place; those of libraries point at who called them. */
static struct why_place assert_place(const struct why_facts *facts,
                                     const struct why_statement *assertion, const char *variant)
{
    const char *function = why_assert_function(assertion);
    struct why_place source = why_place_of_source(function, assertion->file, assertion->line);
    struct why_place frame = find_place(facts, assertion->value);
    bool own = strcmp(variant, "application") == 0;

    if (own && assertion->file) {
        if (frame.function && function && strcmp(frame.function, function) == 0) {
            source.frame = frame.frame;
            source.address = frame.address;
        }
        return source;
    }
    if (frame.function || !assertion->file)
        return frame;
    return source;
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
    add_place_evidence(out, facts, arena);
    add_register_warning(out, facts, arena);
    if (known)
        why_finding_add_next(out, arena, "%s", known->next);
    if (known && !out->place.function)
        why_finding_add_next(out, arena,
                             "find the caller in the backtrace: the first frame that is yours "
                             "passed something wrong");
    else if (known)
        why_finding_add_next(out, arena, "look at what %s passed", out->place.function);
    else if (assertion->expression)
        why_finding_add_next(out, arena,
                             "look at the values in the expression: what made it false?");
    else
        why_finding_add_next(out, arena, "look up the address in the ELF for the assertion's line");
}

/* With a place or an address: a program may print the words alone. */
static bool is_whole(const struct why_statement *assertion)
{
    return assertion->kind == WHY_SAYS_CONTROLLER || assertion->file || assertion->value.known;
}

static bool match_assert(const struct why_facts *facts, struct why_finding *out,
                         struct why_arena *arena)
{
    const struct why_statement *assertion = find_assertion(facts->crash);
    const struct why_assert_text *known;

    if (!assertion)
        return false;
    known = assertion->kind == WHY_SAYS_ASSERT ? why_assert_text_of(assertion) : NULL;
    out->variant = known ? known->variant : "application";
    if (assertion->kind == WHY_SAYS_CONTROLLER)
        out->variant = "controller";
    out->confidence = is_whole(assertion) ? WHY_CERTAIN : WHY_POSSIBLE;
    why_finding_set_summary(out, arena, "%s", assert_summary(assertion, arena));
    why_finding_add_line(out, arena, assertion->line_no, "%s says: %s",
                         why_witness_words(facts->crash), assertion->text);
    out->place = assert_place(facts, assertion, out->variant);
    if (assertion->kind == WHY_SAYS_CONTROLLER) {
        why_finding_add_next(out, arena,
                             "look for long times with interrupts or the cache off, and for too "
                             "little heap, while Bluetooth is on");
        why_finding_add_next(
            out, arena, "search the tracker of ESP-IDF for this file and line; update ESP-IDF");
        return true;
    }
    add_assert_meaning(out, facts, assertion, known, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "assert",
      .title = "Failed assertion",
      .variants = "application,freertos-api-misuse,allocator,controller",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort,illegal-instruction,null-deref,double-exception",
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
      .supersedes = "null-deref,illegal-instruction,double-exception",
      .means = "The program, a library or ESP-IDF found something that it could not go on with, "
               "and called abort(). The lines before it "
               "usually say what; the caller of abort() says who.",
      .shows = "\"abort() was called at PC 0x... on core N\", often after ESP_ERROR_CHECK, C++ "
               "terminate, stack smashing, sanitizer "
               "or heap texts. The registers, if printed, describe the panic's own trap.",
      .check = "What do the lines right before it say?\n"
               "Who called abort(): your code, ESP_ERROR_CHECK, the C++ runtime, the heap?\n"
               "For ESP_ERROR_CHECK: why does that call fail?",
      .reproduce = "ESP_ERROR_CHECK(ESP_FAIL);",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, abort()\n"
                   "ESP-IDF Programming Guide, Error Handling",
      .source =
          "ESP-IDF components/newlib/src/abort.c, esp_system/panic.c, esp_common/src/esp_err.c",
      .match = match_abort },
};

const struct why_rule_family why_family_software = { rules, WHY_COUNTOF(rules) };
