/* Stacks of code whose calls leave the return address in a register, RISC-V and the ESP8266: from
 * the registers of a trap to the entry of the task.
 *
 * Call-frame information first, then prologues, then a scan; a frame whose stack pointer is not
 * known gets the one that lets it lead on, or is scanned behind. */
#include "base/arena.h"
#include "base/limits.h"
#include "match/elf.h"
#include "unwind/fit.h"
#include "unwind/remark.h"
#include "unwind/scan.h"
#include "unwind/start.h"
#include "unwind/step.h"
#include "unwind/steps.h"

/* Bytes that a function without call-frame information may have put on the stack before it calls.
 */
#define OWN_FRAME_BYTES 512u
#define CODE_INSTRUCTIONS 65536u /* that searches of one walk may read: 300 functions or so */

struct climb {
    struct why_walk *walk;
    const struct why_start *start;
    struct why_point point; /* the last frame */
    struct why_value sp;    /* of it */
    uint32_t scan_from;     /* where its caller's return address is sought; below it, there are the
                               frames so far */
    struct why_scan_budget budget;
    struct why_value missing; /* address of the word without which the last frame's stack pointer
                                 cannot be known */
    const char *reason;       /* why the last frame's own return address was not taken; NULL */
};

static struct why_frame *last_frame(const struct climb *climb)
{
    struct why_backtrace *backtrace = climb->walk->backtrace;

    return &backtrace->frames[backtrace->frame_count - 1];
}

static bool add(struct climb *climb, uint32_t pc, enum why_trust trust)
{
    const struct why_point *point = &climb->point;
    struct why_frame frame = { .pc = { .known = true, .value = pc },
                               .lookup = { .known = true, .value = point->lookup },
                               .sp = climb->sp,
                               .trust = trust };

    climb->reason = NULL;
    climb->missing.known = false;
    climb->scan_from = climb->sp.value;
    return why_walk_add(climb->walk, &frame, &point->registers);
}

static struct why_registers keep_registers(const struct climb *climb,
                                           const struct why_registers *registers, uint32_t which)
{
    struct why_registers kept = *registers;

    kept.known &= which | climb->walk->abi->zero;
    return kept;
}

static void set_sp(struct climb *climb, uint32_t sp)
{
    climb->sp = (struct why_value){ .known = true, .value = sp };
    climb->point.registers.known |= 1u << climb->walk->abi->sp;
    climb->point.registers.value[climb->walk->abi->sp] = sp;
}

/* ---- call-frame information and prologues ---- */

/* True when a step leads back to a frame that has been seen. */
static bool is_circle(const struct climb *climb, const struct why_caller *caller)
{
    const struct why_backtrace *backtrace = climb->walk->backtrace;

    for (size_t i = 0; i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        if (frame->pc.value == caller->pc && frame->sp.known &&
            (caller->registers.known >> climb->walk->abi->sp & 1) &&
            frame->sp.value == caller->registers.value[climb->walk->abi->sp])
            return true;
    }
    return false;
}

/* Where its frame ends is sure, also when what stands there was overwritten. */
static void object(struct climb *climb, const struct why_step *step, enum why_objection objection,
                   const struct why_insn *call)
{
    climb->reason = why_remark_objection(climb->walk, &climb->point, step, objection, call);
    if (objection == WHY_OBJECTION_DOWN || step->caller.cfa <= climb->scan_from)
        return;
    climb->scan_from = step->caller.cfa;
    if (objection != WHY_OBJECTION_UNEVEN)
        last_frame(climb)->cfa = (struct why_value){ .known = true, .value = step->caller.cfa };
}

static bool take_step(struct climb *climb, const struct why_step *step)
{
    const struct why_caller *caller = &step->caller;
    struct why_insn call;
    const enum why_objection objection = why_step_check(climb->walk, &climb->point, caller, &call);
    enum why_trust trust = step->trust;

    if (objection != WHY_OBJECTION_NONE) {
        object(climb, step, objection, &call);
        return false;
    }
    if (call.row && why_step_is_doubtful(climb->walk, &call, climb->point.lookup)) {
        why_remark_doubt(climb->walk, caller->pc, &call, climb->point.lookup);
        trust = WHY_TRUST_SCAN;
    }
    last_frame(climb)->cfa = (struct why_value){ .known = true, .value = caller->cfa };
    climb->point = (struct why_point){ .lookup = caller->pc - (caller->interrupted ? 0 : 1),
                                       .exact = caller->interrupted,
                                       .registers = caller->registers };
    climb->sp.known = climb->point.registers.known >> climb->walk->abi->sp & 1;
    climb->sp.value = climb->point.registers.value[climb->walk->abi->sp];
    return add(climb, caller->pc, trust);
}

/* ---- the return address register ---- */

/* True when the trap was in code that nothing is known of: then RA is as good as it gets. */
static bool is_foreign(const struct climb *climb)
{
    const struct why_walk *walk = climb->walk;
    const struct why_region *region = why_crash_region(walk->crash, climb->point.lookup);

    return !walk->crash->software && region && !(region->bits & WHY_MEM_ROM) &&
           !why_elf_of_build_at(walk->crash, walk->image, climb->point.lookup);
}

