/* Tasks: a scheduler that switches when a task waits, and that nothing ever wakes. */
#include <stddef.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "esp_system/machine.h"
#include "esp_system/panic.h"
#include "esp_system/text_buffer.h"
#include "freertos/task.h"

#define STACK_FILL 0xa5a5a5a5u
#define STACK_CANARY_WORDS 4
#define PRIORITIES 8
#define TASKS_MAX 4

extern uint32_t idle_stack_low[], idle_stack_top[];

TCB_t *volatile pxCurrentTCBs[1];
static List_t pxReadyTasksLists[PRIORITIES];
static List_t xDelayedTaskList1;
static List_t xSuspendedTaskList;
static TCB_t idle_task;
static TCB_t *all_tasks[TASKS_MAX];
static unsigned task_count;

static void initialise_lists(void)
{
    for (unsigned i = 0; i < PRIORITIES; i++)
        vListInitialise(&pxReadyTasksLists[i]);
    vListInitialise(&xDelayedTaskList1);
    vListInitialise(&xSuspendedTaskList);
}

void vTaskCreate(TCB_t *task, const char *name, TaskFunction_t function, void *parameters,
                 uint32_t priority, struct task_stack stack)
{
    if (!task_count)
        initialise_lists();
    for (uint32_t *word = stack.low; word < stack.top; word++)
        *word = STACK_FILL;
    task->pxStack = stack.low;
    task->pxEndOfStack = stack.top;
    task->pxTopOfStack = pxPortInitialiseStack(stack.top, function, parameters);
    task->uxPriority = priority;
    task->uxBasePriority = priority;
    strcpy(task->pcTaskName, name);
    task->xStateListItem.pvOwner = task;
    task->xEventListItem.pvOwner = task;
    vListInsert(&pxReadyTasksLists[priority], &task->xStateListItem);
    all_tasks[task_count++] = task;
}

/* First function of every task, as in the ports of ESP-IDF. */
_Noreturn __attribute__((noinline)) void vPortTaskWrapper(TaskFunction_t function, void *parameters)
{
    struct text_buffer text = { .length = 0 };

#ifndef __XTENSA__
    __asm__ volatile(".cfi_undefined ra"); /* nobody called it */
#endif
    function(parameters); /* TASK wrapper */
    text_add(&text, "FreeRTOS: FreeRTOS Task \"");
    text_add(&text, pcTaskGetName(NULL));
    text_add(&text, "\" should not return, Aborting now!");
#ifdef __XTENSA__
    ESP_LOGE("FreeRTOS", "%s", text.text + sizeof("FreeRTOS: ") - 1);
    abort(); /* LAB task-returned:esp32 */
#else
    esp_system_abort(text.text); /* LAB task-returned:esp32c3 */
#endif
}

static void prvIdleTask(void *parameters)
{
    for (;;)
        (void)parameters;
}

_Noreturn void vTaskStartScheduler(void)
{
    vTaskCreate(&idle_task, "IDLE", prvIdleTask, NULL, 0,
                (struct task_stack){ idle_stack_low, idle_stack_top });
    vTaskSwitchContext();
    machine_start_first_task();
}

TCB_t *task_at(unsigned number)
{
    if (!number)
        return pxCurrentTCBs[0];
    for (unsigned i = 0; i < task_count; i++)
        if (all_tasks[i] != pxCurrentTCBs[0] && --number == 0)
            return all_tasks[i];
    return NULL;
}

const char *pcTaskGetName(TaskHandle_t task)
{
    return (task ? task : pxCurrentTCBs[0])->pcTaskName;
}

__attribute__((noinline)) void vTaskPlaceOnEventList(List_t *list, uint32_t ticks)
{
    uint32_t level = vPortEnterCritical();

    pxCurrentTCBs[0]->xEventListItem.xItemValue = ticks;
    vListInsert(list, &pxCurrentTCBs[0]->xEventListItem);
    vTaskBlock(ticks);
    vPortExitCritical(level);
}

__attribute__((noinline)) uint32_t xTaskRemoveFromEventList(const List_t *list)
{
    TCB_t *task = list->xListEnd.pxNext->pvOwner;

    uxListRemove(&task->xEventListItem);
    return task->uxPriority;
}

/* The current task leaves its ready list until time is up. */
void vTaskBlock(uint32_t ticks)
{
    ListItem_t *item = &pxCurrentTCBs[0]->xStateListItem;

    uxListRemove(item);
    item->xItemValue = ticks;
    vListInsert(&xDelayedTaskList1, item);
}

static bool is_stack_overrun(const TCB_t *task)
{
    for (unsigned i = 0; i < STACK_CANARY_WORDS; i++)
        if (task->pxStack[i] != STACK_FILL)
            return true;
    return false;
}

/* The check of the stack's end, then the choice of the next task. */
__attribute__((noinline)) void vTaskSwitchContext(void)
{
    unsigned priority = PRIORITIES - 1;

    if (pxCurrentTCBs[0] && is_stack_overrun(pxCurrentTCBs[0]))
        vApplicationStackOverflowHook(pxCurrentTCBs[0], pxCurrentTCBs[0]->pcTaskName);
    while (!pxReadyTasksLists[priority].uxNumberOfItems)
        priority--;
    pxCurrentTCBs[0] = pxReadyTasksLists[priority].xListEnd.pxNext->pvOwner;
}

__attribute__((noinline)) void vTaskDelay(uint32_t ticks)
{
    pxCurrentTCBs[0]->xStateListItem.xItemValue = ticks;
    vTaskSwitchContext();
}

uint32_t vPortEnterCritical(void)
{
    return machine_raise_interrupt_level();
}

void vPortExitCritical(uint32_t level)
{
    machine_restore_interrupt_level(level);
}
