/* Blocks that were given back and must not have been: invalid-free. */
#include <string.h>

#include "base/span.h"
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/esp8266.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/heap_texts.h"
#include "rules/registers.h"

#define STACK_REACH 0x4000u /* an address so far above the stack pointer is on the same stack */

/* ---- the pointer ----------------------------------------------------------------------------- */

/* What gives memory back. */
static const char *const freeing[] = {
    "free",       "cfree",          "_free_r",           "realloc",
    "_realloc_r", "heap_caps_free", "heap_caps_realloc", "multi_heap_free",
    "tlsf_free",
};

/* "ptr=0x3ffb1234" of what a debugger printed. */
static struct why_value pointer_in_args(const char *args)
{
    struct why_value value = { .known = false };
    why_span rest = why_span_of(args ? args : "");
    why_span name;

    while (!value.known && why_span_take_until(&rest, "=", &name))
        value.known = why_span_ends(name, "p") || why_span_ends(name, "ptr")
                          ? why_span_take_hex(&rest, &value.value)
                          : false;
    return value;
}

static struct why_value pointer_of(const struct why_function *function)
{
    for (size_t i = 0; i < function->variable_count; i++) {
        const struct why_variable *variable = &function->variables[i];

        if (variable->parameter && variable->word.known &&
            (strcmp(variable->name, "ptr") == 0 || strcmp(variable->name, "p") == 0))
            return variable->word;
    }
    return pointer_in_args(function->args);
}

static bool is_freeing(const char *name)
{
    for (size_t i = 0; name && i < WHY_COUNTOF(freeing); i++)
        if (strcmp(name, freeing[i]) == 0)
            return true;
    return false;
}

static struct why_value pointer_of_frame(const struct why_frame *frame)
{
    struct why_value value = { .known = false };

    for (size_t f = 0; f < frame->function_count && !value.known; f++)
        if (is_freeing(frame->functions[f].name))
            value = pointer_of(&frame->functions[f]);
    return value;
}

/* Outermost first: the pointer as the application passed it. */
static struct why_value freed_pointer(const struct why_facts *facts)
{
    struct why_value value = { .known = false };
    const struct why_backtrace *backtrace = facts->backtrace;

    for (size_t i = backtrace ? backtrace->frame_count : 0; i-- > 0 && !value.known;)
        value = pointer_of_frame(&backtrace->frames[i]);
    return value;
}

static bool is_on_stack(const struct why_facts *facts, uint32_t pointer)
{
    struct why_value sp = { .known = false };

    if (facts->arch)
        sp = why_facts_register(facts, facts->arch->sp);
    return sp.known && pointer - sp.value < STACK_REACH;
}

/* What the pointer that was freed points at. */
static void add_pointer(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena)
{
    const struct why_value pointer = freed_pointer(facts);
    const char *data;
    struct why_address address;

    if (!pointer.known)
        return;
    address = why_address_of(facts->crash, pointer.value);
    data = why_data_words(facts->crash, pointer.value, arena);
    if (is_on_stack(facts, pointer.value))
        why_finding_add_address(out, arena, pointer,
                                "the pointer was 0x%08x: on the stack, the address of a local",
                                (unsigned)pointer.value);
    else if (data)
        why_finding_add_address(out, arena, pointer, "the pointer was 0x%08x: %s",
                                (unsigned)pointer.value, data);
    else
        why_finding_add_address(
            out, arena, pointer, "the pointer was 0x%08x, which %s%s", (unsigned)pointer.value,
            why_address_words(facts->crash, &address, arena),
            pointer.value % 4 != 0 ? "; it is no multiple of 4, as every block of the heap is"
                                   : "");
}

/* ---- which kind ------------------------------------------------------------------------------ */

struct bad_free {
    const char *variant;
    enum why_confidence confidence;
    const struct why_statement *said;
    const char *summary;
};

/* The allocator asserts just this. */
static bool find_asserted(const struct why_crash *crash, struct bad_free *out)
{
    const struct why_statement *said = why_crash_says(crash, WHY_SAYS_ASSERT);
    const char *expression = said ? said->expression : NULL;

    if (!expression)
        return false;
    out->said = said;
    out->confidence = WHY_CERTAIN;
    if (strstr(expression, "already marked as free")) {
        out->variant = "double-free";
        out->summary = "a block of the heap was freed twice";
        return true;
    }
    if (strstr(expression, "outside heap areas")) {
        out->variant = "not-heap";
        out->summary = strstr(expression, "realloc")
                           ? "realloc() was given a pointer that does not come from the heap"
                           : "free() was given a pointer that does not come from the heap";
        return true;
    }
    return false;
}

