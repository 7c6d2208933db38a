/* What to do about a stack that was too small, by what made it. */
#include "rules/stack_steps.h"

#include <string.h>

#include "model/diagnosis.h"
#include "rules/stack_room.h"

const char *why_stack_owner(const struct why_facts *facts, const char *task,
                            struct why_arena *arena)
{
    if (!task && facts->crash->family == WHY_FAMILY_ESP_HAL)
        return ""; /* without a kernel there is no task */
    return why_arena_printf(arena, " of %s", why_task_words(task, arena));
}

/* Where the one stack of a program without FreeRTOS comes from. */
struct plain_stack {
    enum why_family family;
    const char *enlarge;
};

/* clang-format off */
/* Source: esp-hal ld/, section .stack; ESP-IDF components/ulp/Kconfig. */
static const struct plain_stack plain_stacks[] = {
    { WHY_FAMILY_ESP_HAL, "the main stack gets the RAM that static data leaves: make static data, or the heap, smaller; "
                          "the stacks of tasks and of the second core have their sizes where they are created" },
    { WHY_FAMILY_LP_CORE, "the LP core's stack gets what its program leaves of CONFIG_ULP_COPROC_RESERVE_MEM: raise it, or make the program smaller" },
};
/* clang-format on */

static bool add_plain_stack_steps(struct why_finding *out, const struct why_facts *facts,
                                  struct why_arena *arena)
{
    for (size_t i = 0; i < WHY_COUNTOF(plain_stacks); i++) {
        if (plain_stacks[i].family != facts->crash->family)
            continue;
        why_finding_add_next(out, arena, "%s", plain_stacks[i].enlarge);
        why_finding_add_next(out, arena,
                             "look for large local arrays and values that are moved or returned by "
                             "copy, and for deep recursion");
        return true;
    }
    return false;
}

void why_add_stack_steps(struct why_finding *out, const struct why_facts *facts, const char *task,
                         struct why_arena *arena)
{
    if (add_plain_stack_steps(out, facts, arena))
        return;
    if (task && strcmp(task, "main") == 0)
        why_finding_add_next(out, arena,
                             "enlarge the main task's stack (CONFIG_ESP_MAIN_TASK_STACK_SIZE) and "
                             "see whether it goes away");
    else if (task && strcmp(task, "loopTask") == 0)
        why_finding_add_next(out, arena,
                             "enlarge the loop task's stack (SET_LOOP_TASK_STACK_SIZE) and see "
                             "whether it goes away");
    else
        why_finding_add_next(
            out, arena, "enlarge the stack of %s where it is created and see whether it goes away",
            task ? why_task_words(task, arena) : "the task that ran");
    why_finding_add_next(out, arena,
                         "look for large local arrays, deep recursion, and printf(), TLS or JSON "
                         "calls in a small task");
    why_finding_add_next(out, arena,
                         "print uxTaskGetStackHighWaterMark() of the task at its deepest points");
}

void why_add_thread_steps(struct why_finding *out, const char *task, struct why_arena *arena)
{
    why_finding_add_next(out, arena,
                         "enlarge the stack of %s where it is created and see whether it goes away",
                         why_task_words(task, arena));
    why_finding_add_next(out, arena,
                         "look for large local arrays, deep recursion, and printf(), TLS or JSON "
                         "calls in a small thread");
    why_finding_add_next(out, arena,
                         "let the kernel measure how much of each stack is used: Zephyr's "
                         "thread analyzer, NuttX's CONFIG_STACK_COLORATION");
}
