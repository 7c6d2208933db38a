/* Queues: a task may wait for what another one sends; here nobody does. */
#include "freertos/queue.h"

#include "esp_system/libc.h"
#include "freertos/task.h"

void queue_initialise(Queue_t *queue, uint32_t item_size)
{
    vListInitialise(&queue->xTasksWaitingToReceive);
    queue->uxItemSize = item_size;
}

__attribute__((noinline)) bool xQueueReceive(Queue_t *queue, void *item, uint32_t ticks)
{
    if (!queue->uxMessagesWaiting) {
        vTaskPlaceOnEventList(&queue->xTasksWaitingToReceive, ticks);
        vPortYield(); /* TASK queue */
    }
    if (!queue->uxMessagesWaiting)
        return false;
    memcpy(item, queue->storage, queue->uxItemSize);
    queue->uxMessagesWaiting--;
    return true;
}