/* True when RA still is the return address of the function that the trap was in: behind a call, and
 * outside of that function, which would have left it by a call of its own. */
static bool is_link(const struct climb *climb, uint32_t ra)
{
    const uint32_t pc = climb->point.lookup;
    enum why_isa_call_before before;
    struct why_insn call;
    enum why_fit same;

    if (ra == pc || ra % climb->walk->abi->code_align != 0 || !why_fit_code(climb->walk, ra - 1))
        return false;
    before = why_walk_call_before(climb->walk, ra, &call);
    if (before == WHY_CALL_NONE || !why_fit_code(climb->walk, pc))
        return before != WHY_CALL_NONE;
    if (before == WHY_CALL_FOUND && !why_step_may_call(climb->walk, &call, pc))
        return false;
    same = why_fit_same(climb->walk, pc, ra - 1);
    return same == WHY_FIT_NO ||
           (same == WHY_FIT_UNKNOWN && (before == WHY_CALL_FOUND || is_foreign(climb)));
}

/* A jump to what is no code leaves the stack pointer alone. A function may have moved it. */
static struct why_value sp_behind(const struct climb *climb, uint32_t ra, struct why_value *missing)
{
    const struct why_sp_search search = { ra - 1, climb->sp.value, OWN_FRAME_BYTES };
    struct why_value sp = climb->sp;
    struct why_insn call;

    if (!sp.known || !why_fit_code(climb->walk, climb->point.lookup) ||
        why_step_proves(climb->walk, ra - 1, sp.value, &missing->value) == WHY_PROOF_YES)
        return sp;
    missing->known =
        why_step_find_sp(climb->walk, &search, &sp, &missing->value) == WHY_PROOF_MISSING;
    if (!sp.known && !missing->known &&
        why_walk_call_before(climb->walk, ra, &call) == WHY_CALL_FOUND)
        sp = why_start_entry_sp(climb->walk, &call, climb->point.lookup, climb->sp.value);
    return sp;
}

static bool take_link(struct climb *climb)
{
    const struct why_registers *registers = &climb->point.registers;
    const uint32_t ra = registers->value[climb->walk->abi->link];
    const uint32_t from = climb->sp.value;
    struct why_value missing = { .known = false };
    struct why_value sp;
    bool unmoved;

    if (!(registers->known >> climb->walk->abi->link & 1) || !is_link(climb, ra))
        return false;
    sp = sp_behind(climb, ra, &missing);
    unmoved = sp.known && sp.value == climb->sp.value;
    last_frame(climb)->cfa = sp;
    climb->point = (struct why_point){
        .lookup = ra - 1,
        .registers = keep_registers(climb, registers,
                                    climb->walk->abi->never_changed |
                                        (unmoved ? climb->walk->abi->kept : 0)),
    };
    climb->sp = sp;
    if (sp.known)
        set_sp(climb, sp.value);
    if (!add(climb, ra, WHY_TRUST_CALL_SITE))
        return false;
    climb->scan_from = sp.known ? sp.value : from;
    climb->missing = missing;
    return true;
}

/* ---- the scan ---- */

static bool add_rom_frame(struct climb *climb, const struct why_hit *hit)
{
    climb->sp.known = false;
    climb->point.lookup = hit->rom_pc.value - 1;
    return add(climb, hit->rom_pc.value, WHY_TRUST_SCAN);
}

/* A function that calls no other keeps its return address in a register: where that is not printed,
 * its caller is not to be had, but those further up are. */
static bool is_link_lost(const struct climb *climb)
{
    return climb->point.exact && climb->start->pc.known && !climb->start->registers.known;
}

/* The function that the caller found called, where that is not the last frame's: it runs, but at
 * which of its instructions is not known. */
static bool add_called(struct climb *climb, const struct why_hit *hit)
{
    const struct why_walk *walk = climb->walk;
    struct why_frame frame = { .lookup = { .known = true }, .trust = WHY_TRUST_SCAN };
    struct why_insn call;

    if (!is_link_lost(climb) || why_walk_call_before(walk, hit->pc, &call) != WHY_CALL_FOUND ||
        !call.direct || !why_elf_of_build_at(walk->crash, walk->image, call.target))
        return true;
    frame.lookup.value = call.target;
    return why_walk_add(climb->walk, &frame, NULL);
}

static bool take_hit(struct climb *climb, const struct why_hit *hit)
{
    climb->point.registers =
        keep_registers(climb, &climb->point.registers, climb->walk->abi->never_changed);
    if (climb->reason) {
        why_remark_gap(climb->walk, climb->start->task, climb->reason);
        if (!add_called(climb, hit))
            return false;
    } else {
        if (hit->rom_pc.known && !add_rom_frame(climb, hit))
            return false;
        if (climb->walk->backtrace->frame_count > 0)
            last_frame(climb)->cfa = hit->sp;
    }
    climb->sp = hit->sp;
    climb->point.exact = false;
    climb->point.lookup = hit->pc - 1;
    if (hit->sp.known)
        set_sp(climb, hit->sp.value);
    if (!add(climb, hit->pc, WHY_TRUST_SCAN))
        return false;
    climb->scan_from = hit->slot + 4;
    climb->missing = hit->missing;
    return true;
}