/* The head guard of the block that is being freed is not there, and what is there tells why. */
static bool find_by_guard(const struct why_crash *crash, struct bad_free *out)
{
    const struct why_statement *assertion = why_crash_says(crash, WHY_SAYS_ASSERT);
    const char *function = assertion && assertion->name ? assertion->name : "";
    const struct why_region *region;
    struct why_heap_text text;

    out->said = why_heap_statement(crash);
    if (!out->said || !strstr(function, "free"))
        return false;
    text = why_heap_text_of(out->said);
    if (text.kind != WHY_HEAP_TEXT_HEAD || !text.got.known || !text.address.known)
        return false;
    region = why_crash_region(crash, text.got.value);
    out->confidence = WHY_LIKELY;
    out->variant = "double-free";
    out->summary = "a block was probably freed twice: where its guard word was, the heap has "
                   "reused the memory";
    if (text.got.value == WHY_HEAP_FREED)
        return true;
    if (text.address.value % 4 != 0) {
        out->variant = "interior";
        out->summary = "free() was given an address inside a block, not its start";
        return true;
    }
    return text.got.value % 4 == 0 && region && (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM)) != 0;
}

/* The ESP8266 core for Arduino says it in a line before the panic, or before the fault. */
static bool find_umm(const struct why_crash *crash, struct bad_free *out)
{
    *out = (struct bad_free){ .variant = "double-free",
                              .confidence = WHY_LIKELY,
                              .said = why_umm_double_free(crash),
                              .summary = "a block of the heap was freed, or resized, that was free "
                                         "already" };
    return out->said != NULL;
}

static void add_free_steps(struct why_finding *out, struct why_arena *arena)
{
    if (strcmp(out->variant, "double-free") == 0) {
        why_finding_add_next(out, arena,
                             "find both owners: who else frees the block, on an error path, in a "
                             "destructor, or in another task?");
        why_finding_add_next(out, arena, "set the pointer to NULL where it is freed");
        return;
    }
    why_finding_add_next(out, arena,
                         "find where that pointer got its value: a local, a constant, a static "
                         "buffer, or a pointer that was moved along (p++) since malloc()");
    why_finding_add_next(out, arena,
                         "a pointer whose memory was overwritten looks the same: print it when it "
                         "is allocated and when it is freed");
}

static bool match_invalid_free(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    struct bad_free found;

    if (!find_asserted(facts->crash, &found) && !find_by_guard(facts->crash, &found) &&
        !find_umm(facts->crash, &found))
        return false;
    out->variant = found.variant;
    out->confidence = found.confidence;
    why_finding_set_summary(out, arena, "%s", found.summary);
    why_describe_gave_up(out, facts, found.said, arena);
    add_pointer(out, facts, arena);
    if (why_gave_up(facts->crash))
        why_add_own_trap(out, facts, arena);
    if (out->place.function)
        why_finding_add_next(out, arena, "look at what %s frees there",
                             why_call_name(out->place.function, arena));
    add_free_steps(out, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "invalid-free",
      .title = "Freed twice, or never allocated",
      .variants = "double-free,not-heap,interior",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort,assert,wild-pointer,misaligned-access,narrow-access," WHY_OWN_TRAP,
      .means = "free(), realloc() or delete was given a pointer that is no block of the heap at "
               "that moment: a block that had been freed before, an address that never came from "
               "malloc(), or one inside a block. Here the caller in the backtrace is the culprit, "
               "or one of two.",
      .shows = "\"assert failed: tlsf_free ... block already marked as free\", \"assert failed: "
               "heap_caps_free ... free() target pointer is outside heap areas\". With heap "
               "poisoning a second free shows as \"CORRUPT HEAP: Bad head\" with 0xfefefefe or an "
               "address in place of 0xabba1234.",
      .check = "Who else frees that block: an error path, a destructor, a copy of the object?\n"
               "Is the pointer the one that malloc() returned, or was it moved along?\n"
               "Is it the address of a local, a static buffer or a constant?\n"
               "Was the pointer itself overwritten in between?",
      .reproduce = "char *block = malloc(16);\n"
                   "free(block);\n"
                   "free(block);",
      .read_more = "ESP-IDF Programming Guide, Heap Memory Debugging\n"
                   "ESP-IDF Programming Guide, Heap Memory Allocation",
      .source = "ESP-IDF components/heap/heap_caps.c, tlsf, multi_heap_poisoning.c",
      .match = match_invalid_free },
};

const struct why_rule_family why_family_free = { rules, WHY_COUNTOF(rules) };
