/* Sorted lists of the scheduler; names as FreeRTOS has them, code of our own. */
#pragma once

#include <stdint.h>

struct List;

typedef struct ListItem {
    uint32_t xItemValue;
    struct ListItem *pxNext;
    struct ListItem *pxPrevious;
    void *pvOwner;
    struct List *pxContainer;
} ListItem_t;

typedef struct List {
    uint32_t uxNumberOfItems;
    ListItem_t *pxIndex;
    ListItem_t xListEnd;
} List_t;

void vListInitialise(List_t *list);
void vListInsert(List_t *list, ListItem_t *item);
uint32_t uxListRemove(ListItem_t *item);
