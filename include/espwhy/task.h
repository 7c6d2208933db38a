/* Tasks of FreeRTOS, as a core dump has them.
 *
 * Names, states and priorities stand in the task's control block (TCB), whose layout the types of
 * the ELF tell: without an ELF of this build they are not known. */
#ifndef ESPWHY_TASK_H
#define ESPWHY_TASK_H

#include "espwhy/backtrace.h"
#include "espwhy/base.h"
#include "espwhy/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

enum why_task_state {
    WHY_TASK_UNKNOWN,
    WHY_TASK_RUNNING, /* on a core when the chip panicked */
    WHY_TASK_READY,
    WHY_TASK_BLOCKED, /* waits for an event, for some time or for ever */
    WHY_TASK_SUSPENDED,
    WHY_TASK_DELETED, /* waits to be cleaned up */
};

/* How the registers of a task were saved. */
enum why_context {
    WHY_CONTEXT_UNKNOWN,
    WHY_CONTEXT_EXCEPTION,   /* by the panic: all of them, exact */
    WHY_CONTEXT_INTERRUPTED, /* by an interrupt: all of them, exact */
    WHY_CONTEXT_YIELDED,     /* by the task itself in a call that switches tasks (Xtensa) */
};

struct why_task {
    const char *name; /* clean; NULL: not known */
    struct why_value tcb;
    enum why_task_state state;
    struct why_value priority;      /* the current one */
    struct why_value base_priority; /* without what it inherited from a mutex */
    struct why_value core;          /* that it is pinned to; not known: to none, or not told */
    struct why_value stack_lo;      /* lowest address of its stack */
    struct why_value stack_hi;      /* where its dumped stack ends, exclusive */
    struct why_value stack_used;    /* bytes, from where its stack pointer is: of the task that
                                       crashed in the registers, of others as last saved */
    struct why_value stack_free;    /* bytes below that, down to stack_lo */
    uint32_t stack_below;           /* bytes that the stack pointer is below stack_lo */
    bool crashed;                   /* it ran on the core that panicked */
    bool fake_stack;                /* its stack could not be saved; the chip made one up */
    enum why_context context;
    const struct why_register *registers; /* by the names of struct why_arch */
    size_t register_count;
    struct why_backtrace backtrace;
};

/** "running", "ready", "blocked", "suspended", "deleted"; NULL for unknown. */
const char *why_task_state_name(enum why_task_state state);
/** "exception", "interrupted", "yielded"; NULL for unknown. */
const char *why_context_name(enum why_context context);

#ifdef __cplusplus
}
#endif

#endif
