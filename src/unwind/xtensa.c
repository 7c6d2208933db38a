/* Xtensa stacks: from a frame to its caller by the window save areas.
 *
 * A function that has called another has its a0 to a3 saved in the 16 bytes below the stack pointer
 * of the function it called; its a4 to a7, or a4 to a11, as far as the size of that call left them
 * in its own window, below the 16 bytes of its caller's. Source: Xtensa ISA manual, Windowed
 * Procedure-Call Protocol, window overflow handlers. */
#include "base/arena.h"
#include "unwind/bad_call.h"
#include "unwind/steps.h"
#include "unwind/window.h"

#define STACK_ALIGN 16u

/* The innermost frame so far, and what is known of it. */
struct place {
    struct why_registers registers;
    uint32_t pc;
    uint32_t lookup; /* the call, where `pc` is its return address */
    bool unread;     /* whether a call is there could not be seen */
};

static bool is_known(const struct why_registers *registers, unsigned n)
{
    return registers->known >> n & 1;
}

static void set(struct why_registers *registers, unsigned n, uint32_t value)
{
    registers->known |= 1u << n;
    registers->value[n] = value;
}

/* End the walk with a clause. */
static bool end(struct why_walk *walk, const char *clause)
{
    walk->backtrace->ended = clause;
    return false;
}

/* ---- save areas ---- */

/* a4 and those behind it, of the caller that made a call of this size. */
static void read_extra(const struct why_walk *walk, struct why_registers *caller, unsigned window)
{
    const struct why_value above = why_walk_word(walk, caller->value[1] - 12);
    const unsigned count = window > 4 ? window - 4 : 0;

    if (!above.known || above.value <= caller->value[1] || above.value % STACK_ALIGN != 0)
        return;
    for (unsigned i = 0; i < count; i++) {
        const struct why_value word =
            why_walk_word(walk, above.value - WHY_WINDOW_SAVE_BYTES - 4 * (count - i));

        if (word.known)
            set(caller, 4 + i, word.value);
    }
}

/* a0 to a3 of the caller; those of interrupted code are two, the rest was not copied there. */
static bool read_base(const struct why_walk *walk, uint32_t sp, bool interrupted,
                      struct why_registers *caller)
{
    const unsigned count = interrupted ? 2 : 4;

    for (unsigned i = 0; i < count; i++) {
        const struct why_value word = why_walk_word(walk, sp - WHY_WINDOW_SAVE_BYTES + 4 * i);

        if (!word.known)
            return false;
        set(caller, i, word.value);
    }
    return true;
}

/* Stacks grow down. Interrupts run on a stack of their own: behind them the order says nothing. */
static bool is_stack_above(const struct why_start *start, uint32_t sp, uint32_t caller_sp,
                           bool interrupted)
{
    const struct why_task *task = start->task;

    if (caller_sp % STACK_ALIGN != 0 || (caller_sp <= sp && !interrupted))
        return false;
    if (interrupted || !task || !task->stack_hi.known || sp > task->stack_hi.value ||
        (task->stack_lo.known && sp < task->stack_lo.value))
        return true;
    return caller_sp <= task->stack_hi.value;
}

/* ---- one step ---- */

/* Why a return address is of no use, as a clause; NULL: it is good. A call that goes elsewhere than
 * to a frame whose own return address could not be checked takes that frame away with it. */
static const char *find_objection(struct why_walk *walk, const struct place *at, bool interrupted,
                                  struct place *caller)
{
    const uint32_t raw = at->registers.value[0];
    struct why_arena *arena = walk->crash->arena;
    struct why_insn call;

    if (why_window_of(raw) == 0)
        return why_arena_printf(arena, "0x%08x is not the return address of a windowed call",
                                (unsigned)raw);
    if (interrupted && why_can_run(walk, caller->pc))
        return NULL;
    switch (why_check_return(walk, caller->pc, why_window_of(raw), &call)) {
    case WHY_RETURN_NOT_CODE:
        return why_arena_printf(arena, "the return address 0x%08x is not code",
                                (unsigned)caller->pc);
    case WHY_RETURN_NO_CALL:
        return why_arena_printf(arena, "no call ends at the return address 0x%08x", (unsigned)raw);
    case WHY_RETURN_UNREADABLE:
        caller->unread = true;
        return NULL;
    case WHY_RETURN_CALL:
        break;
    }
    if (why_call_fits(walk, &call, at->lookup))
        return NULL;
    if (at->unread)
        walk->backtrace->frame_count--;
    return why_arena_printf(arena,
                            "the call that ends at the return address 0x%08x goes to another "
                            "function",
                            (unsigned)raw);
}

/* Fill in the caller's registers; a clause when they are not to be had. */
static const char *find_caller(struct why_walk *walk, const struct why_start *start,
                               const struct place *at, bool interrupted, struct place *caller)
{
    const uint32_t sp = at->registers.value[1];

    if (!is_known(&at->registers, 1))
        return "the stack pointer is not known";
    if (!read_base(walk, sp, interrupted, &caller->registers)) {
        caller->registers.known = 0;
        return why_arena_printf(walk->crash->arena,
                                "the window save area at 0x%08x is not in the dump",
                                (unsigned)(sp - WHY_WINDOW_SAVE_BYTES));
    }
    if (is_stack_above(start, sp, caller->registers.value[1], interrupted))
        return NULL;
    caller->registers.known = 0;
    return why_arena_printf(
        walk->crash->arena, "the window save area at 0x%08x holds no stack pointer: 0x%08x",
        (unsigned)(sp - WHY_WINDOW_SAVE_BYTES), (unsigned)caller->registers.value[1]);
}