static bool is_full(const struct climb *climb)
{
    return climb->walk->out_of_memory || climb->walk->backtrace->continues;
}

/* The caller, or with a reason to expect a gap one further up, by the words of the stack. */
static bool find_hit(struct climb *climb)
{
    const struct why_task *task = climb->start->task;
    const struct why_scan scan = {
        .budget = &climb->budget,
        .from = climb->scan_from,
        .to = task && task->stack_hi.known ? task->stack_hi.value : UINT32_MAX,
        .callee = { .known = !climb->reason && why_fit_code(climb->walk, climb->point.lookup),
                    .value = climb->point.lookup },
        .callee_sp = climb->sp,
    };
    struct why_hit hit;
    uint32_t end;

    if (why_scan_find(climb->walk, &scan, &hit, &end))
        return take_hit(climb, &hit);
    climb->walk->backtrace->ended =
        climb->reason ? climb->reason
                      : why_remark_nothing(climb->walk, climb->point.lookup, scan.from, end,
                                           end < scan.to && climb->budget.words > 0);
    return false;
}

static bool scan(struct climb *climb)
{
    if (find_hit(climb))
        return true;
    if (is_full(climb) || climb->reason || !is_link_lost(climb))
        return false;
    climb->reason = "its return address may have been in A0, which is not printed";
    return find_hit(climb);
}

/* ---- the walk ---- */

/* True when the caller cannot be known: its registers, or its return address, are not there. */
static bool is_missing(struct climb *climb, const struct why_step *step)
{
    struct why_backtrace *backtrace = climb->walk->backtrace;

    if (step->answer == WHY_CFI_MISSING && step->caller.missing != 0)
        backtrace->ended = why_remark_missing(climb->walk, step->caller.missing);
    else if (step->caller.interrupted)
        backtrace->ended = "what was interrupted is not in the dump";
    else
        return false;
    return true;
}

/* True when a step ends the walk: nobody called, or what it leads to has been seen. */
static bool is_end(struct climb *climb, const struct why_step *step)
{
    struct why_walk *walk = climb->walk;

    if (climb->missing.known)
        walk->backtrace->ended = why_remark_missing(walk, climb->missing.value);
    else if (step->answer == WHY_CFI_END)
        walk->backtrace->ended = why_remark_end(walk, climb->point.lookup);
    else if (step->answer == WHY_CFI_FOUND && is_circle(climb, &step->caller))
        walk->backtrace->ended = "the next frame is one that stands here already: the stack was "
                                 "overwritten";
    else
        return false;
    return true;
}

/* Adds the caller of the last frame; false when the walk is over. */
static bool go_up(struct climb *climb)
{
    struct why_step step = { .answer = WHY_CFI_NONE };

    if (climb->sp.known || climb->point.exact)
        step = why_step_from(climb->walk, &climb->point);
    if (is_end(climb, &step))
        return false;
    if (step.answer == WHY_CFI_FOUND && take_step(climb, &step))
        return true;
    if (is_full(climb) || is_missing(climb, &step))
        return false;
    if (step.answer == WHY_CFI_NONE && climb->point.exact && take_link(climb))
        return true;
    return !is_full(climb) && scan(climb);
}

/* An ESP8266 prints no stack pointer, but its stack from about there on: the core for Arduino
 * leaves out what it takes for its own frames. */
static void settle_sp(struct climb *climb)
{
    const struct why_crash *crash = climb->walk->crash;
    struct why_sp_search search = { .lookup = climb->point.lookup, .bytes = OWN_FRAME_BYTES };
    struct why_value sp;
    uint32_t missing;

    if (climb->sp.known || crash->memory_count == 0)
        return;
    climb->scan_from = search.from = crash->memory[0].address;
    if (!climb->start->pc.known ||
        why_step_find_sp(climb->walk, &search, &sp, &missing) != WHY_PROOF_YES)
        return;
    set_sp(climb, sp.value);
    last_frame(climb)->sp = sp;
    climb->scan_from = sp.value;
}

void why_walk_linked(struct why_walk *walk, const struct why_start *start)
{
    struct climb climb = {
        .walk = walk,
        .start = start,
        .budget = { .words = WHY_SCAN_WORDS, .proofs = WHY_SCAN_PROOFS },
        .point = { .lookup = start->pc.value, .exact = true, .registers = start->registers },
        .sp = { .known = start->registers.known >> walk->abi->sp & 1,
                .value = start->registers.value[walk->abi->sp] },
    };
    uint32_t code_budget = CODE_INSTRUCTIONS;
    bool going = true;

    if (!why_walk_has_build(walk))
        return;
    walk->code_budget = &code_budget;
    if (start->pc.known)
        going = add(&climb, start->pc.value, WHY_TRUST_REGISTER);
    settle_sp(&climb);
    if (!start->pc.known)
        going = scan(&climb);
    while (going)
        going = go_up(&climb);
    walk->code_budget = NULL;
    why_remark_abort(walk);
    walk->backtrace->source = why_walk_source(walk);
}
