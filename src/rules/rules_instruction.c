/* Instructions that trap: divide-by-zero, breakpoint. */
#include <string.h>

#include "isa/isa.h"
#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/esp8266.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"
#include "rules/watched.h"

/* ---- divide-by-zero -------------------------------------------------------------------------- */

/* The register that the division divides by, from the ELF; else those that it may be. */
static void add_divisor(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    const char *zeros = why_registers_null(facts, arena);
    const char *name = NULL;
    struct why_value value = { .known = false };

    if (instruction && instruction->insn->kind == WHY_INSN_DIVIDE)
        value = why_numbered_register(facts, instruction->insn->source[1], &name);
    if (name && value.known && value.value == 0) {
        why_finding_add_register(out, arena, name, value,
                                 "0x%08x %s: it divides by %s, and %s = 0x00000000",
                                 (unsigned)instruction->address, instruction->text, name, name);
        return;
    }
    if (instruction) {
        out->confidence = WHY_LIKELY;
        why_finding_add_line(out, arena, 0,
                             "0x%08x %s divides by no register that is 0: the ELF is of another "
                             "build",
                             (unsigned)instruction->address, instruction->text);
    }
    if (zeros)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "registers that are 0, one of them the divisor: %s", zeros);
}

/* EXCCAUSE 6 is put there by ESP-IDF for the interrupt watchdog of CPU1. */
static bool may_be_watchdog(const struct why_facts *facts, enum why_cause cause)
{
    return cause == WHY_CAUSE_DIVIDE_BY_ZERO && why_crash_lacks_words(facts->crash) &&
           facts->arch->id == WHY_ARCH_XTENSA;
}

static enum why_confidence division_confidence(const struct why_facts *facts, enum why_cause cause,
                                               bool trap)
{
    if (may_be_watchdog(facts, cause))
        return WHY_POSSIBLE;
    return cause == WHY_CAUSE_DIVIDE_BY_ZERO || trap ? WHY_CERTAIN : WHY_LIKELY;
}

static bool match_divide_by_zero(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    enum why_cause cause = why_facts_cause(facts);
    struct why_spot spot = { .frame = NULL };
    bool helper = why_find_kind(facts->backtrace, WHY_NAME_DIVIDE, &spot) && spot.index == 0;
    const bool trap = why_is_rom_divide_trap(facts);

    if (cause != WHY_CAUSE_DIVIDE_BY_ZERO &&
        !(cause == WHY_CAUSE_ILLEGAL_INSTRUCTION && (helper || trap)))
        return false;
    out->confidence = division_confidence(facts, cause, trap);
    why_finding_set_summary(out, arena, "integer division by zero");
    out->place = why_fault_place(facts);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "the division is at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    if (trap)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "this instruction of the boot ROM is where its division ends when "
                             "the divisor is 0");
    else if (helper)
        why_finding_add_frame(
            out, arena, spot.index, spot.frame,
            "%s() divides numbers that the processor cannot, and traps when the divisor is 0",
            spot.function->name);
    if (cause == WHY_CAUSE_DIVIDE_BY_ZERO)
        add_divisor(out, facts, arena);
    if (may_be_watchdog(facts, cause))
        why_finding_add_register(out, arena, facts->arch->cause,
                                 why_facts_register(facts, facts->arch->cause),
                                 "without its headline the panic may be that of the interrupt "
                                 "watchdog, too: ESP-IDF gives it the same number");
    if (trap && facts->backtrace && facts->backtrace->frame_count < 2)
        why_finding_add_next(out, arena,
                             "find the / or %% whose divisor is 0: an ELF of this build (-e) tells "
                             "from the stack which function divided");
    else if (out->place.function)
        why_finding_add_next(out, arena, "find the / or %% in %s() and check its divisor first",
                             out->place.function);
    else
        why_finding_add_next(
            out, arena,
            "look up the program counter in the ELF, and check the divisor of the / or %% there");
    why_finding_add_next(out, arena,
                         "ask where the 0 comes from: an empty list, a sensor that did not answer, "
                         "an unset configuration");
    return true;
}

/* ---- breakpoint ------------------------------------------------------------------------------ */

/* True when the stack at the stack pointer was never used: a big local array reaches down there. */
static bool is_stack_untouched(const struct why_facts *facts)
{
    struct why_value sp = why_facts_register(facts, facts->arch->sp);
    struct why_value word = { .known = false };

    if (sp.known)
        word = why_crash_word(facts->crash, sp.value);
    return word.known && word.value == 0xa5a5a5a5u;
}

