/* Instructions that trap: illegal-instruction, divide-by-zero, breakpoint. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"

#define ILL_BYTES 3u            /* Xtensa ILL is three zero bytes */
#define RISCV_UNIMP 0xc0001073u /* csrrw x0, cycle, x0: what assemblers emit for "unimp" */

/* The bytes at the program counter, as far as "Memory dump at" shows them. */
struct code_bytes {
    uint32_t count; /* from the program counter on, at most ILL_BYTES */
    bool zero;      /* those are all 0 */
    bool all_zero;  /* so is everything that was dumped */
    bool all_ones;  /* everything that was dumped is 0xff */
};

static struct code_bytes code_at_pc(const struct why_facts *facts)
{
    const struct why_memory *code = facts->crash->code;
    struct code_bytes seen = { .zero = true, .all_zero = true, .all_ones = true };

    if (!code || !facts->pc.known || facts->pc.value - code->address >= code->size)
        return (struct code_bytes){ .count = 0 };
    for (uint32_t i = 0; i < code->size; i++) {
        uint32_t behind = code->address + i - facts->pc.value;

        seen.all_zero = seen.all_zero && code->bytes[i] == 0x00;
        seen.all_ones = seen.all_ones && code->bytes[i] == 0xff;
        if (behind >= ILL_BYTES)
            continue;
        seen.count++;
        seen.zero = seen.zero && code->bytes[i] == 0x00;
    }
    return seen;
}

/* The bits of the instruction, where the fault address register holds them (RISC-V); 0 there means
 * "not told". */
static struct why_value instruction_bits(const struct why_facts *facts)
{
    struct why_value bits = { .known = false };

    if (facts->crash->cause && facts->crash->cause->fault_addr == WHY_FAULT_ADDR_INSTRUCTION)
        bits = why_facts_register(facts, facts->arch->fault_addr);
    if (bits.value == 0)
        bits.known = false;
    return bits;
}

/* A place in ROM that no function of any revision covers: constants, or beyond the ROM's code. */
static bool is_rom_data(const struct why_facts *facts, const struct why_region *region)
{
    const struct why_chip *chip = facts->crash->chip;
    struct why_rom_symbol symbol;

    if (!region || (region->bits & WHY_MEM_ROM) == 0 || !chip || chip->rom_count == 0)
        return false;
    for (size_t i = 0; i < chip->rom_count; i++)
        if (why_rom_lookup(chip, &chip->roms[i], facts->pc.value, &symbol))
            return false;
    return true;
}

static const char *illegal_variant(const struct why_facts *facts, const struct code_bytes *seen,
                                   struct why_value bits)
{
    const struct why_region *region =
        facts->pc.known ? why_crash_region(facts->crash, facts->pc.value) : NULL;

    if (seen->count > 0 && seen->all_zero)
        return "zeroed-memory";
    if (seen->count == ILL_BYTES && seen->zero)
        return "trap";
    if (bits.known && bits.value == RISCV_UNIMP)
        return "trap";
    if ((region && !why_region_runs(region)) || is_rom_data(facts, region))
        return "data";
    if (bits.known || seen->count > 0)
        return "undefined";
    return NULL;
}

/* How the program got there, for places that are no code of the program. */
static void add_way_there(struct why_finding *out, const struct why_facts *facts,
                          struct why_arena *arena)
{
    struct why_value caller = why_caller_address(facts);
    struct why_base base;

    if (facts->pc.value != 0 && why_find_base(facts, facts->pc.value, 3, &base))
        why_finding_add_register(out, arena, base.name, base.value,
                                 "%s holds 0x%08x%s: the jump went through it", base.name,
                                 (unsigned)base.value.value,
                                 base.offset ? ", the start of what was run" : "");
    if (caller.known)
        why_finding_add_register(out, arena, facts->arch->return_address, caller,
                                 "%s leads back to %s", facts->arch->return_address,
                                 why_caller_words(facts, caller, arena));
}

static void add_code_evidence(struct why_finding *out, const struct why_facts *facts,
                              const struct code_bytes *seen, struct why_value bits,
                              struct why_arena *arena)
{
    const struct why_memory *code = facts->crash->code;

