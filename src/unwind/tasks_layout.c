/* Member and symbol names of FreeRTOS, in all spellings since ESP-IDF v3. */
#include "unwind/tasks_layout.h"

#include "firmware/firmware.h"

/* Every scheduler has this function, and its unit knows the control block. */
#define UNIT_OF "vTaskSwitchContext"
#define CONTROL_BLOCK "tskTaskControlBlock"

#define SPELLINGS 3u

/* Source: FreeRTOS tasks.c, struct tskTaskControlBlock of V8.2 to V11.1 with ESP-IDF's additions;
 * list.h, struct xLIST_ITEM. */
/* clang-format off */
static const char *const members[WHY_TCB_FIELDS][SPELLINGS] = {
    [WHY_TCB_TOP]           = { "pxTopOfStack" },
    [WHY_TCB_OWNER]         = { "xStateListItem.pvOwner", "xGenericListItem.pvOwner" },
    [WHY_TCB_STATE]         = { "xStateListItem.pxContainer", "xStateListItem.pvContainer", "xGenericListItem.pvContainer" },
    [WHY_TCB_EVENT]         = { "xEventListItem.pxContainer", "xEventListItem.pvContainer" },
    [WHY_TCB_PRIORITY]      = { "uxPriority" },
    [WHY_TCB_STACK]         = { "pxStack" },
    [WHY_TCB_NAME]          = { "pcTaskName" },
    [WHY_TCB_CORE]          = { "xCoreID" },
    [WHY_TCB_STACK_END]     = { "pxEndOfStack" },
    [WHY_TCB_BASE_PRIORITY] = { "uxBasePriority" },
    [WHY_TCB_NOTIFY_STATE]  = { "ucNotifyState", "eNotifyState" },
};

/* Source: FreeRTOS tasks.c, eTaskGetState(). */
static const struct {
    const char *symbol;
    enum why_task_state state;
    bool pending;
} lists[] = {
    { "pxReadyTasksLists",       WHY_TASK_READY,     false },
    { "xDelayedTaskList1",       WHY_TASK_BLOCKED,   false },
    { "xDelayedTaskList2",       WHY_TASK_BLOCKED,   false },
    { "xSuspendedTaskList",      WHY_TASK_SUSPENDED, false },
    { "xTasksWaitingTermination", WHY_TASK_DELETED,  false },
    { "xPendingReadyList",       WHY_TASK_READY,     true },
    { "xPendingReadyLists",      WHY_TASK_READY,     true },
};
/* clang-format on */
_Static_assert(WHY_COUNTOF(lists) <= WHY_TASK_LISTS, "room for every list");

static bool find_member(struct why_firmware *firmware, const char *const *spellings,
                        struct why_member *out)
{
    for (size_t i = 0; i < SPELLINGS && spellings[i]; i++)
        if (why_firmware_member(firmware, UNIT_OF, CONTROL_BLOCK, spellings[i], out))
            return true;
    return false;
}

static void find_lists(struct why_firmware *firmware, struct why_task_layout *out)
{
    struct why_symbol ready;
    struct why_symbol one;

    for (size_t i = 0; i < WHY_COUNTOF(lists); i++) {
        struct why_symbol symbol;

        if (!why_firmware_symbol(firmware, lists[i].symbol, &symbol) || symbol.function)
            continue;
        out->lists[out->list_count++] = (struct why_task_list){
            .lo = symbol.address,
            .hi = symbol.address + (symbol.size > 0 ? symbol.size : 1),
            .state = lists[i].state,
            .pending = lists[i].pending,
        };
    }
    if (why_firmware_symbol(firmware, "pxReadyTasksLists", &ready) &&
        why_firmware_symbol(firmware, "xDelayedTaskList1", &one) && one.size > 0)
        out->priorities = ready.size / one.size;
}

bool why_task_layout_of(struct why_firmware *firmware, struct why_task_layout *out)
{
    *out = (struct why_task_layout){ .list_count = 0 };
    for (size_t i = 0; i < WHY_TCB_FIELDS; i++)
        out->has[i] = find_member(firmware, members[i], &out->fields[i]);
    if (!out->has[WHY_TCB_OWNER] || !out->has[WHY_TCB_NAME])
        return false;
    find_lists(firmware, out);
    return true;
}

const struct why_task_list *why_task_list_at(const struct why_task_layout *layout, uint32_t address)
{
    for (size_t i = 0; i < layout->list_count; i++)
        if (address >= layout->lists[i].lo && address < layout->lists[i].hi)
            return &layout->lists[i];
    return NULL;
}
