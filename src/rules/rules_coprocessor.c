/* Floating point where it must not be used: fpu-in-isr. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/names.h"

/* The processor trapped: the program counter is the instruction. */
static void describe_trap(struct why_finding *out, const struct why_facts *facts,
                          struct why_arena *arena)
{
    const struct why_cause_row *cause = facts->crash->cause;
    const struct why_instruction *instruction = facts->crash->instruction;
    struct why_spot isr;
    bool in_isr = facts->core && facts->core->in_isr;

    why_finding_add_line(out, arena, facts->crash->first_line, "the chip says: %s, %s",
                         facts->crash->reason ? facts->crash->reason : cause->reason,
                         cause->meaning);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "the instruction is at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    if (instruction)
        why_finding_add_address(out, arena, facts->pc, "it is %s", instruction->text);
    if (in_isr)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "the core was running in an interrupt handler");
    else if (why_find_kind(facts->backtrace, WHY_NAME_ISR, &isr)) {
        in_isr = true;
        why_finding_add_frame(out, arena, isr.index, isr.frame, "%s is the entry of an interrupt",
                              why_call_name(isr.function->name, arena));
    } else {
        why_finding_add_line(out, arena, 0,
                             "tasks get the unit when they first use it, so a trap that nobody "
                             "handles was raised in an interrupt handler, or with the scheduler "
                             "not running");
    }
    out->confidence = in_isr ? WHY_CERTAIN : WHY_LIKELY;
    out->place = why_fault_place(facts);
}

static bool match_fpu_in_isr(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_FPU_IN_ISR);

    if (!said && why_facts_cause(facts) != WHY_CAUSE_COPROCESSOR_DISABLED)
        return false;
    if (said) {
        out->confidence = WHY_CERTAIN;
        why_describe_gave_up(out, facts, said, arena);
    } else {
        describe_trap(out, facts, arena);
    }
    why_finding_set_summary(out, arena,
                            "an interrupt handler used the floating-point unit, or another "
                            "coprocessor%s%s",
                            out->place.function ? ", in " : "",
                            out->place.function ? why_call_name(out->place.function, arena) : "");
    why_finding_add_next(out, arena,
                         "remove every float from the handler and from all that it calls; compute "
                         "in integers, or hand the value to a task");
    why_finding_add_next(out, arena,
                         "double is computed in software and is allowed; float is not: look for "
                         "it in inlined functions and library calls, too");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "fpu-in-isr",
      .title = "Floating point in an interrupt handler",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "The registers of the floating-point unit (or of the vector unit of some chips) "
               "belong to the task that used them last, and are handed over lazily. Interrupt "
               "handlers have no place to save them, so ESP-IDF forbids their use there.",
      .shows = "\"Coprocessor exception\", or Cp0Dis in older versions (Xtensa; Cp3Dis is the "
               "vector unit of the ESP32-S3); \"ERROR: Coprocessors must not be used in ISRs!\" "
               "(RISC-V with such a unit). The ESP32-S2 has none: there the same code is computed "
               "in software.",
      .check = "Is the function at the program counter called by an interrupt handler?\n"
               "Does it, or what is inlined into it, compute with float?\n"
               "Can it be done in integers, or in a task?\n"
               "Only on the ESP32: is CONFIG_FREERTOS_FPU_IN_ISR what is wanted (level 1 only)?",
      .reproduce = "static void IRAM_ATTR on_edge(void *arg)\n"
                   "{\n"
                   "    volatile float *speed = arg;\n"
                   "    *speed = *speed * 0.5f;\n"
                   "}",
      .read_more = "ESP-IDF Programming Guide, FreeRTOS (IDF), Floating Point Usage",
      .source = "Xtensa ISA manual, EXCCAUSE 32-39; ESP-IDF components/freertos, "
                "xtensa_vectors.S, riscv vectors.S",
      .match = match_fpu_in_isr },
};

const struct why_rule_family why_family_coprocessor = { rules, WHY_COUNTOF(rules) };
