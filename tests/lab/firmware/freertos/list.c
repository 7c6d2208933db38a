/* Sorted lists of the scheduler; names as FreeRTOS has them, code of our own. */
#include "freertos/list.h"

void vListInitialise(List_t *list)
{
    list->uxNumberOfItems = 0;
    list->xListEnd.xItemValue = UINT32_MAX;
    list->xListEnd.pxNext = &list->xListEnd;
    list->xListEnd.pxPrevious = &list->xListEnd;
    list->pxIndex = &list->xListEnd;
}

__attribute__((noinline)) void vListInsert(List_t *list, ListItem_t *item)
{
    ListItem_t *before = &list->xListEnd;

    while (before->pxNext->xItemValue <= item->xItemValue)
        before = before->pxNext;
    item->pxNext = before->pxNext;
    item->pxPrevious = before;
    before->pxNext->pxPrevious = item;
    before->pxNext = item;
    item->pxContainer = list;
    list->uxNumberOfItems++;
}

__attribute__((noinline)) uint32_t uxListRemove(ListItem_t *item)
{
    List_t *list = item->pxContainer;

    item->pxNext->pxPrevious = item->pxPrevious; /* LAB kernel-list */
    item->pxPrevious->pxNext = item->pxNext;
    if (list->pxIndex == item)
        list->pxIndex = item->pxPrevious;
    item->pxContainer = 0;
    return --list->uxNumberOfItems;
}