/* The ELF tells an EBREAK from a watchpoint. */
static void describe_known_breakpoint(struct why_finding *out,
                                      const struct why_instruction *instruction,
                                      struct why_arena *arena)
{
    if (instruction->insn->legality == WHY_INSN_TRAP) {
        why_finding_set_summary(out, arena, "the program ran into a breakpoint instruction");
        why_finding_add_line(out, arena, 0, "0x%08x %s: a trap, put there on purpose",
                             (unsigned)instruction->address, instruction->text);
        return;
    }
    why_finding_set_summary(out, arena,
                            "a hardware watchpoint, such as that at the end of a task's stack");
    why_finding_add_line(
        out, arena, 0, "0x%08x %s is no breakpoint instruction%s", (unsigned)instruction->address,
        instruction->text,
        why_insn_accesses_memory(instruction->insn) ? ": what it accesses is watched" : "");
}

/* The address of an access is known: it was a watchpoint. */
static void describe_watched(struct why_finding *out, const struct why_facts *facts,
                             const struct why_watched *watched, struct why_arena *arena)
{
    why_finding_set_summary(out, arena, "a hardware watchpoint fired: 0x%08x was accessed",
                            (unsigned)watched->address.value);
    why_add_watched(out, facts, watched, arena);
    why_finding_add_next(out, arena,
                         "find out what lies at 0x%08x: the end of a task's stack "
                         "(CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK), or what the program or a "
                         "debugger watches",
                         (unsigned)watched->address.value);
    if (!watched->near_sp)
        why_finding_add_line(out, arena, 0,
                             "it is not near SP: a pointer or an index may have led there, or a "
                             "function with very large local arrays");
}

/* RISC-V: an EBREAK and the watchpoint at the end of a stack look the same. */
static void describe_riscv_breakpoint(struct why_finding *out, const struct why_facts *facts,
                                      struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    const bool has_tasks = facts->crash->family != WHY_FAMILY_LP_CORE; /* FreeRTOS, and its watch */
    struct why_watched watched;

    if (why_find_watched(facts, &watched)) {
        describe_watched(out, facts, &watched, arena);
        return;
    }
    if (instruction) {
        describe_known_breakpoint(out, instruction, arena);
    } else {
        why_finding_set_summary(out, arena,
                                has_tasks ? "a breakpoint instruction, or a hardware watchpoint "
                                            "such as that at the end of a task's stack"
                                          : "a breakpoint instruction (EBREAK) ran");
    }
    if (!has_tasks)
        return;
    if (!instruction) {
        why_finding_add_line(out, arena, facts->crash->first_line,
                             "RISC-V chips report the end-of-stack watchpoint as Breakpoint too, "
                             "without a further line");
    }
    if (instruction && instruction->insn->legality == WHY_INSN_TRAP)
        return;
    if (is_stack_untouched(facts))
        why_finding_add_register(out, arena, facts->arch->sp,
                                 why_facts_register(facts, facts->arch->sp),
                                 "the stack at SP was never written (0xa5a5a5a5): a large local "
                                 "array reaches down there");
    if (!instruction)
        why_finding_add_next(out, arena,
                             "see whether the instruction there is EBREAK; if it is a store near "
                             "SP, the task's stack is too small");
    why_finding_add_next(
        out, arena,
        "print uxTaskGetStackHighWaterMark() of the task, or give it a larger stack and try again");
}

/* The chip's words, and what they mean. */
struct debug_text {
    const char *words;
    const char *meaning;
    const char *next;
};

/* clang-format off */
/* Source: ESP-IDF components/esp_system/port/arch/xtensa/panic_arch.c; Xtensa ISA, DEBUGCAUSE. */
static const struct debug_text debug_texts[] = {
    { "Watchpoint 0",  "a data watchpoint fired before its access: what the instruction touches is watched",
      "find who calls esp_cpu_set_watchpoint() with number 0; the instruction is the access that was looked for" },
    { "Watchpoint 1",  "a data watchpoint fired before its access; number 1 also guards the end of a task's stack",
      "see whether SP is close to the end of the task's stack; else find who calls esp_cpu_set_watchpoint()" },
    { "BREAK",         "a BREAK instruction ran: put there by a macro, the compiler, or a debugger",
      "look at the program counter for a BREAK: a breakpoint that a debugger left, or code that asks for one" },
    { "SingleStep",    "a debugger left single stepping on", "restart the chip without the debugger" },
    { "HwBreakpoint",  "a hardware breakpoint was hit", "a debugger set it and left: restart the chip, or call esp_cpu_clear_breakpoint()" },
    { "DebugIntr",     "a debug interrupt came in, as a JTAG debugger sends it", "check the JTAG pins: floating or used for something else?" },
};
/* clang-format on */

