/* A heap whose data was written over: heap-corruption. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/esp8266.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/heap_texts.h"
#include "rules/names.h"
#include "rules/registers.h"

/* ---- guard words ----------------------------------------------------------------------------- */

static void describe_tail(struct why_finding *out, const struct why_heap_text *text,
                          struct why_arena *arena)
{
    const uint32_t count = why_heap_overrun(WHY_HEAP_TAIL, text->got.value);
    const char *more = count == 4 ? " or more" : "";

    out->variant = "overrun";
    if (count == 0) {
        out->variant = NULL;
        why_finding_set_summary(out, arena, "the guard word behind a block of the heap is damaged");
        why_finding_add_address(out, arena, text->address,
                                "its first byte is whole: what wrote there did not run on from the "
                                "block, which ends at 0x%08x",
                                (unsigned)text->address.value);
        return;
    }
    why_finding_set_summary(
        out, arena, "a block of the heap was written %u byte%s%s past its end, 0x%08x",
        (unsigned)count, count == 1 ? "" : "s", more, (unsigned)text->address.value);
    why_finding_add_address(out, arena, text->address,
                            "the block's data ends at 0x%08x; %u byte%s%s behind it hold%s %s",
                            (unsigned)text->address.value, (unsigned)count, count == 1 ? "" : "s",
                            more, count == 1 ? "s" : "",
                            why_heap_bytes_words(text->got.value, count, arena));
    if (count == 1 && (text->got.value & 0xff) == 0)
        why_finding_add_next(out, arena,
                             "look for a text whose terminating zero was not counted: "
                             "malloc(strlen(s)) instead of malloc(strlen(s) + 1)");
}

/* A pointer into memory stands where the guard word should: links of the free list lie there. */
static bool is_link(const struct why_crash *crash, uint32_t got)
{
    const struct why_region *region = why_crash_region(crash, got);

    return got % 4 == 0 && region && (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM)) != 0;
}

static void describe_head(struct why_finding *out, const struct why_facts *facts,
                          const struct why_heap_text *text, struct why_arena *arena)
{
    const uint32_t got = text->got.value;
    const uint32_t count = why_heap_overrun(WHY_HEAP_HEAD, got);

    why_finding_set_summary(out, arena,
                            "the guard word in front of a block of the heap is damaged, at 0x%08x",
                            (unsigned)text->address.value);
    if (got == WHY_HEAP_FREED) {
        why_finding_add_address(out, arena, text->got,
                                "it reads 0xfefefefe: the block had been freed before");
    } else if (is_link(facts->crash, got)) {
        why_finding_add_address(out, arena, text->got,
                                "it reads 0x%08x, an address of memory: the free list keeps its "
                                "links there, so the block may have been freed before",
                                (unsigned)got);
    } else if (why_value_as_text(got, arena) || (count > 0 && count < 4)) {
        out->variant = "overrun";
        why_finding_set_summary(out, arena, "the block in front of 0x%08x was written past its end",
                                (unsigned)text->address.value);
        why_finding_add_address(out, arena, text->got, "over the guard word stands %s",
                                why_heap_bytes_words(got, count > 0 ? count : 4, arena));
    } else if (count == 0 && got != WHY_HEAP_HEAD) {
        out->variant = "underrun";
        why_finding_add_address(out, arena, text->got,
                                "its first byte is whole and later ones are not: the write came "
                                "from the block behind it, below its start");
    } else {
        why_finding_add_address(out, arena, text->got,
                                "it reads 0x%08x: the block before it was written past its end, "
                                "this one before its start, or it is no block at all",
                                (unsigned)got);
    }
}

static void describe_data(struct why_finding *out, const struct why_heap_text *text,
                          struct why_arena *arena)
{
    const bool freed = (text->expected.value & 0xff) == (WHY_HEAP_FREED & 0xff);

    out->variant = freed ? "freed-block-written" : NULL;
    why_finding_set_summary(
        out, arena,
        freed ? "a block of the heap was written after it had been freed, at 0x%08x"
              : "a block of the heap was written before it was given out, at 0x%08x",
        (unsigned)text->address.value);
    if (text->got.known)
        why_finding_add_address(
            out, arena, text->address, "what was written there reads 0x%0*x%s%s",
            text->expected.value <= 0xff ? 2 : 8, (unsigned)text->got.value,
            why_value_as_text(text->got.value, arena) ? ", as text " : "",
            why_value_as_text(text->got.value, arena) ? why_value_as_text(text->got.value, arena)
                                                      : "");
}

