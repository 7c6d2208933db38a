/* Pointers that were read from memory which only holds a fill pattern: use-after-free,
 * uninitialized-memory. */
#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/jump.h"
#include "rules/wild.h"

/* Source: ESP-IDF components/heap/multi_heap_poisoning.c, FreeRTOS tasks.c. */
#define FILL_FREED 0xFEFEFEFEu
#define FILL_NEW 0xCECECECEu
#define FILL_STACK 0xA5A5A5A5u

/* What was followed, and the pattern that it was. */
struct filled {
    bool called; /* `wild` is empty: the program counter is the pattern */
    struct why_wild wild;
    struct why_named named;
    const struct why_pattern *pattern;
};

/* A call of RISC-V clears the lowest bit. */
static const struct why_pattern *pattern_of_target(uint32_t pc)
{
    const struct why_pattern *pattern = why_pattern_of(pc);

    return pattern ? pattern : why_pattern_of(pc | 1u);
}

static bool find_call(const struct why_facts *facts, struct filled *out)
{
    if (!facts->arch || !facts->pc.known || !why_is_fetch_fault(facts) || why_is_return(facts) ||
        why_crash_region(facts->crash, facts->pc.value))
        return false;
    out->called = true;
    out->named = why_named_call(facts);
    out->pattern = pattern_of_target(facts->pc.value);
    return out->pattern != NULL;
}

/* Where the pointer is not known, the address is close behind it. */
static bool find_access(const struct why_facts *facts, struct filled *out)
{
    const struct why_address *address = &out->wild.address;

    if (!why_find_wild(facts, &out->wild) || out->wild.accessed.fit == WHY_FIT_OTHER)
        return false;
    if (out->wild.base.name)
        address = &out->wild.pointer;
    out->named = out->wild.named;
    out->pattern = address->kind == WHY_ADDRESS_PATTERN ? address->pattern : NULL;
    return out->pattern != NULL;
}

/* ---- words ----------------------------------------------------------------------------------- */

static void summarize(struct why_finding *out, const struct filled *filled, const char *origin,
                      struct why_arena *arena)
{
    const char *way = filled->called ? "call through" : why_access_words(out->pointer.access);
    const char *words = why_named_words(&filled->named, arena);

    if (filled->named.argument)
        why_finding_set_summary(out, arena, "%s: that %s", words, origin);
    else if (words)
        why_finding_set_summary(out, arena, "%s %s, which %s", way, words, origin);
    else
        why_finding_set_summary(out, arena, "%s a %spointer that %s", way,
                                filled->called ? "function " : "", origin);
}

static void add_call(struct why_finding *out, const struct why_facts *facts,
                     const struct filled *filled, struct why_arena *arena)
{
    out->variant = "call";
    out->pointer.access = "call";
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                             "%s 0x%08x is the fill pattern 0x%08x, %s", facts->arch->pc,
                             (unsigned)facts->pc.value, (unsigned)filled->pattern->value,
                             filled->pattern->name);
    why_add_target_register(out, facts, arena);
    why_add_caller(out, facts, arena);
    why_set_named(out, &filled->named, arena);
    why_add_named(out, &filled->named, arena);
}

static void add_access(struct why_finding *out, const struct why_facts *facts,
                       const struct filled *filled, struct why_arena *arena)
{
    out->place = why_fault_place(facts);
    why_add_wild(out, facts, &filled->wild, arena);
    out->variant = out->pointer.access;
    if (!filled->wild.base.name)
        why_finding_add_address(
            out, arena, (struct why_value){ .known = true, .value = filled->wild.address.value },
            "no register holds the pattern itself: the address lies %u behind it",
            (unsigned)(filled->wild.address.value - filled->pattern->value));
}

static void add_evidence(struct why_finding *out, const struct why_facts *facts,
                         const struct filled *filled, struct why_arena *arena)
{
    if (filled->called)
        add_call(out, facts, filled, arena);
    else
        add_access(out, facts, filled, arena);
    why_finding_add_line(out, arena, 0, "%s", filled->pattern->meaning);
}

/* A variable may have moved on since: `node` in "node = node->next". */
static bool is_variable(const struct filled *filled)
{
    return filled->named.pointer && filled->named.pointer->kind == WHY_EXPRESSION_VARIABLE;
}

/* The memory that the pointer was read from is not the pointer's own. */
static const char *holder_words(const struct filled *filled, struct why_arena *arena)
{
    const char *parent = why_pointer_in(why_named_read_from(&filled->named), arena);

    return parent ? why_arena_printf(arena, "the object that `%s` %s at", parent,
                                     is_variable(filled) ? "pointed" : "points")
                  : "the object that held the pointer";
}

/* Which memory held the pattern. */
static void add_holder(struct why_finding *out, const struct filled *filled,
                       struct why_arena *arena)
{
    const char *from = why_named_read_from(&filled->named);
    const char *parent = why_pointer_in(from, arena);

    if (parent && is_variable(filled))
        why_finding_add_line(
            out, arena, 0,
            "`%s` was read from `%s`, which held the pattern: what `%s` pointed at "
            "then had been freed",
            filled->named.pointer->text, from, parent);
    else if (parent)
        why_finding_add_line(out, arena, 0,
                             "`%s` holds the pattern: what `%s` points at was freed before", from,
                             parent);
}