static bool add_frame(struct why_walk *walk, const struct place *at, enum why_trust trust)
{
    const struct why_frame frame = {
        .pc = { .known = true, .value = at->pc },
        .lookup = { .known = true, .value = at->lookup },
        .sp = { .known = is_known(&at->registers, 1), .value = at->registers.value[1] },
        .trust = trust,
    };
    struct why_backtrace *backtrace = walk->backtrace;

    if (backtrace->frame_count > 0)
        backtrace->frames[backtrace->frame_count - 1].cfa = frame.sp;
    return why_walk_add(walk, &frame, at->registers.known ? &at->registers : NULL);
}

/* Go to the caller; false when there is no more to go to. */
static bool step(struct why_walk *walk, const struct why_start *start, struct place *at,
                 enum why_trust trust)
{
    const uint32_t raw = at->registers.value[0];
    const bool interrupted = why_is_dispatcher(walk, at->lookup);
    struct place caller = { .pc = why_arch_code_address(walk->crash->arch, raw) };
    const char *clause;

    if (!is_known(&at->registers, 0))
        return end(walk, "the return address is not known");
    if (caller.pc == why_arch_code_address(walk->crash->arch, 0))
        return false; /* the function that a task starts with returns to 0 */
    clause = find_objection(walk, at, interrupted, &caller);
    if (clause)
        return end(walk, clause);
    clause = find_caller(walk, start, at, interrupted, &caller);
    if (caller.registers.known && !interrupted)
        read_extra(walk, &caller.registers, why_window_of(raw));
    caller.lookup = caller.pc - (interrupted ? 0 : walk->crash->arch->call_bytes_min);
    if (!add_frame(walk, &caller, trust))
        return false;
    *at = caller;
    return !clause || end(walk, clause);
}

static void walk_callers(struct why_walk *walk, const struct why_start *start, struct place *at,
                         enum why_trust first)
{
    enum why_trust trust = first;

    while (step(walk, start, at, trust))
        trust = WHY_TRUST_SAVE_AREA;
}

/* ---- where walks start ---- */

/* The function that made a call which arrived nowhere: it goes on with the same window, of which
 * the call has overwritten what it did not keep for itself. */
static bool add_lost_frame(struct why_walk *walk, struct place *at, struct why_value ps)
{
    const struct why_value pc = { .known = true, .value = at->pc };
    struct why_bad_call lost;

    if (!why_find_bad_call(walk, &at->registers, pc, ps, &lost))
        return true;
    at->registers.known &= (1u << lost.window) - 1;
    at->pc = lost.return_address;
    at->lookup = at->pc - walk->crash->arch->call_bytes_min;
    return add_frame(walk, at, WHY_TRUST_CALL_SITE);
}

/* A task that yields leaves its a0 below the stack that is dumped, but what it had saved of its
 * caller above: of one frame nothing but the stack pointer is known, and the walk goes on from it.
 * Source: ESP-IDF components/freertos/FreeRTOS-Kernel/portable/xtensa/portasm.S, vPortYield. */
static bool add_hole(struct why_walk *walk, struct place *at)
{
    struct why_frame frame = { .trust = WHY_TRUST_SAVE_AREA };
    struct why_registers caller = { .known = 0 };

    if (!is_known(&at->registers, 1) || !read_base(walk, at->registers.value[1], false, &caller) ||
        caller.value[1] <= at->registers.value[1])
        return end(walk, "the return address lies below the stack that was dumped");
    frame.sp = (struct why_value){ .known = true, .value = caller.value[1] };
    walk->backtrace->frames[0].cfa = frame.sp;
    *at = (struct place){ .registers = caller };
    return why_walk_add(walk, &frame, &caller);
}

static bool is_saved(enum why_context context)
{
    return context == WHY_CONTEXT_YIELDED || context == WHY_CONTEXT_INTERRUPTED;
}

void why_walk_xtensa(struct why_walk *walk, const struct why_start *start)
{
    struct place at = { .registers = start->registers, .pc = start->pc.value };
    enum why_trust first = WHY_TRUST_CALL_SITE;
    bool going;

    if (is_saved(start->context))
        at.pc = why_arch_code_address(walk->crash->arch, at.pc); /* some dumps drop the top bits */
    at.lookup = at.pc;
    if (start->context == WHY_CONTEXT_YIELDED)
        at.lookup -= walk->crash->arch->call_bytes_min; /* it is at its call's return address */
    if (walk->crash->memory_count > 0)
        walk->backtrace->source = WHY_BACKTRACE_SAVE_AREA;
    going = add_frame(walk, &at, WHY_TRUST_REGISTER);
    if (going && start->context == WHY_CONTEXT_YIELDED && !is_known(&at.registers, 0)) {
        first = WHY_TRUST_SAVE_AREA;
        going = add_hole(walk, &at);
    } else if (going) {
        going = add_lost_frame(walk, &at, start->ps);
    }
    if (going)
        walk_callers(walk, start, &at, first);
    if (walk->crash->memory_count == 0)
        walk->backtrace->ended = NULL; /* registers alone, and nobody expects more of them */
}

void why_go_on_xtensa(struct why_walk *walk, const struct why_frame *frame,
                      const struct why_registers *registers)
{
    struct place at = {
        .registers = *registers,
        .pc = frame->pc.value,
        .lookup = frame->lookup.value,
    };
    const struct why_start start = { .context = WHY_CONTEXT_EXCEPTION };

    walk_callers(walk, &start, &at, WHY_TRUST_SAVE_AREA);
}
