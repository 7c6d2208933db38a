/* Sorted lists of the scheduler; names as FreeRTOS has them, code of our own. */
#pragma once

#include <stdint.h>

struct xLIST;

typedef struct xLIST_ITEM {
    uint32_t xItemValue;
    struct xLIST_ITEM *pxNext;
    struct xLIST_ITEM *pxPrevious;
    void *pvOwner;
    struct xLIST *pxContainer;
} ListItem_t;

typedef struct xLIST {
    uint32_t uxNumberOfItems;
    ListItem_t *pxIndex;
    ListItem_t xListEnd;
} List_t;

void vListInitialise(List_t *list);
void vListInsert(List_t *list, ListItem_t *item);
uint32_t uxListRemove(ListItem_t *item);
