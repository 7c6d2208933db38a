/* Control that went where no code is: null-call, wild-jump. */
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"

#define TARGET_REGISTERS_TELLING 3u /* more registers with the target than this tell nothing */
#define WINDOW_BITS 0xc0000000u     /* Xtensa: window increment in a return address */

/* True when the processor was at an address that it could not run, as far as the cause goes. */
static bool is_fetch_fault(const struct why_facts *facts)
{
    enum why_cause cause = why_facts_cause(facts);

    return cause == WHY_CAUSE_FETCH_FAULT || cause == WHY_CAUSE_FETCH_MISALIGNED;
}

/* What Xtensa tells of the caller. The call was not finished (no ENTRY ran), so A0 still belongs to
 * the function that made it and A4, A8 or A12 holds where the call would have come back to. Where
 * the processor status does not bear that out, A8 may have been used since. */
static void add_xtensa_caller(struct why_finding *out, const struct why_facts *facts,
                              struct why_value caller, struct why_arena *arena)
{
    struct why_value a8 = why_facts_register(facts, "A8");
    struct why_register left;
    struct why_spot second;

    if (why_find_lost_caller(facts, &out->place, &left)) {
        why_add_lost_caller(out, facts, &left, arena);
        if (out->place.function && facts->backtrace->frames[1].function_count == 0)
            why_finding_add_next(out, arena,
                                 "look up 0x%08x in the ELF: the function pointer is called there",
                                 (unsigned)facts->backtrace->frames[1].lookup.value);
        return;
    }
    if (facts->backtrace && facts->backtrace->source == WHY_BACKTRACE_DEVICE &&
        why_find_application(facts->backtrace, 1, &second)) {
        out->place = why_place_of_frame(second.index, second.frame, second.function);
        why_finding_add_frame(
            out, arena, second.index, second.frame,
            "the first Backtrace entry only repeats the bad address; the next, %s, is the nearest "
            "real code: the call was made there or just below it",
            why_code_words(facts, second.frame->pc.value, arena));
    } else if (caller.known) {
        out->place = why_place_of_address(caller, why_function_at(facts->crash, caller.value));
        why_finding_add_register(out, arena, facts->arch->return_address, caller,
                                 "A0 leads back to %s: the call was made there or just below it",
                                 why_caller_words(facts, caller, arena));
    }
    if (!a8.known || (a8.value & WINDOW_BITS) != 0x80000000u ||
        !why_is_code_address(facts->crash, why_arch_code_address(facts->arch, a8.value)))
        return;
    why_finding_add_register(out, arena, "A8", a8,
                             "A8 reads as a return address, 0x%08x: if nothing used A8 since, the "
                             "call stands right before it",
                             (unsigned)why_arch_code_address(facts->arch, a8.value));
}

static void add_riscv_caller(struct why_finding *out, const struct why_facts *facts,
                             struct why_value caller, struct why_arena *arena)
{
    struct why_value ra = why_facts_register(facts, facts->arch->return_address);
    const struct why_function *function;
    struct why_spot spot;

    if (!caller.known)
        return;
    function = why_function_at(facts->crash, caller.value);
    if (!function)
        function = why_function_at(facts->crash, ra.value);
    out->place = why_place_of_address(caller, function);
    if (why_find_address(facts->backtrace, ra.value, &spot))
        out->place = why_place_of_frame(spot.index, spot.frame, function);
    why_finding_add_register(out, arena, facts->arch->return_address, ra,
                             "RA 0x%08x is where the call would have come back to: the call stands "
                             "right before it%s%s%s",
                             (unsigned)ra.value, function ? ", in " : "",
                             function ? function->name : "", function ? "()" : "");
}

static void add_caller(struct why_finding *out, const struct why_facts *facts,
                       struct why_arena *arena)
{
    struct why_value caller = why_caller_address(facts);

    if (facts->arch && facts->arch->id == WHY_ARCH_XTENSA)
        add_xtensa_caller(out, facts, caller, arena);
    else if (facts->arch)
        add_riscv_caller(out, facts, caller, arena);
    if (out->place.address.known)
        return;
    out->place = why_fault_place(facts);
    why_finding_add_line(out, arena, facts->core ? facts->core->line_no : 0,
                         "neither a register nor the backtrace tells who jumped there");
}

static void add_target_register(struct why_finding *out, const struct why_facts *facts,
                                struct why_arena *arena)
{
    size_t count = why_count_holding(facts, facts->pc.value);
    struct why_base base;

    /* Registers are 0 for many reasons: that one is proves nothing of a target that is NULL. */
    if (facts->pc.value == 0 || count == 0 || count > TARGET_REGISTERS_TELLING ||
        !why_find_base(facts, facts->pc.value, 0, &base))
        return;
    why_finding_add_register(out, arena, base.name, base.value,
                             "%s hold%s the target: the function pointer was read into it",
                             why_registers_target(facts, arena), count == 1 ? "s" : "");
}

