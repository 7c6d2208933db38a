/* Control that went where no code is: null-call, wild-jump. */
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/jump.h"
#include "rules/named.h"
#include "rules/registers.h"

/* ---- null-call ------------------------------------------------------------------------------- */

static void summarize_null_call(struct why_finding *out, const struct why_facts *facts,
                                const struct why_named *named, struct why_arena *arena)
{
    out->summary = why_null_summary(out, named, arena);
    if (!out->summary)
        why_finding_set_summary(
            out, arena, "call through a NULL function pointer: the processor went to 0x%08x = %s",
            (unsigned)facts->pc.value, why_null_words(facts->pc.value, arena));
}

/* Whose tasks are functions that must not return. */
static bool has_tasks(const struct why_crash *crash)
{
    static const enum why_family without[] = {
        WHY_FAMILY_ZEPHYR,          WHY_FAMILY_NUTTX,   WHY_FAMILY_ESP_HAL,
        WHY_FAMILY_ESP8266_ARDUINO, WHY_FAMILY_LP_CORE, WHY_FAMILY_ESP8266_NONOS,
    };

    for (size_t i = 0; i < WHY_COUNTOF(without); i++)
        if (without[i] == crash->family)
            return false;
    return true;
}

static bool match_null_call(const struct why_facts *facts, struct why_finding *out,
                            struct why_arena *arena)
{
    bool illegal = why_facts_cause(facts) == WHY_CAUSE_ILLEGAL_INSTRUCTION;
    struct why_named named;
    bool has_caller;

    if (!facts->arch || !facts->pc.known || (!why_is_fetch_fault(facts) && !illegal) ||
        facts->pc.value >= WHY_NULL_BYTES)
        return false;
    has_caller = why_caller_address(facts).known;
    named = why_named_call(facts);
    out->confidence = facts->pc.value == 0 && has_caller ? WHY_CERTAIN : WHY_LIKELY;
    out->pointer.access = "call";
    out->pointer.member_offset = (struct why_value){ .known = true, .value = facts->pc.value };
    summarize_null_call(out, facts, &named, arena);
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                             "%s 0x%08x = %s: no code is there", facts->arch->pc,
                             (unsigned)facts->pc.value, why_null_words(facts->pc.value, arena));
    why_add_target_register(out, facts, arena);
    why_add_caller(out, facts, arena);
    why_set_named(out, &named, arena);
    why_add_named(out, &named, arena);
    if (!has_caller)
        why_finding_add_line(
            out, arena, facts->core ? facts->core->line_no : 0,
            "%s holds no code address either: a task function that returned looks the same",
            facts->arch->return_address);
    if (!why_add_null_step(out, &named, arena))
        why_add_caller_step(out, &named, arena);
    why_finding_add_next(
        out, arena,
        "check callbacks and tables of operations: is every member set before the first call?");
    if (!has_caller)
        why_finding_add_next(
            out, arena, "%s",
            has_tasks(facts->crash)
                ? "check that every task function ends in vTaskDelete(NULL) or never returns"
                : "check that no stack was overwritten: a return address of 0 leads here, too");
    return true;
}

/* ---- wild-jump ------------------------------------------------------------------------------- */

/* Memory that holds data and cannot run. */
static bool holds_data(const struct why_region *region)
{
    return region && !why_region_runs(region) && (region->bits & WHY_MEM_PERIPHERAL) == 0;
}

/* Code may be there: then nothing of the firmware is, or reading it failed. */
static bool may_run(const struct why_address *target)
{
    return target->region && why_region_runs(target->region);
}

static void add_jump_steps(struct why_finding *out, const struct why_address *target,
                           const struct why_named *named, bool returned, struct why_arena *arena)
{
    const char *text = why_value_as_text(target->value, arena);

    if (may_run(target))
        why_finding_add_next(out, arena,
                             "see whether the firmware has code at 0x%08x: if it has, suspect the "
                             "flash or PSRAM that it is read from; if not, a bad pointer led there",
                             (unsigned)target->value);
    if (!returned)
        why_add_caller_step(out, named, arena);
    if (text && target->kind == WHY_ADDRESS_TEXT)
        why_finding_add_next(out, arena,
                             "find the buffer that holds %s: it ran over the %sreturn address",
                             text, returned ? "" : "function pointer or the ");
    if (target->kind == WHY_ADDRESS_PATTERN)
        why_finding_add_next(out, arena, "%s", target->pattern->meaning);
    if (returned)
        return;
    why_finding_add_next(
        out, arena,
        "check the object that holds the pointer: freed, never initialised, or overwritten?");
    if (!why_is_name(named->pointer))
        why_finding_add_next(out, arena,
                             "a return address on the stack may be overwritten too: look at local "
                             "buffers of the function that was running");
}

/* What returned is not known any more, nor who called it: frames up to the next one that is left
 * are gone. */
static void add_returned(struct why_finding *out, const struct why_facts *facts,
                         struct why_arena *arena)
{
    struct why_spot spot;

    out->place = why_place_of_address(facts->pc, NULL);
    why_finding_add_register(out, arena, facts->arch->return_address,
                             why_facts_register(facts, facts->arch->return_address),
                             "RA holds the same: a function returned there, so its return address "
                             "on the stack was overwritten");
    if (!why_find_application(facts->backtrace, 1, &spot) || !spot.function)
        return;
    why_finding_add_frame(out, arena, spot.index, spot.frame,
                          "the nearest frame that is left is %s: what returned was called there, "
                          "or further down",
                          why_spot_words(&spot, arena));
    why_finding_add_next(out, arena,
                         "look for a local buffer that is written past its end, in what %s calls",
                         why_call_name(spot.function->name, arena));
}

