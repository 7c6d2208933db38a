/* Where an ELF's FreeRTOS keeps what is known of a task. */
#ifndef WHY_UNWIND_TASKS_LAYOUT_H
#define WHY_UNWIND_TASKS_LAYOUT_H

#include "espwhy/task.h"
#include "firmware/types.h"

/* Members of the task control block that are read. */
enum why_tcb_field {
    WHY_TCB_TOP,   /* saved stack pointer of a task that does not run */
    WHY_TCB_OWNER, /* the control block itself, seen from its own list item */
    WHY_TCB_STATE, /* list that tells the state */
    WHY_TCB_EVENT, /* list of those that wait for the same event */
    WHY_TCB_PRIORITY,
    WHY_TCB_STACK, /* lowest address of the stack */
    WHY_TCB_NAME,
    WHY_TCB_CORE,
    WHY_TCB_STACK_END,
    WHY_TCB_BASE_PRIORITY,
    WHY_TCB_NOTIFY_STATE,
};
#define WHY_TCB_FIELDS 11u

#define WHY_TASK_LISTS 8u

/* Lists that lie at [lo, hi). */
struct why_task_list {
    uint32_t lo;
    uint32_t hi;
    enum why_task_state state; /* of the tasks in it */
    bool pending;              /* tasks wait in it by their event item */
};

struct why_task_layout {
    struct why_member fields[WHY_TCB_FIELDS];
    bool has[WHY_TCB_FIELDS];
    struct why_task_list lists[WHY_TASK_LISTS];
    size_t list_count;
    uint32_t priorities; /* how many there are; 0: not known */
};

/** Ask an ELF; false, and @p out undefined, when its types do not tell the control block. */
bool why_task_layout_of(struct why_firmware *firmware, struct why_task_layout *out);

/** The list at an address; NULL: none of those that are known. */
const struct why_task_list *why_task_list_at(const struct why_task_layout *layout,
                                             uint32_t address);

#endif
