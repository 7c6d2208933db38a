/* Exceptions that no program for these chips raises on purpose: stray-exception. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/registers.h"

#define PS_UM (1u << 5) /* Xtensa: user vector mode, in which all tasks and handlers run */

/* What each variant means and asks for. */
struct stray_text {
    enum why_cause cause;
    const char *variant;
    const char *summary;
    const char *means;
    const char *next[2];
};

/* clang-format off */
static const struct stray_text stray_texts[] = {
    { WHY_CAUSE_SYSTEM_CALL, "system-call",
      "a system call instruction ran, which firmware for this chip does not use",
      "the program ran into data or damaged code, or such an instruction was built in: code for another system, semihosting",
      { "disassemble the ELF at the program counter: is a SYSCALL or ECALL built in there, and from which library?",
        "if there is none: find out who jumped there, or what overwrote the code" } },
    { WHY_CAUSE_PRIVILEGED, "privileged",
      "an instruction was refused because the processor was not in the privileged mode, in which all code of this chip runs",
      "the processor's state was overwritten, or what ran is no code of the program",
      { "see whether PS was restored from a stack that was overwritten: suspect a stack overflow",
        "find out who jumped there: a function pointer, an overwritten return address" } },
    { WHY_CAUSE_STRAY_INTERRUPT, "level1-interrupt",
      "a level-1 interrupt was reported as an exception that nobody handles",
      "interrupts have a handler of their own: the tables of vectors or handlers are not what they were, or not set up yet",
      { "look for code that changes VECBASE, the exception handlers or the interrupt table",
        "look for what overwrites RAM: the tables lie there" } },
    { WHY_CAUSE_COPROCESSOR_ABSENT, "coprocessor",
      "an instruction of a coprocessor ran that this chip does not have",
      "the processor ran data or damaged code",
      { "find out who jumped there: a function pointer, an overwritten return address",
        "compare the code there with the ELF, and see whether it was built for this chip" } },
    { WHY_CAUSE_KERNEL_EXCEPTION, "kernel",
      "an exception struck while the processor was entering or leaving an exception or an interrupt",
      "the code there is the system's own and short: mostly the stack pointer or the saved registers that it works with are bad",
      { "suspect a stack overflow first: of the task that ran, and of interrupts (CONFIG_FREERTOS_ISR_STACKSIZE)",
        "look at interrupt handlers of a high level and in assembly, and at what they save" } },
};
/* clang-format on */

static const struct stray_text window_text = {
    .variant = "window",
    .summary = "a MOVSP instruction found its caller's registers gone, and nobody handled that",
    .means = "the system handles this exception itself as long as stack and vectors are sound",
    .next = { "suspect a stack overflow first: enlarge the stack of the task that was running",
              "look for local arrays that are written past their end" },
};

static const struct stray_text reserved_text = {
    .variant = "reserved",
    .summary = "the panic handler was called for a cause that no manual names",
    .means = "an interrupt or exception that nothing expects, or code that jumped into the handler",
    .next = { "look at the cause register and at the program counter: is that code of the program?",
              "look for interrupts that were enabled without a handler" },
};

/* Source: Xtensa ISA manual, EXCCAUSE 5: raised by MOVSP. */
static bool is_window(const struct why_facts *facts)
{
    return facts->arch->id == WHY_ARCH_XTENSA && facts->crash->cause->code == 5 &&
           !facts->crash->cause->pseudo;
}

static const struct stray_text *find_text(const struct why_facts *facts)
{
    const struct why_crash *crash = facts->crash;

    if (!facts->arch || !crash->cause || crash->software ||
        (facts->core && facts->core->not_an_exception) ||
        why_crash_says(crash, WHY_SAYS_DEBUG_REASON)) /* its own cause is not in the register */
        return NULL;
    if (crash->cause->cause == WHY_CAUSE_UNKNOWN)
        return &reserved_text;
    if (crash->cause->cause == WHY_CAUSE_STRAY_INTERRUPT &&
        (why_crash_says(crash, WHY_SAYS_SOFT_WDT) || why_crash_says(crash, WHY_SAYS_HARD_WDT)))
        return NULL;
    if (crash->cause->cause == WHY_CAUSE_STRAY_INTERRUPT && is_window(facts))
        return &window_text;
    for (size_t i = 0; i < WHY_COUNTOF(stray_texts); i++)
        if (stray_texts[i].cause == crash->cause->cause)
            return &stray_texts[i];
    return NULL;
}

