/* Steps to callers, checked as far as code and stack tell. */
#include "unwind/step.h"

#include "match/elf.h"
#include "unwind/fit.h"
#include "unwind/prologue.h"
#include "unwind/tail.h"

/* RISC-V ABIs Specification, integer calling convention; Xtensa ISA Reference Manual, 8.1 */
#define STACK_ALIGNMENT 16u
#define PROOF_STEPS 4u /* calls through pointers that a proof may lead through */

static struct why_value register_of(const struct why_registers *registers, unsigned number)
{
    return (struct why_value){ .known = registers->known >> number & 1,
                               .value = registers->value[number] };
}

static void set_register(struct why_registers *registers, unsigned number, struct why_value value)
{
    if (!value.known)
        return;
    registers->known |= 1u << number;
    registers->value[number] = value.value;
}

/* ---- prologues ---- */

/* Registers as the function was entered with them. */
static struct why_registers entry_registers(const struct why_walk *walk,
                                            const struct why_point *point,
                                            const struct why_prologue *prologue, uint32_t cfa)
{
    struct why_registers out = { .known = walk->abi->zero };

    for (unsigned number = 0; number < WHY_ARCH_REGISTERS; number++) {
        const uint32_t bit = 1u << number;

        if (prologue->saved & bit)
            set_register(&out, number, why_walk_word(walk, cfa + (uint32_t)prologue->slot[number]));
        else if (!(prologue->changed & bit))
            set_register(&out, number, register_of(&point->registers, number));
    }
    set_register(&out, walk->abi->sp, (struct why_value){ .known = true, .value = cfa });
    return out;
}

/* A trap's frame is where it says that it is: it holds the stack pointer that it was entered
 * with. */
static bool is_trap_frame(const struct why_walk *walk, const struct why_prologue *prologue,
                          uint32_t cfa)
{
    const struct why_value mark = why_walk_word(walk, cfa + (uint32_t)prologue->mark_slot);
    const struct why_value pc = why_walk_word(walk, cfa + (uint32_t)prologue->trap_slot);

    return mark.known && mark.value == cfa && pc.known && pc.value % walk->abi->code_align == 0 &&
           why_fit_code(walk, pc.value);
}

/* FreeRTOS leaves the interrupted stack for one of its own, and keeps the pointer to the trap's
 * frame in the first word of the task's control block. Source: ESP-IDF components/freertos,
 * portable/riscv/portasm.S, rtos_int_enter. */
static struct why_value interrupted_sp(const struct why_crash *crash, const struct why_walk *walk)
{
    for (size_t i = 0; i < crash->task_count; i++)
        if (crash->tasks[i].crashed && crash->tasks[i].tcb.known)
            return why_walk_word(walk, crash->tasks[i].tcb.value);
    return (struct why_value){ .known = false };
}

static bool find_trap_frame(const struct why_walk *walk, const struct why_prologue *prologue,
                            struct why_value sp, uint32_t *cfa)
{
    const struct why_value other = interrupted_sp(walk->crash, walk);

    *cfa = sp.value - (uint32_t)prologue->sp;
    if (sp.known && is_trap_frame(walk, prologue, *cfa))
        return true;
    *cfa = other.value - (uint32_t)prologue->sp;
    return other.known && is_trap_frame(walk, prologue, *cfa);
}

static struct why_step step_out_of_trap(const struct why_walk *walk, const struct why_point *point,
                                        const struct why_prologue *prologue)
{
    struct why_step step = { .answer = WHY_CFI_MISSING, .trust = WHY_TRUST_PROLOGUE };
    uint32_t cfa;

    step.caller.interrupted = true;
    if (prologue->lost || !prologue->has_mark ||
        !find_trap_frame(walk, prologue, register_of(&point->registers, walk->abi->sp), &cfa))
        return step;
    step.answer = WHY_CFI_FOUND;
    step.caller.cfa = cfa;
    step.caller.pc = why_walk_word(walk, cfa + (uint32_t)prologue->trap_slot).value;
    step.caller.registers = entry_registers(walk, point, prologue, cfa);
    return step;
}