static void add_next_at_caller(struct why_finding *out, struct why_arena *arena)
{
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "find the call through a pointer in %s() or in what it calls, and who "
                             "should have set the pointer",
                             out->place.function);
    else if (out->place.address.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: which function pointer is called there, "
                             "or in the function called there?",
                             (unsigned)out->place.address.value);
}

/* ---- null-call ------------------------------------------------------------------------------- */

static bool match_null_call(const struct why_facts *facts, struct why_finding *out,
                            struct why_arena *arena)
{
    bool illegal = why_facts_cause(facts) == WHY_CAUSE_ILLEGAL_INSTRUCTION;
    bool has_caller;

    if (!facts->arch || !facts->pc.known || (!is_fetch_fault(facts) && !illegal) ||
        facts->pc.value >= WHY_NULL_BYTES)
        return false;
    has_caller = why_caller_address(facts).known;
    out->confidence = facts->pc.value == 0 && has_caller ? WHY_CERTAIN : WHY_LIKELY;
    out->pointer.access = "call";
    out->pointer.member_offset = (struct why_value){ .known = true, .value = facts->pc.value };
    why_finding_set_summary(
        out, arena, "call through a NULL function pointer: the processor went to 0x%08x = %s",
        (unsigned)facts->pc.value, why_null_words(facts->pc.value, arena));
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                             "%s 0x%08x = %s: no code is there", facts->arch->pc,
                             (unsigned)facts->pc.value, why_null_words(facts->pc.value, arena));
    add_target_register(out, facts, arena);
    add_caller(out, facts, arena);
    if (!has_caller)
        why_finding_add_line(
            out, arena, facts->core ? facts->core->line_no : 0,
            "%s holds no code address either: a task function that returned looks the same",
            facts->arch->return_address);
    add_next_at_caller(out, arena);
    why_finding_add_next(
        out, arena,
        "check callbacks and tables of operations: is every member set before the first call?");
    if (!has_caller)
        why_finding_add_next(
            out, arena,
            "check that every task function ends in vTaskDelete(NULL) or never returns");
    return true;
}

/* ---- wild-jump ------------------------------------------------------------------------------- */

/* Memory that holds data and cannot run. */
static bool holds_data(const struct why_region *region)
{
    return region && !why_region_runs(region) && (region->bits & WHY_MEM_PERIPHERAL) == 0;
}

static void add_jump_steps(struct why_finding *out, const struct why_address *target, bool returned,
                           struct why_arena *arena)
{
    const char *text = why_value_as_text(target->value, arena);

    if (!returned)
        add_next_at_caller(out, arena);
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
    why_finding_add_next(out, arena,
                         "a return address on the stack may be overwritten too: look at local "
                         "buffers of the function that was running");
}

/* True when a function returned there: a call would have put its own place into RA. Only RISC-V
 * keeps the return address as it was read from the stack; the jump clears its lowest bit. */
static bool is_return(const struct why_facts *facts)
{
    struct why_value ra;

    if (facts->arch->id != WHY_ARCH_RISCV)
        return false;
    ra = why_facts_register(facts, facts->arch->return_address);
    return ra.known && (ra.value & ~1u) == facts->pc.value &&
           !why_is_code_address(facts->crash, facts->pc.value);
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
                         "look for a local buffer that is written past its end, in what %s() calls",
                         spot.function->name);
}

static const char *variant_of(const struct why_facts *facts, const struct why_address *target)
{
    if (is_return(facts))
        return "corrupted-return";
    return holds_data(target->region) ? "execute-data" : "plain";
}

static bool match_wild_jump(const struct why_facts *facts, struct why_finding *out,
                            struct why_arena *arena)
{
    struct why_address target;
    bool returned;
    const char *way;

    if (!facts->arch || !is_fetch_fault(facts) || !facts->pc.known ||
        facts->pc.value < WHY_NULL_BYTES)
        return false;
    returned = is_return(facts);
    way = returned ? "return" : "jump";
    target = why_address_of(facts->crash, facts->pc.value);
    out->variant = variant_of(facts, &target);
    out->confidence = holds_data(target.region) || target.kind == WHY_ADDRESS_UNMAPPED ||
                              target.kind == WHY_ADDRESS_TEXT ||
                              target.kind == WHY_ADDRESS_BELOW_NULL
                          ? WHY_CERTAIN
                          : WHY_LIKELY;
    out->pointer.access = "call";
    if (holds_data(target.region))
        why_finding_set_summary(out, arena,
                                "%s into data: 0x%08x lies in %s (%s), which is not code", way,
                                (unsigned)target.value, target.region->name, target.region->what);
    else
        why_finding_set_summary(out, arena, "%s to an address that is not code: 0x%08x %s", way,
                                (unsigned)target.value,
                                why_address_words(facts->crash, &target, arena));
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s 0x%08x %s",
                             facts->arch->pc, (unsigned)target.value,
                             why_address_words(facts->crash, &target, arena));
    if (returned) {
        add_returned(out, facts, arena);
    } else {
        add_target_register(out, facts, arena);
        add_caller(out, facts, arena);
    }
    add_jump_steps(out, &target, returned, arena);
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
               "is the nearest real code.",
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
               "in data memory or in no memory at all.",
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