/* The instruction that the ELF has there proves a system call. */
static bool is_built_in(const struct why_facts *facts)
{
    const struct why_instruction *instruction = facts->crash->instruction;

    return instruction && facts->crash->cause->cause == WHY_CAUSE_SYSTEM_CALL &&
           (strcmp(instruction->text, "ecall") == 0 || strcmp(instruction->text, "syscall") == 0);
}

static void add_state(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena)
{
    const struct why_value cause = why_facts_register(facts, facts->arch->cause);
    const struct why_value ps = why_core_register(facts->core, "PS");
    const struct why_value sp = why_facts_register(facts, facts->arch->sp);
    const struct why_region *region = sp.known ? why_crash_region(facts->crash, sp.value) : NULL;

    if (facts->crash->cause->cause == WHY_CAUSE_UNKNOWN && cause.known)
        why_finding_add_register(out, arena, facts->arch->cause, cause, "%s is 0x%08x",
                                 facts->arch->cause, (unsigned)cause.value);
    if (facts->crash->cause->cause == WHY_CAUSE_KERNEL_EXCEPTION && ps.known && !(ps.value & PS_UM))
        why_finding_add_register(out, arena, "PS", ps,
                                 "PS 0x%08x: UM is 0, it was in the entry of an exception",
                                 (unsigned)ps.value);
    if (sp.known && facts->crash->chip &&
        (!region || (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM)) == 0))
        why_finding_add_register(out, arena, facts->arch->sp, sp,
                                 "the stack pointer 0x%08x is not in RAM: it was destroyed",
                                 (unsigned)sp.value);
}

static void add_instruction(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;

    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s",
                                 facts->arch->pc, why_code_words(facts, facts->pc.value, arena));
    if (instruction)
        why_finding_add_address(out, arena, facts->pc, "the ELF has %s there", instruction->text);
}

static bool match_stray_exception(const struct why_facts *facts, struct why_finding *out,
                                  struct why_arena *arena)
{
    const struct stray_text *text = find_text(facts);

    if (!text)
        return false;
    out->variant = text->variant;
    out->confidence = is_built_in(facts)       ? WHY_CERTAIN
                      : text == &reserved_text ? WHY_POSSIBLE
                                               : WHY_LIKELY;
    why_finding_set_summary(out, arena, "%s", text->summary);
    out->place = why_fault_place(facts);
    why_finding_add_line(out, arena, facts->crash->first_line, "the chip says: %s: %s",
                         facts->crash->cause->reason, facts->crash->cause->meaning);
    why_finding_add_line(out, arena, 0, "%s", text->means);
    add_instruction(out, facts, arena);
    add_state(out, facts, arena);
    for (size_t i = 0; i < WHY_COUNTOF(text->next); i++)
        why_finding_add_next(out, arena, "%s", text->next[i]);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "stray-exception",
      .title = "Exception that no program raises on purpose",
      .variants = "system-call,privileged,level1-interrupt,window,coprocessor,kernel,reserved",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The processor raised an exception that firmware for these chips has no use for: a "
               "system call, a privileged instruction, an interrupt or a window exception that "
               "the system handles itself, an exception within the entry of another one. The "
               "program ran what is not its code, or the state that the system keeps for it, "
               "stack and registers, was overwritten.",
      .shows = "Syscall, Privileged, Level1Interrupt, Alloca, res, Unknown, Unknown reason, "
               "Unhandled kernel exception, Cp1Dis and other numbers that no chip has (Xtensa); "
               "Environment call from U-mode, S-mode or "
               "M-mode, Unknown reason (RISC-V). EXCVADDR and MTVAL mean nothing here.",
      .check = "Is the program counter in a function of the ELF, and is the instruction there the "
               "one that the exception speaks of?\n"
               "Who called or jumped there?\n"
               "Is the stack pointer in RAM, and inside the task's stack?\n"
               "Does code in assembly, or for another system, belong to the program?",
      .reproduce = "__asm__ volatile(\"ecall\"); /* RISC-V; \"syscall\" on Xtensa */",
      .read_more = "Xtensa Instruction Set Architecture Reference Manual, EXCCAUSE\n"
                   "RISC-V Privileged Architecture, mcause\n"
                   "ESP-IDF Programming Guide, Fatal Errors",
      .source = "Xtensa ISA manual, EXCCAUSE 1, 4, 5, 8; RISC-V Privileged ISA, mcause 8 to 11; "
                "ESP-IDF components/esp_system/port/panic_handler.c, pseudo causes",
      .match = match_stray_exception },
};

const struct why_rule_family why_family_stray = { rules, WHY_COUNTOF(rules) };
