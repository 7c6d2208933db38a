/* Instructions that are good and were refused: what the registers tell of the reason.
 * Source: Xtensa Instruction Set Architecture Reference Manual, RETW, ENTRY, chapter 4.7.1. */
#include "rules/refused.h"

#include <string.h>

#include "isa/isa.h"
#include "model/diagnosis.h"

#define WINDOW_BITS 30u   /* of A0: by how many registers the caller's window is away, a fourth */
#define PS_WOE (1u << 18) /* windows may be used */

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* Windowed calls and returns are illegal with windows off, and a return is without a size. */
static void find_state(const struct why_facts *facts, struct why_refused *out)
{
    const struct why_value caller = why_core_register(facts->core, "A0");
    const struct why_value ps = why_core_register(facts->core, "PS");
    const bool returns = starts(out->text, "retw");

    if (facts->arch->id != WHY_ARCH_XTENSA || (!returns && !starts(out->text, "entry")))
        return;
    if (returns && caller.known && caller.value >> WINDOW_BITS == 0) {
        out->register_name = "A0";
        out->state = "its two highest bits are 0: no windowed call left it, it was overwritten";
    } else if (ps.known && !(ps.value & PS_WOE)) {
        out->register_name = "PS";
        out->state = "WOE is 0: register windows are off";
    }
}

bool why_find_refused(const struct why_facts *facts, const struct why_code_bytes *seen,
                      struct why_refused *out)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    struct why_refused found = { .text = "" };

    if (instruction && !seen->differs && seen->compared)
        found.insn = *instruction->insn;
    else if (!instruction && seen->decoded)
        found.insn = seen->insn;
    else
        return false;
    if (found.insn.legality != WHY_INSN_LEGAL)
        return false;
    why_isa_text(&found.insn, found.text, sizeof(found.text));
    found.rare = !instruction && !seen->bits.known && !seen->sound;
    find_state(facts, &found);
    *out = found;
    return true;
}

static void add_stack_steps(struct why_finding *out, struct why_arena *arena)
{
    why_finding_add_next(out, arena,
                         "look for what writes over the stack: a local array in this function, or "
                         "in one that it calls, and a stack that is too small");
    why_finding_add_next(out, arena,
                         "turn on CONFIG_COMPILER_STACK_CHECK_MODE_NORM and "
                         "CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK to catch the write");
}

void why_describe_refused(struct why_finding *out, const struct why_facts *facts,
                          const struct why_refused *refused, struct why_arena *arena)
{
    const struct why_value state = why_core_register(facts->core, refused->register_name);

    out->confidence = state.known ? WHY_CERTAIN : WHY_POSSIBLE;
    why_finding_set_summary(out, arena, "the processor refused %s, %s", refused->text,
                            state.known     ? "a good instruction that it cannot run in this state"
                            : refused->rare ? "which hardly any code has: damaged bytes read like "
                                              "an instruction, too"
                                            : "which is a good instruction");
    if (state.known) {
        why_finding_add_register(out, arena, refused->register_name, state, "%s is 0x%08x: %s",
                                 refused->register_name, (unsigned)state.value, refused->state);
        add_stack_steps(out, arena);
        return;
    }
    if (starts(refused->text, "retw"))
        why_finding_add_line(out, arena, 0,
                             "a return is refused as well when the caller's register window is not "
                             "where A0 says; the dump does not show windows");
    why_finding_add_next(out, arena,
                         "disassemble the ELF at the program counter and compare: are these the "
                         "bytes that were built, and does this chip have that instruction?");
    why_finding_add_next(out, arena,
                         "look for what changes code while it runs, and for a stack that was "
                         "written over");
}
