/* What one task sends to another. */
#pragma once

#include "freertos/queue.h"

bool xQueueGenericSend(Queue_t *xQueue, const void *pvItemToQueue, uint32_t xTicksToWait,
                       int32_t xCopyPosition);
