/* Reads and writes through a pointer that leads nowhere: wild-pointer. */
#include <string.h>

#include "base/span.h"
#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/registers.h"
#include "rules/wild.h"

#define PAGE_BYTES 0x1000u /* what a member or an element rarely lies beyond */

/* The variant that the value a pointer had proves, or NULL. */
static const char *wild_variant(const struct why_base *base, const struct why_address *pointer)
{
    if (!base->name)
        return NULL;
    if (pointer->kind == WHY_ADDRESS_TEXT)
        return "string-over-pointer";
    if (pointer->kind == WHY_ADDRESS_ERROR_CODE)
        return "error-code-as-pointer";
    if (pointer->kind == WHY_ADDRESS_SMALL)
        return "integer-as-pointer";
    return NULL;
}

/* What the ELF has close to where the access went, or where its pointer was. */
static const struct why_near_data *find_near_data(const struct why_facts *facts, uint32_t address,
                                                  const struct why_base *base)
{
    const struct why_near_data *near_data = why_crash_near_data(facts->crash, address);

    if (near_data || !base->name)
        return near_data;
    return why_crash_near_data(facts->crash, base->value.value);
}

static void add_objects(struct why_finding *out, const struct why_facts *facts, uint32_t address,
                        const struct why_base *base, struct why_arena *arena)
{
    const struct why_near_data *near_data = find_near_data(facts, address, base);
    const char *held = base->name ? why_data_words(facts->crash, base->value.value, arena) : NULL;

    if (near_data)
        why_finding_add_address(out, arena,
                                (struct why_value){ .known = true, .value = near_data->address },
                                "0x%08x is %s", (unsigned)near_data->address,
                                why_near_data_words(facts->crash, near_data->address, arena));
    if (held)
        why_finding_add_register(out, arena, base->name, base->value, "%s points at %s", base->name,
                                 held);
    if (near_data)
        why_finding_add_next(out, arena,
                             "see whether an index, a length or a pointer that is moved along "
                             "leaves %s",
                             near_data->object);
}

/* What the library function's parameter still holds where its caller's registers are gone. */
static struct why_value parameter_value(const struct why_facts *facts,
                                        const struct why_argument *argument)
{
    const struct why_backtrace *backtrace = facts->core ? &facts->core->backtrace : NULL;
    const struct why_frame *frame;
    const struct why_function *function;

    if (!argument->name || !backtrace || argument->frame != 1 || backtrace->frame_count < 2 ||
        backtrace->frames[0].function_count != 1)
        return (struct why_value){ .known = false };
    frame = &backtrace->frames[0];
    function = &frame->functions[0];
    for (size_t i = 0; i < function->variable_count; i++)
        if (function->variables[i].parameter &&
            strcmp(function->variables[i].name, argument->name) == 0)
            return function->variables[i].word;
    return (struct why_value){ .known = false };
}

/* Where a library function started that was given good memory and left it; not known: it did not.
 */
static struct why_value run_off_start(const struct why_facts *facts, const struct why_wild *wild)
{
    struct why_value start = wild->named.value;
    const uint32_t least =
        start.known ? 0 : PAGE_BYTES; /* the code proves it, or a parameter may */

    if (!wild->named.argument || !why_is_name(wild->named.pointer))
        return (struct why_value){ .known = false };
    if (!start.known)
        start = parameter_value(facts, wild->named.argument);
    start.known = start.known && why_crash_region(facts->crash, start.value) &&
                  wild->address.value > start.value && wild->address.value - start.value > least &&
                  why_crash_unmapped(facts->crash, wild->address.value);
    return start;
}

static void summarize_run_off(struct why_finding *out, const struct why_wild *wild, uint32_t start,
                              struct why_arena *arena)
{
    why_finding_set_summary(
        out, arena, "%s, called from %s, ran %u bytes past the start of `%s` (0x%08x): %s",
        why_call_name(wild->named.argument->function, arena),
        why_call_name(wild->named.function, arena), (unsigned)(wild->address.value - start),
        wild->named.pointer->text, (unsigned)start,
        strncmp(wild->named.argument->function, "str", 3) == 0 ? "no end of a text was found"
                                                               : "the length does not fit there");
}

