/* What one task sends to another: as queue.c, but linked behind what was there before. */
#include "pointers/send.h"

#include "esp_system/libc.h"
#include "freertos/task.h"

__attribute__((noinline)) bool xQueueGenericSend(Queue_t *xQueue, const void *pvItemToQueue,
                                                 uint32_t xTicksToWait, int32_t xCopyPosition)
{
    if (xQueue->uxMessagesWaiting > 0 && xCopyPosition == 0) {
        vTaskBlock(xTicksToWait);
        return false;
    }
    memcpy(xQueue->storage, pvItemToQueue, xQueue->uxItemSize);
    xQueue->uxMessagesWaiting++;
    return true;
}