static void describe_text(struct why_finding *out, const struct why_facts *facts,
                          const struct why_statement *said, struct why_arena *arena)
{
    const struct why_heap_text text = why_heap_text_of(said);

    if (text.kind == WHY_HEAP_TEXT_TAIL && text.got.known) {
        describe_tail(out, &text, arena);
    } else if (text.kind == WHY_HEAP_TEXT_HEAD && text.got.known) {
        describe_head(out, facts, &text, arena);
    } else if (text.kind == WHY_HEAP_TEXT_DATA) {
        describe_data(out, &text, arena);
    } else {
        out->variant =
            text.kind == WHY_HEAP_TEXT_HEAD || text.kind == WHY_HEAP_TEXT_TAIL ? NULL : "metadata";
        why_finding_set_summary(out, arena, "the heap's own data was overwritten: %s", said->text);
    }
}

/* ---- the finding ----------------------------------------------------------------------------- */

static void add_heap_steps(struct why_finding *out, const struct why_facts *facts,
                           struct why_arena *arena)
{
    why_finding_add_line(out, arena, 0,
                         "this is where the damage was found, not where it was done: the place is "
                         "the victim's");
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "start with the block that %s frees or allocates, and its neighbours "
                             "in memory: who writes them, with which length?",
                             why_call_name(out->place.function, arena));
    else
        why_finding_add_next(out, arena,
                             "decode the backtrace with the ELF: the first frame that is yours "
                             "frees or allocates the block; who writes it and its neighbours?");
    why_finding_add_next(out, arena,
                         "turn on CONFIG_HEAP_POISONING_COMPREHENSIVE and call "
                         "heap_caps_check_integrity_all(true) at more and more places: the last "
                         "good one and the first bad one enclose the culprit");
    if (!why_crash_says(facts->crash, WHY_SAYS_HEAP_CORRUPT))
        why_finding_add_next(out, arena,
                             "look for writes past the end of a block, double frees, and use "
                             "after free");
}

/* The heap says so itself. */
static bool match_said(const struct why_facts *facts, struct why_finding *out,
                       struct why_arena *arena)
{
    const struct why_statement *said = why_heap_statement(facts->crash);
    const struct why_statement *assertion = why_crash_says(facts->crash, WHY_SAYS_ASSERT);

    if (!said)
        return false;
    out->confidence = WHY_CERTAIN;
    if (why_gave_up(facts->crash))
        why_describe_gave_up(out, facts, said, arena);
    else
        why_finding_add_line(out, arena, said->line_no, "%s says: %s",
                             why_witness_words(facts->crash), said->text);
    if (assertion)
        why_finding_add_line(out, arena, assertion->line_no, "and: %s", assertion->text);
    describe_text(out, facts, said, arena);
    add_heap_steps(out, facts, arena);
    return true;
}

/* Assertions that find the allocator's lists or headers inconsistent. */
static bool is_metadata_assert(const struct why_statement *assertion)
{
    static const char *const parts[] = {
        "block must be",   "field can not be null", "list cannot have a null",
        "not free though", "block_size(",           "block_is_",
        "not aligned",     "next block should",     "must be a free block",
        "not coalesced",   "block lists must",      "free blocks",
        "remaining block", "block should",
    };

    for (size_t i = 0; assertion->expression && i < WHY_COUNTOF(parts); i++)
        if (strstr(assertion->expression, parts[i]) && assertion->file &&
            (strstr(assertion->file, "tlsf") || strstr(assertion->file, "multi_heap")))
            return !strstr(assertion->expression, "already marked as free");
    return false;
}

/* The check of a block's guard words failed, and the line that says which is not in the log. */
static bool is_guard_assert(const struct why_statement *assertion)
{
    return assertion->expression && strstr(assertion->expression, "head != NULL") &&
           assertion->file && strstr(assertion->file, "multi_heap");
}

static bool match_asserted(const struct why_facts *facts, struct why_finding *out,
                           struct why_arena *arena)
{
    const struct why_statement *assertion = why_crash_says(facts->crash, WHY_SAYS_ASSERT);