static struct why_value entry_sp(const struct why_walk *walk, const struct why_point *point,
                                 const struct why_prologue *prologue)
{
    struct why_value sp =
        register_of(&point->registers, prologue->lost ? walk->abi->frame_pointer : walk->abi->sp);

    sp.value -= (uint32_t)(prologue->lost ? prologue->pointer : prologue->sp);
    sp.known = sp.known && (!prologue->lost || prologue->has_pointer);
    return sp;
}

static struct why_step step_by_prologue(const struct why_walk *walk, const struct why_point *point)
{
    struct why_step step = { .answer = WHY_CFI_NONE, .trust = WHY_TRUST_PROLOGUE };
    struct why_prologue prologue;
    struct why_value cfa;
    const uint32_t link = 1u << walk->abi->link;

    if (!why_prologue_read(walk, point->lookup, &prologue))
        return step;
    if (prologue.trap)
        return step_out_of_trap(walk, point, &prologue);
    cfa = entry_sp(walk, point, &prologue);
    if (!cfa.known || (!(prologue.saved & link) && (!point->exact || prologue.changed & link)))
        return step;
    step.answer = WHY_CFI_MISSING;
    step.caller.cfa = cfa.value;
    if (prologue.saved & link)
        step.caller.missing = cfa.value + (uint32_t)prologue.slot[walk->abi->link];
    else
        step.trust = WHY_TRUST_CALL_SITE;
    step.caller.registers = entry_registers(walk, point, &prologue, cfa.value);
    if (!(step.caller.registers.known & link))
        return step;
    step.caller.pc = step.caller.registers.value[walk->abi->link];
    step.caller.registers.known &= ~link; /* the call wrote it */
    step.answer = step.caller.pc == 0 ? WHY_CFI_END : WHY_CFI_FOUND;
    return step;
}

static struct why_step step_by_cfi(const struct why_walk *walk, struct why_firmware *firmware,
                                   const struct why_point *point)
{
    const struct why_target target = { .registers = &point->registers,
                                       .read = why_walk_read,
                                       .context = walk };
    struct why_step step = { .answer = WHY_CFI_NONE, .trust = WHY_TRUST_CFI };

    step.answer = why_firmware_caller(firmware, point->lookup, &target, &step.caller);
    return step;
}

/* True when a trap's frame is not where the stack pointer says. */
static bool is_elsewhere(const struct why_walk *walk, const struct why_step *step)
{
    return step->caller.interrupted &&
           (step->answer == WHY_CFI_MISSING ||
            (step->answer == WHY_CFI_FOUND && !why_fit_code(walk, step->caller.pc)));
}

struct why_step why_step_from(const struct why_walk *walk, const struct why_point *point)
{
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, point->lookup);
    struct why_step step = { .answer = WHY_CFI_NONE };
    struct why_point other = *point;

    if (!firmware)
        return step;
    step = step_by_cfi(walk, firmware, point);
    if (step.answer == WHY_CFI_NONE)
        return step_by_prologue(walk, point);
    if (is_elsewhere(walk, &step)) {
        set_register(&other.registers, walk->abi->sp, interrupted_sp(walk->crash, walk));
        step = step_by_cfi(walk, firmware, &other);
    }
    return step;
}

/* ---- checks ---- */

bool why_step_may_call(const struct why_walk *walk, const struct why_insn *call, uint32_t lookup)
{
    return !call->direct || why_fit_call(walk, call, lookup, NULL) != WHY_FIT_NO ||
           why_tail_leads(walk, call, lookup) != WHY_TAIL_NO;
}

bool why_step_is_doubtful(const struct why_walk *walk, const struct why_insn *call, uint32_t lookup)
{
    const struct why_region *region = why_crash_region(walk->crash, call->target);

    return call->direct && region && (region->bits & WHY_MEM_ROM) &&
           !why_elf_of_build_at(walk->crash, walk->image, call->target) &&
           why_fit_call(walk, call, lookup, NULL) == WHY_FIT_NO;
}