static const char *variant_of(const struct why_facts *facts, const struct why_address *target,
                              const struct why_named *named)
{
    if (why_is_return(facts))
        return "corrupted-return";
    if (why_named_is_virtual(named))
        return "vtable";
    return holds_data(target->region) ? "execute-data" : "plain";
}

static enum why_confidence jump_confidence(const struct why_address *target)
{
    if (may_run(target))
        return WHY_POSSIBLE;
    return holds_data(target->region) || target->kind == WHY_ADDRESS_UNMAPPED ||
                   target->kind == WHY_ADDRESS_TEXT || target->kind == WHY_ADDRESS_BELOW_NULL
               ? WHY_CERTAIN
               : WHY_LIKELY;
}

static void summarize_jump(struct why_finding *out, const struct why_facts *facts,
                           const struct why_address *target, const struct why_named *named,
                           struct why_arena *arena)
{
    const char *pointer = why_named_words(named, arena);
    const char *way = pointer                ? why_arena_printf(arena, "call through %s", pointer)
                      : why_is_return(facts) ? "return"
                                             : "jump";

    if (holds_data(target->region))
        why_finding_set_summary(
            out, arena, "%s into data: 0x%08x lies in %s (%s), which is not code", way,
            (unsigned)target->value, target->region->name, target->region->what);
    else if (may_run(target))
        why_finding_set_summary(
            out, arena,
            "the processor was refused an instruction at 0x%08x, in %s (%s): nothing of the "
            "firmware is there, or reading it failed",
            (unsigned)target->value, target->region->name, target->region->what);
    else
        why_finding_set_summary(out, arena, "%s to an address that is not code: 0x%08x %s", way,
                                (unsigned)target->value,
                                why_address_words(facts->crash, target, arena));
}

static bool match_wild_jump(const struct why_facts *facts, struct why_finding *out,
                            struct why_arena *arena)
{
    struct why_named named = { .access = NULL };
    struct why_address target;
    bool returned;

    if (!facts->arch || !why_is_fetch_fault(facts) || !facts->pc.known ||
        facts->pc.value < WHY_NULL_BYTES)
        return false;
    returned = why_is_return(facts);
    if (!returned)
        named = why_named_call(facts);
    target = why_address_of(facts->crash, facts->pc.value);
    out->variant = variant_of(facts, &target, &named);
    out->confidence = jump_confidence(&target);
    out->pointer.access = "call";
    summarize_jump(out, facts, &target, &named, arena);
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s 0x%08x %s",
                             facts->arch->pc, (unsigned)target.value,
                             why_address_words(facts->crash, &target, arena));
    if (returned) {
        add_returned(out, facts, arena);
    } else {
        why_add_target_register(out, facts, arena);
        why_add_caller(out, facts, arena);
        why_set_named(out, &named, arena);
        why_add_named(out, &named, arena);
    }
    add_jump_steps(out, &target, &named, returned, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "null-call",
      .title = "Call through a NULL function pointer",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "illegal-instruction",
      .means = "The program called a function through a pointer that was NULL, or close to it. The "
               "processor arrives there and "
               "finds no code, so the program counter itself is the bad value and says nothing "
               "about the place: the caller does.",
      .shows = "InstrFetchProhibited with PC near 0 (Xtensa); Instruction access fault with MEPC "
               "near 0 (RISC-V). On RISC-V, RA points "
               "behind the call. On Xtensa the first Backtrace entry is worthless and the second "
               "is the nearest real code. With the ELF, the call "
               "instruction tells which function pointer it was.",
      .check = "Which function pointer is called at the caller's line?\n"
               "Is a callback registered as NULL, or called before it is registered?\n"
               "Is a table of operations zeroed or only partly filled in?\n"
               "Did a task function return instead of deleting its task?",
      .reproduce = "void (*volatile callback)(void) = NULL;\n"
                   "callback();",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, InstrFetchProhibited and Instruction "
                   "access fault\n"
                   "RISC-V calling convention, register ra",
      .source = "Xtensa ISA manual, EXCCAUSE 20; RISC-V Privileged ISA, mcause 1; ESP-IDF "
                "tools/test_apps/system/panic",
      .match = match_null_call },
    { .id = "wild-jump",
      .title = "Jump to something that is not code",
      .variants = "plain,execute-data,corrupted-return,vtable",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The program counter left the code: through a function pointer that was never set "
               "or was overwritten, through a "
               "virtual method of an object that is gone, or by returning to a destroyed return "
               "address. The instruction fetch was "
               "refused there.",
      .shows = "InstrFetchProhibited or InstructionFetchError (Xtensa), Instruction access fault "
               "(RISC-V), with a program counter "
               "in data memory or in no memory at all. With the ELF, the call instruction tells "
               "which function pointer it was; of the variant vtable, it was read from a table of "
               "virtual functions.",
      .check = "Which call through a pointer does the caller make?\n"
               "Is the object that holds the pointer alive and initialised?\n"
               "Is a local buffer of the running function overrun, so that the return address is "
               "damaged?\n"
               "Does the target read as text or as a fill pattern?",
      .reproduce = "static uint32_t words[4];\n"
                   "((void (*)(void))words)();",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors\n"
                   "Technical Reference Manual of the chip, System and Memory",
      .source = "Xtensa ISA manual, EXCCAUSE 2, 16-20; RISC-V Privileged ISA, mcause 0 and 1; "
                "soc.h of each chip",
      .match = match_wild_jump },
};

const struct why_rule_family why_family_jump = { rules, WHY_COUNTOF(rules) };
