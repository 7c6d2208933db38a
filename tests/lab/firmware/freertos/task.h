/* Tasks: one runs, one waits for a queue, one never ran. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "freertos/list.h"

#define TASK_STACK_BYTES 8192u

typedef void (*TaskFunction_t)(void *);

typedef struct tskTaskControlBlock {
    volatile uint32_t *pxTopOfStack; /* first member: assembly takes it */
    ListItem_t xStateListItem;
    ListItem_t xEventListItem;
    uint32_t uxPriority;
    uint32_t *pxStack;
    char pcTaskName[16];
    int32_t xCoreID;
    uint32_t *pxEndOfStack;
    uint32_t uxBasePriority;
    uint32_t uxMutexesHeld;
    volatile uint32_t ulNotifiedValue;
} TCB_t;

typedef TCB_t *TaskHandle_t;

struct task_stack {
    uint32_t *low, *top;
};

extern TCB_t *volatile pxCurrentTCBs[1];

void vTaskCreate(TCB_t *task, const char *name, TaskFunction_t function, void *parameters,
                 uint32_t priority, struct task_stack stack);
/* Runs the ready task of the highest priority. */
_Noreturn void vTaskStartScheduler(void);
const char *pcTaskGetName(TaskHandle_t task);
void vTaskDelay(uint32_t ticks);
void vTaskPlaceOnEventList(List_t *list, uint32_t ticks);
uint32_t xTaskRemoveFromEventList(const List_t *list);
void vTaskBlock(uint32_t ticks);
void vTaskSwitchContext(void);
uint32_t vPortEnterCritical(void);
void vPortExitCritical(uint32_t level);
/* The tasks that are there, the current one first; NULL behind the last. */
TCB_t *task_at(unsigned number);

/* The port: how a task begins, and how it gives up the core. */
uint32_t *pxPortInitialiseStack(uint32_t *top, TaskFunction_t function, void *parameters);
_Noreturn void vPortTaskWrapper(TaskFunction_t function, void *parameters);
void vPortYield(void);

void vApplicationStackOverflowHook(TaskHandle_t task, const char *name);