enum why_objection why_step_check(const struct why_walk *walk, const struct why_point *point,
                                  const struct why_caller *caller, struct why_insn *call)
{
    const struct why_value sp = register_of(&point->registers, walk->abi->sp);

    call->row = NULL;
    if (!why_fit_code(walk, caller->pc) || caller->pc % walk->abi->code_align != 0)
        return WHY_OBJECTION_NO_CODE;
    if (caller->interrupted) /* it may have been on another stack */
        return WHY_OBJECTION_NONE;
    if (sp.known && (caller->cfa < sp.value || (caller->cfa == sp.value && !point->exact)))
        return WHY_OBJECTION_DOWN;
    if (caller->cfa % STACK_ALIGNMENT != 0)
        return WHY_OBJECTION_UNEVEN;
    if (why_walk_call_before(walk, caller->pc, call) == WHY_CALL_NONE)
        return WHY_OBJECTION_NO_CALL;
    if (call->row && !why_step_may_call(walk, call, point->lookup))
        return WHY_OBJECTION_ELSEWHERE;
    return WHY_OBJECTION_NONE;
}

bool why_step_is_outermost(const struct why_walk *walk, uint32_t lookup)
{
    const struct why_point point = { .lookup = lookup, .registers = { .known = walk->abi->zero } };

    return why_step_from(walk, &point).answer == WHY_CFI_END;
}

/* What a step without a caller proves: a zero alone, nothing. */
static enum why_proof proof_of(const struct why_walk *walk, const struct why_step *step,
                               uint32_t lookup, bool first, uint32_t *missing)
{
    if (step->answer == WHY_CFI_END && (!first || why_step_is_outermost(walk, lookup)))
        return WHY_PROOF_YES;
    if (step->answer != WHY_CFI_MISSING || step->caller.missing == 0)
        return WHY_PROOF_NO;
    *missing = step->caller.missing;
    return WHY_PROOF_MISSING;
}

/* Goes from a frame to its caller; false when that settles the proof. */
static bool prove_step(const struct why_walk *walk, struct why_point *point, bool first,
                       enum why_proof *proof, uint32_t *missing)
{
    const struct why_step step = why_step_from(walk, point);
    struct why_insn call;

    *proof = WHY_PROOF_NO;
    if (step.answer != WHY_CFI_FOUND) {
        *proof = proof_of(walk, &step, point->lookup, first, missing);
        return false;
    }
    if (why_step_check(walk, point, &step.caller, &call) != WHY_OBJECTION_NONE)
        return false;
    if (step.caller.interrupted ||
        (call.row && call.direct &&
         why_fit_call(walk, &call, point->lookup, NULL) == WHY_FIT_YES)) {
        *proof = WHY_PROOF_YES;
        return false;
    }
    point->lookup = step.caller.pc - 1;
    point->registers = step.caller.registers;
    return call.row;
}

enum why_proof why_step_proves(const struct why_walk *walk, uint32_t lookup, uint32_t sp,
                               uint32_t *missing)
{
    struct why_point point = { .lookup = lookup,
                               .registers = { .known = walk->abi->zero | 1u << walk->abi->sp } };
    enum why_proof proof = WHY_PROOF_NO;

    point.registers.value[walk->abi->sp] = sp;
    for (unsigned i = 0; i < PROOF_STEPS; i++)
        if (!prove_step(walk, &point, i == 0, &proof, missing))
            return proof;
    return WHY_PROOF_NO;
}

enum why_proof why_step_find_sp(const struct why_walk *walk, const struct why_sp_search *search,
                                struct why_value *sp, uint32_t *missing)
{
    const uint32_t end = search->from + search->bytes;
    uint32_t at = (search->from + STACK_ALIGNMENT - 1) / STACK_ALIGNMENT * STACK_ALIGNMENT;

    sp->known = false;
    for (; at <= end; at += STACK_ALIGNMENT) {
        const enum why_proof proof = why_step_proves(walk, search->lookup, at, missing);

        if (proof == WHY_PROOF_NO)
            continue;
        *sp = (struct why_value){ .known = proof == WHY_PROOF_YES, .value = at };
        return proof;
    }
    return WHY_PROOF_NO;
}