static const struct debug_text *find_debug_text(const struct why_statement *reason)
{
    for (size_t i = 0; reason && i < WHY_COUNTOF(debug_texts); i++)
        if (strstr(reason->text, debug_texts[i].words))
            return &debug_texts[i];
    return NULL;
}

static void describe_debug_exception(struct why_finding *out, const struct why_statement *reason,
                                     struct why_arena *arena)
{
    const struct debug_text *known = find_debug_text(reason);

    why_finding_set_summary(out, arena, "a debug exception that nobody handled%s%s",
                            reason ? ": " : "", reason ? reason->text : "");
    if (reason)
        why_finding_add_line(out, arena, reason->line_no, "the chip says: %s", reason->text);
    if (known) {
        why_finding_add_line(out, arena, reason->line_no, "it means: %s", known->meaning);
        why_finding_add_next(out, arena, "%s", known->next);
        return;
    }
    why_finding_add_next(out, arena,
                         "look for a BREAK instruction, a watchpoint set with "
                         "esp_cpu_set_watchpoint(), or a debugger that left");
}

static bool match_breakpoint(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    enum why_cause cause = why_facts_cause(facts);
    const struct why_statement *reason = why_crash_says(facts->crash, WHY_SAYS_DEBUG_REASON);
    bool riscv = facts->arch && facts->arch->id == WHY_ARCH_RISCV;
    struct why_watched watched;

    if ((cause != WHY_CAUSE_BREAKPOINT && cause != WHY_CAUSE_DEBUG_EXCEPTION) ||
        (!facts->arch && !reason) || (reason && strstr(reason->text, "tack canary")))
        return false;
    out->confidence = reason || riscv ? WHY_CERTAIN : WHY_LIKELY;
    out->place = why_fault_place(facts);
    if (facts->pc.known && facts->arch)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s",
                                 facts->arch->pc, why_code_words(facts, facts->pc.value, arena));
    if (riscv)
        describe_riscv_breakpoint(out, facts, arena);
    else
        describe_debug_exception(out, reason, arena);
    if (!why_find_watched(facts, &watched))
        why_finding_add_next(out, arena,
                             "look for __builtin_trap(), assert macros that break, and breakpoints "
                             "left by a debugger");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "divide-by-zero",
      .title = "Integer division by zero",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "illegal-instruction",
      .means = "The program divided an integer by zero. Only Xtensa chips trap on it; RISC-V chips "
               "deliver -1 and go on, so that the "
               "damage shows later. 64-bit divisions are made by library functions which trap with "
               "an illegal instruction.",
      .shows = "IntegerDivideByZero (Xtensa, EXCCAUSE 6), or IllegalInstruction inside __divdi3, "
               "__udivdi3, __moddi3 or __umoddi3. The ESP8266 divides in ROM, and traps there with "
               "exception 0 or 6. EXCCAUSE 6 without the headline proves nothing: ESP-IDF writes "
               "the same number for the interrupt watchdog of CPU1.",
      .check =
          "Which / or % stands on the line of the program counter?\n"
          "Can its divisor be 0, for example before the first measurement or for an empty list?",
      .reproduce = "volatile int divisor = 0;\n"
                   "int quotient = 1 / divisor;",
      .read_more = "Xtensa Instruction Set Architecture Reference Manual, QUOS and EXCCAUSE\n"
                   "RISC-V Unprivileged ISA, M extension, division by zero",
      .source = "Xtensa ISA manual, EXCCAUSE 6; RISC-V Unprivileged ISA, M extension",
      .match = match_divide_by_zero },
    { .id = "breakpoint",
      .title = "Breakpoint or debug exception",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "A break instruction or a hardware watchpoint fired and no debugger was there to "
               "take it. On RISC-V chips the watchpoint "
               "at the end of a task's stack looks exactly like this.",
      .shows = "Breakpoint (RISC-V, MCAUSE 3); Unhandled debug exception with a reason other than "
               "the stack canary (Xtensa).",
      .check = "Is the instruction at the program counter EBREAK or BREAK?\n"
               "If it is a store: is SP close to the end of the task's stack?\n"
               "Does the code set watchpoints, or contain __builtin_trap()?",
      .reproduce = "__asm__ volatile(\"ebreak\"); /* RISC-V */",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, Unhandled debug exception\n"
                   "ESP-IDF Programming Guide, CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK\n"
                   "RISC-V Privileged Architecture, mcause 3",
      .source = "ESP-IDF components/esp_system/port/arch; tools/test_apps/system/panic, "
                "test_stack_overflow",
      .match = match_breakpoint },
};

const struct why_rule_family why_family_instruction = { rules, WHY_COUNTOF(rules) };