static void add_pointer_step(struct why_finding *out, const struct why_named *named, bool away,
                             struct why_arena *arena)
{
    if (away)
        why_finding_add_next(out, arena,
                             "find out which index or offset from %s was used there, and who "
                             "should have checked it",
                             why_named_words(named, arena));
    else if (why_is_name(named->pointer))
        why_finding_add_next(out, arena,
                             "find out where `%s` got its value: is it initialised on every path, "
                             "and is its object still alive?",
                             named->pointer->text);
    else if (out->place.function)
        why_finding_add_next(out, arena,
                             "find the pointer that %s uses there: is it initialised, and is its "
                             "object still alive?",
                             why_call_name(out->place.function, arena));
    else if (out->place.address.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: is the pointer used there initialised, "
                             "and is its object still alive?",
                             (unsigned)out->place.address.value);
}

static void add_wild_steps(struct why_finding *out, const struct why_address *pointer,
                           const struct why_named *named, bool away, struct why_arena *arena)
{
    switch (pointer->kind) {
    case WHY_ADDRESS_TEXT:
        why_finding_add_next(
            out, arena,
            "find the buffer whose text holds %s and which lies before the pointer: it was overrun",
            why_value_as_text(pointer->value, arena));
        break;
    case WHY_ADDRESS_ERROR_CODE:
        why_finding_add_next(
            out, arena, "find the call that returned %s and whose result was used as a pointer",
            pointer->error_name);
        break;
    case WHY_ADDRESS_PATTERN:
        why_finding_add_next(out, arena, "%s", pointer->pattern->meaning);
        break;
    case WHY_ADDRESS_SMALL:
        why_finding_add_next(out, arena,
                             "look for a number that was passed where a pointer belongs (swapped "
                             "arguments, a length, a handle)");
        break;
    case WHY_ADDRESS_NEAR_NULL:
    case WHY_ADDRESS_BELOW_NULL:
    case WHY_ADDRESS_MAPPED:
    case WHY_ADDRESS_UNMAPPED:
    case WHY_ADDRESS_UNJUDGED:
        break;
    }
    add_pointer_step(out, named, away, arena);
    if (!away)
        why_finding_add_next(
            out, arena,
            "if the pointer was good before: who writes past the end of a buffer next "
            "to it? Turn on heap poisoning");
}

static enum why_confidence wild_confidence(const struct why_facts *facts,
                                           const struct why_accessed *accessed,
                                           const struct why_address *address)
{
    const struct why_crash *crash = facts->crash;
    bool unmapped = why_crash_unmapped(crash, address->value);
    struct why_code_pointer code;

    if (why_find_code_pointer(facts, accessed, address->value, &code) && !code.sure)
        return WHY_POSSIBLE; /* a member of what is NULL may lie just as far */
    if (why_is_near_null(address->value))
        return WHY_LIKELY; /* an error code, or what wraps around: NULL plus an index may be so */
    if (accessed->fit == WHY_FIT_COMPUTED && unmapped)
        return why_crash_elf_confirmed(crash) ? WHY_CERTAIN : WHY_LIKELY;
    if (accessed->fit == WHY_FIT_COMPUTED)
        return WHY_POSSIBLE; /* that address would have been accessed without a fault */
    if (unmapped && (accessed->fit == WHY_FIT_EXACT || address->kind == WHY_ADDRESS_UNMAPPED ||
                     address->kind == WHY_ADDRESS_TEXT))
        return why_accessed_confidence(accessed, WHY_CERTAIN);
    if (address->region && (address->region->bits & (WHY_MEM_RAM | WHY_MEM_FLASH)) != 0)
        return WHY_POSSIBLE; /* memory that may be accessed: protection, or cache off */
    return why_accessed_confidence(accessed, WHY_LIKELY);
}

/* The pointer itself is good: an index or an offset led away from what it points at. */
static bool is_led_away(const struct why_facts *facts, const struct why_wild *wild)
{
    return why_is_name(wild->named.pointer) && wild->named.value.known && !wild->wraps &&
           why_crash_region(facts->crash, wild->named.value.value);
}