    if (!assertion || (!is_metadata_assert(assertion) && !is_guard_assert(assertion)))
        return false;
    out->confidence = WHY_LIKELY;
    why_describe_gave_up(out, facts, assertion, arena);
    if (is_metadata_assert(assertion)) {
        out->variant = "metadata";
        why_finding_set_summary(out, arena,
                                "the allocator found its own lists or block headers overwritten");
    } else {
        why_finding_set_summary(out, arena,
                                "a guard word of the block that is freed is damaged: it, or the "
                                "block before it, was overrun, or it was freed twice");
        why_finding_add_next(out, arena,
                             "copy the \"CORRUPT HEAP\" line that stands before: Bad tail is an "
                             "overrun of this block, Bad head one of the block before or a second "
                             "free");
    }
    add_heap_steps(out, facts, arena);
    return true;
}

/* A fault inside the allocator: it followed a link or a header that is none any more. */
static bool match_fault(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const char *access = NULL;
    struct why_spot spot;

    if (!why_is_data_fault(facts, &access) ||
        !why_find_kind(facts->backtrace, WHY_NAME_HEAP, &spot) || spot.index != 0)
        return false;
    out->variant = "metadata";
    out->confidence = WHY_LIKELY;
    out->place = why_fault_place(facts);
    why_finding_set_summary(out, arena,
                            "%s met a damaged heap: a link or a block header leads "
                            "nowhere",
                            why_call_name(spot.function->name, arena));
    if (facts->fault_address.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                                 "%s went to 0x%08x for its own data", spot.function->name,
                                 (unsigned)facts->fault_address.value);
    why_finding_add_frame(out, arena, spot.index, spot.frame,
                          "the allocator reads only its own lists there: %s",
                          why_spot_words(&spot, arena));
    why_add_place(out, facts, arena);
    add_heap_steps(out, facts, arena);
    return true;
}

static bool match_heap_corruption(const struct why_facts *facts, struct why_finding *out,
                                  struct why_arena *arena)
{
    if (why_umm_double_free(facts->crash))
        return false; /* of invalid-free */
    return why_match_umm(facts, out, arena) || match_said(facts, out, arena) ||
           match_asserted(facts, out, arena) || match_fault(facts, out, arena);
}

static const struct why_rule rules[] = {
    { .id = "heap-corruption",
      .title = "Heap corruption",
      .variants = "overrun,underrun,metadata,freed-block-written",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort,assert,wild-pointer,misaligned-access,use-after-free,"
                    "uninitialized-memory," WHY_OWN_TRAP,
      .means = "Memory of the heap that belongs to nobody, or to the allocator, was written. The "
               "allocator notices when it next looks at that block, often much later and in a "
               "task that has nothing to do with it: the backtrace shows the victim. What stands "
               "in a damaged guard word tells how far the write went, and often what it was.",
      .shows = "\"CORRUPT HEAP: Bad tail (Bad head, Invalid data) at 0x... Expected 0x... got "
               "0x...\" when heap poisoning is on; failed assertions of tlsf.c or multi_heap.c; "
               "or a fault at a senseless address inside malloc() or free(). ESP8266: \"No "
               "poison after block\", or a panic in umm_malloc.cpp. The tail guard "
               "0xbaad5678 stands right behind the block's last byte, the head guard 0xabba1234 "
               "in front of it; 0xfe fills a freed block.",
      .check = "Bad tail: which bytes of 0xbaad5678 changed, counted from the lowest? So many "
               "bytes the block was overrun.\n"
               "Bad head: is it text (the block before was overrun), an address or 0xfefefefe "
               "(the block was freed before)?\n"
               "Invalid data: who still writes to that block after it was freed?\n"
               "Which blocks of that size does the program allocate?\n"
               "Does an interrupt handler or DMA write there?",
      .reproduce = "char *name = malloc(5);\n"
                   "strcpy(name, \"hello\"); /* six bytes */\n"
                   "free(name);",
      .read_more = "ESP-IDF Programming Guide, Heap Memory Debugging, Heap Corruption Detection",
      .source = "ESP-IDF components/heap/multi_heap_poisoning.c, multi_heap.c, tlsf; ESP8266 core "
                "for Arduino, "
                "umm_malloc/",
      .match = match_heap_corruption },
};

const struct why_rule_family why_family_heap = { rules, WHY_COUNTOF(rules) };