/* "was read from freed memory", "was read from `node->next` in freed memory" */
static const char *freed_words(const struct filled *filled, struct why_arena *arena)
{
    const char *from = is_variable(filled) ? why_named_read_from(&filled->named) : NULL;

    return from ? why_arena_printf(arena, "was read from `%s` in freed memory", from)
                : "was read from freed memory";
}

static bool find_filled(const struct why_facts *facts, struct filled *out)
{
    return find_access(facts, out) || find_call(facts, out);
}

/* ---- use-after-free -------------------------------------------------------------------------- */

static bool match_use_after_free(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    struct filled filled = { .pattern = NULL };

    if (!find_filled(facts, &filled) || filled.pattern->value != FILL_FREED)
        return false;
    out->confidence = WHY_LIKELY; /* a program may fill memory with the same bytes */
    add_evidence(out, facts, &filled, arena);
    summarize(out, &filled, freed_words(&filled, arena), arena);
    add_holder(out, &filled, arena);
    if (!filled.called)
        why_describe_data_fault(out, facts, arena);
    why_finding_add_next(out, arena, "find out who freed %s, and who still uses it",
                         holder_words(&filled, arena));
    why_finding_add_next(out, arena,
                         "clear every copy of a pointer when its object is freed, or count its "
                         "users; another task or a callback may still hold one");
    return true;
}

/* ---- uninitialized-memory -------------------------------------------------------------------- */

static bool match_uninitialized(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    struct filled filled = { .pattern = NULL };
    bool stack;

    if (!find_filled(facts, &filled) ||
        (filled.pattern->value != FILL_NEW && filled.pattern->value != FILL_STACK))
        return false;
    stack = filled.pattern->value == FILL_STACK;
    out->confidence = WHY_LIKELY; /* a program may fill memory with the same bytes */
    add_evidence(out, facts, &filled, arena);
    summarize(out, &filled,
              stack ? "was read from a stack where nothing had been written"
                    : "was read from new heap memory where nothing had been written",
              arena);
    if (!filled.called)
        why_describe_data_fault(out, facts, arena);
    if (why_is_name(filled.named.pointer))
        why_finding_add_next(out, arena, "set `%s` where %s", filled.named.pointer->text,
                             stack ? "it is declared" : "its object is allocated");
    why_finding_add_next(out, arena, "%s",
                         stack ? "look for a local variable or a local struct that is used before "
                                 "it is set; -Wall -Wmaybe-uninitialized finds many"
                               : "allocate with calloc(), or set every member of the object right "
                                 "behind malloc()");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "use-after-free",
      .title = "Use of freed memory",
      .variants = "read,write,call",
      .at_most = WHY_LIKELY,
      .supersedes = "wild-pointer,wild-jump",
      .means = "The program followed a pointer that it had read from a block of the heap after the "
               "block was freed. With comprehensive heap poisoning, freed blocks hold the byte "
               "0xfe everywhere, so the pointer was 0xfefefefe. Without poisoning the same mistake "
               "reads what the next owner of the block wrote, and crashes elsewhere or never.",
      .shows =
          "LoadProhibited, StoreProhibited or InstrFetchProhibited (Xtensa), Load, Store or "
          "Instruction access fault (RISC-V), with an address at or shortly behind 0xfefefefe. "
          "Most often a register holds 0xfefefefe itself.",
      .check = "Which object was the pointer read from, and who frees it?\n"
               "Does a list, a callback, a timer or another task keep a pointer to it?\n"
               "Is the object freed twice, or freed while an iteration is at it?",
      .reproduce = "struct node { struct node *next; int value; } *node = malloc(sizeof(*node));\n"
                   "free(node); /* with CONFIG_HEAP_POISONING_COMPREHENSIVE */\n"
                   "int value = node->next->value; /* node->next is 0xfefefefe */",
      .read_more = "ESP-IDF Programming Guide, Heap Memory Debugging, Heap Corruption Detection",
      .source = "ESP-IDF components/heap/multi_heap_poisoning.c, FREE_FILL_PATTERN",
      .match = match_use_after_free },
    { .id = "uninitialized-memory",
      .title = "Use of memory that was never set",
      .variants = "read,write,call",
      .at_most = WHY_LIKELY,
      .supersedes = "wild-pointer,wild-jump",
      .means = "The program followed a pointer that nobody had set. With comprehensive heap "
               "poisoning a new block holds the byte 0xce everywhere, so the pointer was "
               "0xcececece; the stack of a FreeRTOS task begins as 0xa5a5a5a5.",
      .shows = "As for any pointer that leads nowhere, with an address at or shortly behind "
               "0xcececece or 0xa5a5a5a5. Most often a register holds the pattern itself.",
      .check = "Is every member of the object set on every path after malloc()?\n"
               "Does the constructor or init function leave the member out?\n"
               "Is a local variable used before it is assigned?",
      .reproduce = "struct node { struct node *next; int value; } *node = malloc(sizeof(*node));\n"
                   "int value = node->next->value; /* with CONFIG_HEAP_POISONING_COMPREHENSIVE */",
      .read_more = "ESP-IDF Programming Guide, Heap Memory Debugging, Heap Corruption Detection\n"
                   "FreeRTOS documentation, uxTaskGetStackHighWaterMark",
      .source = "ESP-IDF components/heap/multi_heap_poisoning.c, MALLOC_FILL_PATTERN; FreeRTOS "
                "tasks.c, tskSTACK_FILL_BYTE",
      .match = match_uninitialized },
};

const struct why_rule_family why_family_pattern = { rules, WHY_COUNTOF(rules) };