static void summarize_away(struct why_finding *out, const struct why_facts *facts,
                           const struct why_wild *wild, struct why_arena *arena)
{
    struct why_value at = { .known = true, .value = wild->address.value };
    const char *target = why_target_words(&wild->named, at, arena);
    const char *what = why_address_words(facts->crash, &wild->address, arena);
    const char *verb = out->pointer.access ? out->pointer.access : "access";

    if (target)
        why_finding_set_summary(out, arena, "%s %s %s%s at 0x%08x, which %s", verb,
                                verb[0] == 'r' ? "of" : "to", target,
                                why_end_words(&wild->named, arena), (unsigned)at.value, what);
    else
        why_finding_set_summary(out, arena, "%s far from what %s is: 0x%08x %s", verb,
                                why_named_words(&wild->named, arena), (unsigned)at.value, what);
}

/* An argument of a library function, which moved it before the fault or not. */
static void summarize_argument(struct why_finding *out, const struct why_facts *facts,
                               const struct why_wild *wild, const struct why_address *shown,
                               struct why_arena *arena)
{
    const char *pointer = why_named_words(&wild->named, arena);

    if (wild->named.value.known)
        why_finding_set_summary(out, arena, "%s: 0x%08x %s", pointer, (unsigned)shown->value,
                                why_address_words(facts->crash, shown, arena));
    else
        why_finding_set_summary(out, arena, "%s: it came to 0x%08x, which %s", pointer,
                                (unsigned)wild->address.value,
                                why_address_words(facts->crash, &wild->address, arena));
}

static void summarize_nameless(struct why_finding *out, const struct why_facts *facts,
                               const struct why_wild *wild, const struct why_address *shown,
                               struct why_arena *arena)
{
    bool holds = wild->base.name && wild->base.value.value == shown->value;

    why_finding_set_summary(out, arena, "%s a pointer that leads nowhere good: %s%s0x%08x %s",
                            why_access_words(out->pointer.access), holds ? wild->base.name : "",
                            holds ? " = " : "", (unsigned)shown->value,
                            why_address_words(facts->crash, shown, arena));
}

/* The pointer, or the address that was computed from it: what tells most. */
static void summarize_wild(struct why_finding *out, const struct why_facts *facts,
                           const struct why_wild *wild, struct why_arena *arena)
{
    bool pointed = wild->base.name && wild->pointer.kind != WHY_ADDRESS_MAPPED;
    const struct why_address *shown = pointed ? &wild->pointer : &wild->address;
    const char *pointer = why_named_words(&wild->named, arena);
    struct why_value start = run_off_start(facts, wild);

    if (start.known)
        summarize_run_off(out, wild, start.value, arena);
    else if (wild->wraps && pointer)
        why_finding_set_summary(out, arena,
                                "%s %s = 0x%08x, at an index or offset that is out of range: it "
                                "leads to 0x%08x",
                                why_access_words(out->pointer.access), pointer,
                                (unsigned)wild->pointer.value, (unsigned)wild->address.value);
    else if (is_led_away(facts, wild) && !wild->named.argument)
        summarize_away(out, facts, wild, arena);
    else if (pointer && wild->named.argument)
        summarize_argument(out, facts, wild, shown, arena);
    else if (pointer)
        why_finding_set_summary(out, arena, "%s %s, which leads nowhere good: 0x%08x %s",
                                why_access_words(out->pointer.access), pointer,
                                (unsigned)shown->value,
                                why_address_words(facts->crash, shown, arena));
    else
        summarize_nameless(out, facts, wild, shown, arena);
}

/* The address that the cache unit names: it had no page of flash or PSRAM there. */
static struct why_value unmapped_page(const struct why_statement *detail)
{
    struct why_value address = { .known = false };
    why_span text = why_span_of(detail->text);
    size_t at;

    if (!strcasestr(detail->text, "mmu entry") || !why_span_find(text, "0x", &at))
        return address;
    text = why_span_skip(text, at);
    address.known = why_span_take_hex8(&text, &address.value);
    address.line_no = detail->line_no;
    return address;
}

/* Source: ESP-IDF components/esp_system/port/soc/esp32s3/cache_err_int.c; Technical Reference
 * Manual of the ESP32-S3, System and Memory, invalid MMU entries. */
