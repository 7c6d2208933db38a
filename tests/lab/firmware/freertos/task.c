/* Tasks: only one runs, the others are what a task list and a core dump would show. */
#include "freertos/task.h"

#include <stddef.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "esp_system/machine.h"
#include "esp_system/panic.h"
#include "esp_system/text_buffer.h"

#define STACK_FILL 0xa5a5a5a5u
#define STACK_CANARY_WORDS 4

extern uint32_t task_stack_low[], task_stack_top[]; /* the slot of the running task */
extern uint32_t idle_stack_low[], idle_stack_top[];

TCB_t *volatile pxCurrentTCBs[1];
static TCB_t running_task, idle_task;
static List_t delayed_tasks;

static void create_task(TCB_t *task, const char *name, uint32_t *low, uint32_t *top)
{
    for (uint32_t *word = low; word < top; word++)
        *word = STACK_FILL;
    task->pxStack = low;
    task->pxTopOfStack = top;
    strcpy(task->pcTaskName, name);
    task->xStateListItem.pvOwner = task;
    task->xEventListItem.pvOwner = task;
}

/* First function of every task, as in the ports of ESP-IDF. */
struct task_start {
    TaskFunction_t function;
    void *parameters;
};

static _Noreturn __attribute__((noinline)) void vPortTaskWrapper(void *argument)
{
    const struct task_start *start = argument;
    struct text_buffer text = { .length = 0 };

    start->function(start->parameters);
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

_Noreturn void vTaskStartFirst(const char *name, TaskFunction_t function, void *parameters,
                               bool watched)
{
    static struct task_start start;

    create_task(&idle_task, "IDLE", idle_stack_low, idle_stack_top);
    create_task(&running_task, name, task_stack_low, task_stack_top);
    vListInitialise(&delayed_tasks);
    pxCurrentTCBs[0] = &running_task;
    if (watched)
        machine_watch_stack(task_stack_low);
    start = (struct task_start){ function, parameters };
    machine_start_task(vPortTaskWrapper, &start, task_stack_top);
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
    vPortExitCritical(level);
}

__attribute__((noinline)) uint32_t xTaskRemoveFromEventList(const List_t *list)
{
    TCB_t *task = list->xListEnd.pxNext->pvOwner;

    uxListRemove(&task->xEventListItem);
    return task->uxPriority;
}

static bool is_stack_overrun(const TCB_t *task)
{
    for (unsigned i = 0; i < STACK_CANARY_WORDS; i++)
        if (task->pxStack[i] != STACK_FILL)
            return true;
    return false;
}

/* There is nothing to switch to: only the check of the stack's end is left. */
__attribute__((noinline)) void vTaskSwitchContext(void)
{
    if (is_stack_overrun(pxCurrentTCBs[0]))
        vApplicationStackOverflowHook(pxCurrentTCBs[0], pxCurrentTCBs[0]->pcTaskName);
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