    if (seen->count > 0)
        why_finding_add_line(out, arena, code->line_no, "the memory dump at 0x%08x shows %s",
                             (unsigned)code->address,
                             seen->all_zero
                                 ? "zeros only: nothing was ever loaded there, or it was cleared"
                             : seen->all_ones ? "ones only: erased or unmapped flash"
                             : seen->zero && seen->count == ILL_BYTES
                                 ? "three zero bytes at the program counter, the instruction ILL"
                                 : "what the processor was to run");
    if (bits.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, bits,
                                 "%s holds the instruction's bits, 0x%08x%s",
                                 facts->arch->fault_addr, (unsigned)bits.value,
                                 bits.value == RISCV_UNIMP ? ", the instruction UNIMP" : "");
}

static const char *illegal_summary(const char *variant, bool all_ones)
{
    if (all_ones)
        return "the processor ran memory that reads as all ones: erased or unmapped flash";
    if (!variant)
        return "an instruction that the processor does not know";
    if (strcmp(variant, "zeroed-memory") == 0)
        return "the processor ran memory that holds only zeros";
    if (strcmp(variant, "trap") == 0)
        return "the program ran into a trap instruction that the compiler or library put there";
    if (strcmp(variant, "data") == 0)
        return "the processor ran data, not code";
    return "an instruction that does not exist";
}

static void add_illegal_steps(struct why_finding *out, bool elsewhere, struct why_arena *arena)
{
    if (elsewhere) {
        why_finding_add_next(
            out, arena,
            "find out who jumped there: a function pointer, an overwritten return address");
        return;
    }
    why_finding_add_next(out, arena,
                         "disassemble the ELF at the program counter: a trap that the compiler put "
                         "there, or damage?");
    why_finding_add_next(
        out, arena,
        "build with -Wreturn-type: a C++ function without return runs on into whatever follows");
    why_finding_add_next(out, arena,
                         "if the ELF has a good instruction there, suspect flash wiring, flash "
                         "mode or supply, or an image other than the ELF");
}

/* Where the processor was, and whether anything of the program can be there. */
static void add_where(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena)
{
    if (!facts->pc.known)
        return;
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s", facts->arch->pc,
                             why_code_words(facts, facts->pc.value, arena));
    if (is_rom_data(facts, why_crash_region(facts->crash, facts->pc.value)))
        why_finding_add_address(out, arena, facts->pc, "no function of the boot ROM of %s is there",
                                facts->crash->chip->name);
    add_way_there(out, facts, arena);
}

static bool match_illegal_instruction(const struct why_facts *facts, struct why_finding *out,
                                      struct why_arena *arena)
{
    struct code_bytes seen;
    struct why_value bits;
    struct why_spot spot;
    bool data;
    bool elsewhere;

    if (!facts->arch || why_facts_cause(facts) != WHY_CAUSE_ILLEGAL_INSTRUCTION ||
        (why_find_kind(facts->backtrace, WHY_NAME_PANIC, &spot) && spot.index == 0))
        return false;
    seen = code_at_pc(facts);
    bits = instruction_bits(facts);
    out->variant = illegal_variant(facts, &seen, bits);
    data = out->variant && strcmp(out->variant, "data") == 0;
    out->confidence = data && why_region_runs(why_crash_region(facts->crash, facts->pc.value))
                          ? WHY_LIKELY
                          : WHY_CERTAIN;
    elsewhere = data || (out->variant && strcmp(out->variant, "zeroed-memory") == 0);
    why_finding_set_summary(
        out, arena, "%s%s%s", illegal_summary(out->variant, seen.count > 0 && seen.all_ones),
        elsewhere ? ", at " : "", elsewhere ? why_code_brief(facts, facts->pc.value, arena) : "");
    out->place = why_fault_place(facts);
    add_code_evidence(out, facts, &seen, bits, arena);
    add_where(out, facts, arena);
    if (facts->backtrace && facts->backtrace->corrupted)
        why_finding_add_line(
            out, arena, facts->backtrace->line_no,
            "the backtrace is marked CORRUPTED: the stack does not fit what was run");
    add_illegal_steps(out, elsewhere, arena);
    return true;
}

/* ---- divide-by-zero -------------------------------------------------------------------------- */

