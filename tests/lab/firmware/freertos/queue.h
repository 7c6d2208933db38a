/* Queues: a task may wait for what another one sends. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "freertos/list.h"

typedef struct QueueDefinition {
    List_t xTasksWaitingToReceive;
    uint32_t uxItemSize;
    volatile uint32_t uxMessagesWaiting;
    uint8_t storage[16];
} Queue_t;

void queue_initialise(Queue_t *queue, uint32_t item_size);
bool xQueueReceive(Queue_t *queue, void *item, uint32_t ticks);
