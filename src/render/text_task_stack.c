/* How much of a task's stack is in use, as the text report tells it. */
#include <string.h>

#include "render/text.h"

static struct why_value stack_pointer(const struct why_crash *crash, const struct why_task *task)
{
    for (size_t i = 0; crash->arch && i < task->register_count; i++)
        if (strcmp(task->registers[i].name, crash->arch->sp) == 0)
            return task->registers[i].value;
    return (struct why_value){ .known = false };
}

/* The control block of a task that ran has the stack pointer of the last switch away from it, which
 * may be far from where the crash found it: after an overflow it would tell of an empty stack. */
struct why_text_stack why_text_task_stack(const struct why_crash *crash,
                                          const struct why_task *task)
{
    const struct why_value sp = stack_pointer(crash, task);
    uint32_t lo = task->stack_lo.value;
    uint32_t hi = task->stack_hi.value;
    struct why_text_stack out = { .below = 0 };

    if (!task->crashed && task->state != WHY_TASK_RUNNING)
        return (struct why_text_stack){ .used = task->stack_used, .free = task->stack_free };
    if (task->fake_stack || !sp.known || !task->stack_lo.known || !task->stack_hi.known)
        return out;
    if (why_text_in_isr(crash) || sp.value > hi || (sp.value < lo && lo - sp.value > hi - lo))
        return out; /* another stack: that of interrupts, or none at all */
    out.used = (struct why_value){ .known = true, .value = hi - sp.value };
    out.free = (struct why_value){ .known = true, .value = sp.value < lo ? 0 : sp.value - lo };
    out.below = sp.value < lo ? lo - sp.value : 0;
    return out;
}