static bool match_divide_by_zero(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    enum why_cause cause = why_facts_cause(facts);
    struct why_spot spot = { .frame = NULL };
    bool helper = why_find_kind(facts->backtrace, WHY_NAME_DIVIDE, &spot) && spot.index == 0;
    const char *zeros;

    if (cause != WHY_CAUSE_DIVIDE_BY_ZERO && !(cause == WHY_CAUSE_ILLEGAL_INSTRUCTION && helper))
        return false;
    out->confidence = cause == WHY_CAUSE_DIVIDE_BY_ZERO ? WHY_CERTAIN : WHY_LIKELY;
    why_finding_set_summary(out, arena, "integer division by zero");
    out->place = why_fault_place(facts);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "the division is at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    if (helper)
        why_finding_add_frame(out, arena, spot.index, spot.frame,
                              "%s() divides 64-bit numbers, and traps when the divisor is 0",
                              spot.function->name);
    zeros = why_registers_null(facts, arena);
    if (zeros && cause == WHY_CAUSE_DIVIDE_BY_ZERO)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "registers that are 0, one of them the divisor: %s", zeros);
    if (out->place.function)
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

/* RISC-V: an EBREAK and the watchpoint at the end of a stack look the same. */
static void describe_riscv_breakpoint(struct why_finding *out, const struct why_facts *facts,
                                      struct why_arena *arena)
{
    why_finding_set_summary(out, arena,
                            "a breakpoint instruction, or a hardware watchpoint such as that at "
                            "the end of a task's stack");
    why_finding_add_line(out, arena, facts->crash->first_line,
                         "RISC-V chips report the end-of-stack watchpoint as Breakpoint too, "
                         "without a further line");
    if (is_stack_untouched(facts))
        why_finding_add_register(out, arena, facts->arch->sp,
                                 why_facts_register(facts, facts->arch->sp),
                                 "the stack at SP was never written (0xa5a5a5a5): a large local "
                                 "array reaches down there");
    why_finding_add_next(out, arena,
                         "see whether the instruction there is EBREAK; if it is a store near SP, "
                         "the task's stack is too small");
    why_finding_add_next(
        out, arena,
        "print uxTaskGetStackHighWaterMark() of the task, or give it a larger stack and try again");
}

static void describe_debug_exception(struct why_finding *out, const struct why_statement *reason,
                                     struct why_arena *arena)
{
    why_finding_set_summary(out, arena, "a debug exception that nobody handled%s%s",
                            reason ? ": " : "", reason ? reason->text : "");
    if (reason)
        why_finding_add_line(out, arena, reason->line_no, "the chip says: %s", reason->text);
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

    if (!facts->arch || (cause != WHY_CAUSE_BREAKPOINT && cause != WHY_CAUSE_DEBUG_EXCEPTION) ||
        (reason && strstr(reason->text, "tack canary")))
        return false;
    out->confidence = reason || riscv ? WHY_CERTAIN : WHY_LIKELY;
    out->place = why_fault_place(facts);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s",
                                 facts->arch->pc, why_code_words(facts, facts->pc.value, arena));
    if (riscv)
        describe_riscv_breakpoint(out, facts, arena);
    else
        describe_debug_exception(out, reason, arena);
    why_finding_add_next(
        out, arena,
        "look for __builtin_trap(), assert macros that break, and breakpoints left by a debugger");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "illegal-instruction",
      .title = "Illegal instruction",
      .variants = "trap,undefined,zeroed-memory,data",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The processor was told to run bits that are no instruction. Either the program "
               "counter is not in code any more "
               "(zeroed memory, data), or the compiler put a trap there on purpose, or the "
               "instruction was read wrongly from flash.",
      .shows = "IllegalInstruction with a \"Memory dump at\" line (Xtensa), Illegal instruction "
               "with the bits in MTVAL when the chip "
               "tells them (RISC-V).",
      .check = "Is the program counter inside a function of the ELF?\n"
               "Does the dumped memory equal the ELF at that address?\n"
               "Zeros: who jumped there? Ones: erased or unmapped flash.\n"
               "bad00bad: the flash cache was off, which is another fault.\n"
               "Does a non-void C++ function end without return?",
      .reproduce = "__asm__ volatile(\"unimp\"); /* RISC-V; \"ill\" on Xtensa */",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, IllegalInstruction\n"
                   "Xtensa Instruction Set Architecture Reference Manual, EXCCAUSE\n"
                   "RISC-V Privileged Architecture, mcause and mtval",
      .source = "Xtensa ISA manual, EXCCAUSE 0; RISC-V Privileged ISA, mcause 2",
      .match = match_illegal_instruction },
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
               "__udivdi3, __moddi3 or __umoddi3.",
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
