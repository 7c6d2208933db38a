/* Stacks against their bounds. */
#include "rules/stack_room.h"

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/frames.h"
#include "rules/names.h"

#define BELOW_STACK 0x1000u /* an access so far below a stack left it downwards, bytes */

const char *why_task_words(const char *task, struct why_arena *arena)
{
    return task ? why_arena_printf(arena, "task \"%s\"", task) : "a task";
}

/* The task of the core dump that was running, where its stack is known. */
static const struct why_task *find_crashed(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->task_count; i++)
        if (crash->tasks[i].crashed && crash->tasks[i].stack_lo.known &&
            !crash->tasks[i].fake_stack)
            return &crash->tasks[i];
    return NULL;
}

/* How much of its stack the task had left, from the core dump. */
void why_add_stack_room(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena)
{
    const struct why_task *task = find_crashed(facts->crash);

    if (!task)
        return;
    if (task->stack_below > 0)
        why_finding_add_address(out, arena, task->stack_lo,
                                "the core dump: SP was %u bytes below the stack of %s, which "
                                "begins at 0x%08x",
                                (unsigned)task->stack_below, why_task_words(task->name, arena),
                                (unsigned)task->stack_lo.value);
    else if (task->stack_free.known)
        why_finding_add_address(out, arena, task->stack_lo,
                                "the core dump: SP was %u bytes above the lowest address of the "
                                "stack of %s, 0x%08x",
                                (unsigned)task->stack_free.value, why_task_words(task->name, arena),
                                (unsigned)task->stack_lo.value);
}

/* What shows that a stack was left though nothing watched over it. */
enum silent_sign {
    SILENT_NO,
    SILENT_SP,      /* the stack pointer is below the stack */
    SILENT_ADDRESS, /* the fault address is, closely */
    SILENT_WINDOW,  /* registers could not be saved on the stack (Xtensa) */
};

static enum silent_sign silent_sign_of(const struct why_facts *facts)
{
    const struct why_task *task = find_crashed(facts->crash);
    bool twice = why_facts_cause(facts) == WHY_CAUSE_DOUBLE_EXCEPTION;
    const char *access;
    struct why_spot window;

    if (!twice && !why_is_data_fault(facts, &access))
        return SILENT_NO;
    if (task && task->stack_below > 0)
        return SILENT_SP;
    if (twice || !facts->fault_address.known || why_is_near_null(facts->fault_address.value))
        return SILENT_NO;
    if (task && task->stack_lo.value - facts->fault_address.value - 1 < BELOW_STACK)
        return SILENT_ADDRESS;
    if (why_find_kind(facts->backtrace, WHY_NAME_WINDOW, &window) && window.index == 0)
        return SILENT_WINDOW;
    return SILENT_NO;
}

static void add_silent_sign(struct why_finding *out, const struct why_facts *facts,
                            enum silent_sign sign, struct why_arena *arena)
{
    struct why_spot window;

    if (sign == SILENT_ADDRESS)
        why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                                 "%s 0x%08x lies right below the stack: a large local array "
                                 "reaches down there",
                                 facts->arch->fault_addr, (unsigned)facts->fault_address.value);
    if (sign == SILENT_WINDOW && why_find_kind(facts->backtrace, WHY_NAME_WINDOW, &window))
        why_finding_add_frame(out, arena, window.index, window.frame,
                              "%s() moves registers to and from the stack: the stack pointer, or "
                              "the one saved on the stack, was destroyed",
                              window.function->name);
}

bool why_find_silent_overflow(const struct why_facts *facts, struct why_finding *out,
                              const char **task, struct why_arena *arena)
{
    const enum silent_sign sign = silent_sign_of(facts);
    const struct why_task *crashed = find_crashed(facts->crash);

    if (sign == SILENT_NO)
        return false;
    *task = crashed && crashed->name ? crashed->name : facts->crash->task;
    out->variant = "silent";
    out->confidence = sign == SILENT_SP ? WHY_CERTAIN : WHY_LIKELY;
    why_finding_set_summary(out, arena, "the stack of %s %s, and nothing watched its end",
                            why_task_words(*task, arena),
                            sign == SILENT_SP ? "overflowed" : "probably overflowed");
    out->place = why_fault_place(facts);
    why_add_stack_room(out, facts, arena);
    add_silent_sign(out, facts, sign, arena);
    return true;
}
