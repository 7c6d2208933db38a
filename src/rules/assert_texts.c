/* Assertions of ESP-IDF, with their meaning. */
#include "rules/assert_texts.h"

#include <string.h>

#include "base/span.h"

/* clang-format off */
#define KERNEL "freertos-api-misuse"
#define HEAP   "allocator"
#define HANDLE "check that the object was created before, that creation succeeded, and that it was not deleted"

/* First fit wins; narrow rows before wide ones. Source: ESP-IDF components/freertos, heap (tlsf), lwip. */
static const struct why_assert_text assert_texts[] = {
    { NULL, "xQueueGenericSend", "pvItemToQueue", KERNEL, "a NULL item was sent to a queue whose items have a size", "check the pointer to the item" },
    { "queue.c", NULL, "uxItemSize == 0", KERNEL, "the handle is no semaphore or mutex: a wrong handle, or its memory was overwritten or freed", HANDLE },
    { "queue.c", NULL, "uxSchedulerSuspended", KERNEL, "a blocking call was made while the scheduler is suspended", "do not block between vTaskSuspendAll() and xTaskResumeAll(), nor in critical sections" },
    { NULL, NULL, "xTaskGetSchedulerState", KERNEL, "a blocking call was made while the scheduler is suspended or not yet running", "do not block between vTaskSuspendAll() and xTaskResumeAll(), nor in critical sections" },
    { NULL, NULL, "SCHEDULER_SUSPENDED", KERNEL, "a blocking call was made while the scheduler is suspended", "do not block between vTaskSuspendAll() and xTaskResumeAll(), nor in critical sections" },
    { "queue.c", NULL, "xMutexHolder", KERNEL, "a mutex was given back by a task that does not hold it, or its memory was overwritten", "give a mutex only in the task that took it; use a binary semaphore to signal from elsewhere" },
    { "queue.c", NULL, "pxQueue", KERNEL, "the queue, semaphore or mutex handle is NULL or not set up", HANDLE },
    { NULL, NULL, "InIsrContext", KERNEL, "a function for tasks was called in an interrupt handler", "use the ...FromISR form there" },
    { NULL, NULL, "INTERRUPT_PRIORITY", KERNEL, "a kernel function was called from an interrupt of too high a level", "lower the level of that interrupt" },
    { NULL, "PriorityDisinherit", NULL, KERNEL, "a mutex was given back by a task that does not hold it", "give a mutex only in the task that took it; use a binary semaphore to signal from elsewhere" },
    { NULL, NULL, "xPortCanYield", KERNEL, "a call that may block was made in an interrupt handler, in a critical section, or while the scheduler is suspended", "move the call (printf(), logging, malloc(), a mutex) out of there, into a task" },
    { NULL, NULL, "VALID_STACK_MEM", KERNEL, "the stack given to a task lies in memory that cannot serve as one", "put the stack buffer into internal RAM, or use xTaskCreateWithCaps()" },
    { NULL, NULL, "VALID_TCB_MEM", KERNEL, "the buffer for a task's control block lies in memory that cannot serve for it", "put the StaticTask_t into internal RAM" },
    { NULL, NULL, "VALID_LIST_MEM", KERNEL, "the buffer for a kernel object lies in memory that cannot serve for it", "put the static buffer into internal RAM" },
    { NULL, NULL, "uxCriticalNesting", KERNEL, "critical sections were entered and left unevenly", "pair every portENTER_CRITICAL() with its portEXIT_CRITICAL(), on every path" },
    { NULL, NULL, "xEventListItem", KERNEL, "a task that still waits for something was deleted, or its control block was overwritten", "do not delete tasks that block on a queue or semaphore; suspect a stack overflow of that task" },
    { NULL, NULL, "uxSchedulerSuspended", KERNEL, "xTaskResumeAll() was called without vTaskSuspendAll(), or blocking calls were made in between", "pair the two calls, and do not block between them" },
    { NULL, NULL, "uxMutexesHeld", KERNEL, "a task was deleted, or gave back more mutexes than it holds, while it held one", "give back every mutex before the task ends" },
    { NULL, NULL, "xTaskToNotify", KERNEL, "a task handle is NULL", HANDLE },
    { NULL, NULL, "pxTCB", KERNEL, "a task handle is NULL, or the task was deleted", HANDLE },
    { NULL, NULL, "xEventGroup", KERNEL, "the event group's handle is NULL", HANDLE },
    { NULL, NULL, "xTimer", KERNEL, "the timer's handle is NULL", HANDLE },
    { "spinlock.h", NULL, NULL, KERNEL, "a spinlock is NULL, not initialised, or its memory was overwritten", "check that the lock (portMUX_TYPE, of Zephyr struct k_spinlock) is initialised and still alive" },
    { NULL, NULL, "already marked as free", HEAP, "a block was freed twice", "find both owners of the block" },
    { NULL, NULL, "outside heap areas", HEAP, "free() or realloc() was given a pointer that does not come from the heap", "look for a pointer to a local, a constant, or into the middle of an array" },
    { NULL, "multi_heap_free", "head != NULL", HEAP, "a guard word of the block that is freed is damaged: the block, or the one before it, was written past its end, or it was freed twice", "a \"CORRUPT HEAP\" line before says which: Bad tail, this block was overrun; Bad head, the one before it was, or this one is free already" },
    { NULL, NULL, "TCPIP core", "application", "lwIP was called without holding its core lock", "call lwIP's raw API from the TCP/IP task (tcpip_callback()), or lock it with LOCK_TCPIP_CORE()" },
    { "tcpip.c", NULL, "Invalid mbox", "application", "lwIP's mailbox does not exist: its TCP/IP task was never started, or was stopped", "start the network before the first socket, server or request: esp_netif_init(), with Arduino WiFi.begin(), WiFi.mode() or ETH.begin()" },
    { "pbuf.c", "pbuf_free", "ref > 0", "application", "a packet buffer of lwIP was freed twice", "find both owners of the buffer: a callback of lwIP that takes one frees it once, and not where it returns an error" },
    { "queue.c", NULL, NULL, KERNEL, "a queue, semaphore or mutex was used wrongly", HANDLE },
    { "tasks.c", NULL, NULL, KERNEL, "a task function of FreeRTOS was used wrongly, or its data was overwritten", HANDLE },
    { "timers.c", NULL, NULL, KERNEL, "a software timer was used wrongly", HANDLE },
    { "event_groups.c", NULL, NULL, KERNEL, "an event group was used wrongly", HANDLE },
    { "stream_buffer.c", NULL, NULL, KERNEL, "a stream or message buffer was used wrongly", HANDLE },
    { "ringbuf.c", NULL, NULL, KERNEL, "a ring buffer was used wrongly", HANDLE },
    { "list.c", NULL, NULL, KERNEL, "a list of the kernel is damaged", "suspect a stack overflow or a write over the memory of a queue or task" },
    { "port.c", NULL, NULL, KERNEL, "a function for tasks was called where it is not allowed", "use the ...FromISR form in interrupt handlers" },
    { "portmacro.h", NULL, NULL, KERNEL, "a function for tasks was called where it is not allowed", "use the ...FromISR form in interrupt handlers" },
    { "tlsf.c", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "tlsf_control_functions.h", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "tlsf_block_functions.h", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "multi_heap.c", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "multi_heap_poisoning.c", NULL, NULL, HEAP, "the guard words of a block are damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "heap_caps.c", NULL, NULL, HEAP, "the heap was given something that is not its own", "look at the pointer or size that was passed" },
    { "heap_caps_base.c", NULL, NULL, HEAP, "the heap was given something that is not its own", "look at the pointer or size that was passed" },
};
/* clang-format on */

static bool is_file(const char *path, const char *name)
{
    const char *base = why_base_name(path);

    return base && strcmp(base, name) == 0;
}

static bool has_part(const char *text, const char *part)
{
    return !part || (text && strstr(text, part));
}

const char *why_assert_function(const struct why_statement *assertion)
{
    return assertion->function ? assertion->function : assertion->name;
}

const struct why_assert_text *why_assert_text_of(const struct why_statement *assertion)
{
    for (size_t i = 0; i < WHY_COUNTOF(assert_texts); i++) {
        const struct why_assert_text *row = &assert_texts[i];

        if ((!row->file || is_file(assertion->file, row->file)) &&
            has_part(why_assert_function(assertion), row->function) &&
            has_part(assertion->expression, row->expression))
            return row;
    }
    return NULL;
}
