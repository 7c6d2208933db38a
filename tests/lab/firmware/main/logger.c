/* The logger: a task of its own that waits for readings, while something else goes wrong. */
#include "main/logger.h"

#include <stdint.h>

#include "freertos/queue.h"
#include "freertos/task.h"

#define LOGGER_PRIORITY 5
#define TICKS_PER_READING 6000
#define READINGS_PER_HOUR 60

struct reading {
    uint32_t sensor;
    int32_t value;
};

extern uint32_t logger_stack_low[], logger_stack_top[];

static Queue_t readings;
static volatile int32_t hourly_sum;
static volatile uint32_t missed;

static __attribute__((noinline)) int32_t wait_for_reading(Queue_t *queue)
{
    struct reading reading = { 0, 0 };

    while (!xQueueReceive(queue, &reading, TICKS_PER_READING)) /* TASK wait */
        missed++;
    return reading.value;
}

static __attribute__((noinline)) void log_hour(Queue_t *queue, unsigned count)
{
    int32_t sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum += wait_for_reading(queue); /* TASK hour */
    hourly_sum = sum;
}

static void logger_task(void *parameters)
{
    for (;;)
        log_hour(parameters, READINGS_PER_HOUR); /* TASK logger */
}

void logger_start(void)
{
    static TCB_t task;

    queue_initialise(&readings, sizeof(struct reading));
    vTaskCreate(&task, "logger", logger_task, &readings, LOGGER_PRIORITY,
                (struct task_stack){ logger_stack_low, logger_stack_top });
}