static bool match_unmapped_page(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    const struct why_statement *detail = why_crash_says(facts->crash, WHY_SAYS_CACHE_DETAIL);
    const struct why_value address =
        detail ? unmapped_page(detail) : (struct why_value){ .known = false };
    const struct why_register *holds =
        address.known ? why_find_holding(facts, address.value) : NULL;

    if (!address.known)
        return false;
    out->confidence = WHY_LIKELY;
    out->place = why_fault_place(facts);
    why_finding_set_summary(out, arena,
                            "access to 0x%08x, where no page of flash or external RAM is mapped",
                            (unsigned)address.value);
    why_finding_add_line(out, arena, detail->line_no, "the cache unit says: %s", detail->text);
    if (holds)
        why_finding_add_register(out, arena, holds->name, holds->value,
                                 "%s holds exactly that address", holds->name);
    why_finding_add_next(out, arena,
                         "find the pointer at the program counter or in its callers: a mapping of "
                         "flash that was given back (esp_partition_munmap()), or never a pointer");
    why_finding_add_next(out, arena,
                         "compare the address with the PSRAM that the boot log tells: the first "
                         "one behind its end is a buffer that was overrun");
    return true;
}

static bool match_wild_pointer(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    struct why_wild wild;

    if (!why_find_wild(facts, &wild))
        return match_unmapped_page(facts, out, arena);
    out->confidence = wild_confidence(facts, &wild.accessed, &wild.address);
    out->variant = wild_variant(&wild.base, &wild.pointer);
    if (out->variant && out->confidence == WHY_CERTAIN)
        out->confidence =
            WHY_LIKELY; /* what a pointer's bytes read as is no proof of their origin */
    out->place = why_fault_place(facts);
    why_add_wild(out, facts, &wild, arena);
    if (!out->variant)
        out->variant = out->pointer.access;
    summarize_wild(out, facts, &wild, arena);
    add_objects(out, facts, wild.address.value, &wild.base, arena);
    why_describe_data_fault(out, facts, arena);
    if (run_off_start(facts, &wild).known)
        why_finding_add_next(out, arena,
                             "check the length that %s passes to %s, and the end of a text or "
                             "buffer that `%s` points at",
                             why_call_name(wild.named.function, arena),
                             why_call_name(wild.named.argument->function, arena),
                             wild.named.pointer->text);
    else
        add_wild_steps(out, &wild.pointer, &wild.named, is_led_away(facts, &wild) || wild.wraps,
                       arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "wild-pointer",
      .title = "Access through a wild pointer",
      .variants = "read,write,string-over-pointer,error-code-as-pointer,integer-as-pointer",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The program read or wrote an address that the memory system refused and that is "
               "not near NULL. The pointer was "
               "never set, its object is gone, something else overwrote it, or it never was a "
               "pointer. What the address is made of "
               "(text, a fill pattern, an error code, a small number) often tells which.",
      .shows = "LoadProhibited, StoreProhibited or LoadStoreError with EXCVADDR outside any memory "
               "of the chip (Xtensa); Load or "
               "Store access fault with such an MTVAL (RISC-V); a cache error with an MMU entry "
               "fault, where the address is behind the cache and no page is mapped. With the ELF, "
               "the instruction and "
               "the debug "
               "information name the pointer; where the pointer is good, an index or an offset led "
               "away from its object.",
      .check = "Which pointer is used on the line of the program counter?\n"
               "Is it initialised on every path?\n"
               "Has its object been freed, or was it a local of a function that has returned?\n"
               "Do the bytes of the address read as text? Then a string ran over the pointer.\n"
               "Is it a fill pattern of the heap or of a stack?",
      .reproduce = "volatile int *wild = (int *)0x20202020; /* four blanks */\n"
                   "int value = *wild;",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors\n"
                   "ESP-IDF Programming Guide, Heap Memory Debugging\n"
                   "Technical Reference Manual of the chip, System and Memory",
      .source = "Xtensa ISA manual, EXCCAUSE 3, 13, 15, 24-29; RISC-V Privileged ISA, mcause 5 and "
                "7; soc.h of each chip",
      .match = match_wild_pointer },
};

const struct why_rule_family why_family_wild_pointer = { rules, WHY_COUNTOF(rules) };
