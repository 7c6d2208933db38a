/* Tasks: only one runs, the others are what a task list and a core dump would show. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "freertos/list.h"

#define TASK_STACK_BYTES 8192u

typedef void (*TaskFunction_t)(void *);

typedef struct tskTaskControlBlock {
    volatile uint32_t *pxTopOfStack;
    ListItem_t xStateListItem;
    ListItem_t xEventListItem;
    uint32_t uxPriority;
    uint32_t *pxStack;
    char pcTaskName[16];
    int32_t xCoreID;
    volatile uint32_t ulNotifiedValue;
} TCB_t;

typedef TCB_t *TaskHandle_t;

extern TCB_t *volatile pxCurrentTCBs[1];

/* `watched`: a watchpoint guards the end of its stack, where the core has one. */
_Noreturn void vTaskStartFirst(const char *name, TaskFunction_t function, void *parameters,
                               bool watched);
const char *pcTaskGetName(TaskHandle_t task);
void vTaskDelay(uint32_t ticks);
void vTaskPlaceOnEventList(List_t *list, uint32_t ticks);
uint32_t xTaskRemoveFromEventList(const List_t *list);
void vTaskSwitchContext(void);
uint32_t vPortEnterCritical(void);
void vPortExitCritical(uint32_t level);

void vApplicationStackOverflowHook(TaskHandle_t task, const char *name);
