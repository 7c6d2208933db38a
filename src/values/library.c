/* The functions of libraries that applications hand pointers to. */
#include "values/library.h"

#include <string.h>

#include "espwhy/base.h"

/* Only pointers that the function itself follows, and only functions that follow them at once:
 * where more may go wrong, the fault's own function is a better place to look at. Name, number from
 * 1, read, written. Those of printf's kind are not here: which of the arguments a %s took is not
 * known. */
/* clang-format off */
static const struct why_library_function functions[] = {
    /* ISO C17, 7.24: string handling, and what POSIX and newlib add to it. */
    { "memcpy",                    { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "memmove",                   { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "mempcpy",                   { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "memccpy",                   { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "memset",                    { { "s", 1, false, true } } },
    { "bzero",                     { { "s", 1, false, true } } },
    { "memcmp",                    { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "memchr",                    { { "s", 1, true, false } } },
    { "memrchr",                   { { "s", 1, true, false } } },
    { "memmem",                    { { "haystack", 1, true, false }, { "needle", 3, true, false } } },
    { "strlen",                    { { "s", 1, true, false } } },
    { "strnlen",                   { { "s", 1, true, false } } },
    { "strcmp",                    { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strncmp",                   { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strcasecmp",                { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strncasecmp",               { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strcoll",                   { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strcpy",                    { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "strncpy",                   { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "stpcpy",                    { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "strlcpy",                   { { "s1", 1, false, true }, { "s2", 2, true, false } } },
    { "strcat",                    { { "s1", 1, true, true }, { "s2", 2, true, false } } },
    { "strncat",                   { { "s1", 1, true, true }, { "s2", 2, true, false } } },
    { "strlcat",                   { { "s1", 1, true, true }, { "s2", 2, true, false } } },
    { "strchr",                    { { "s", 1, true, false } } },
    { "strrchr",                   { { "s", 1, true, false } } },
    { "strstr",                    { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strcasestr",                { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strspn",                    { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strcspn",                   { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strpbrk",                   { { "s1", 1, true, false }, { "s2", 2, true, false } } },
    { "strdup",                    { { "s", 1, true, false } } },
    { "strndup",                   { { "s", 1, true, false } } },
    { "_strdup_r",                 { { "s", 2, true, false } } },
    { "_strndup_r",                { { "s", 2, true, false } } },
    /* ISO C17, 7.22: conversions; newlib's forms with a first argument of their own. */
    { "atoi",                      { { "nptr", 1, true, false } } },
    { "atol",                      { { "nptr", 1, true, false } } },
    { "atof",                      { { "nptr", 1, true, false } } },
    { "strtol",                    { { "nptr", 1, true, false }, { "endptr", 2, false, true } } },
    { "strtoul",                   { { "nptr", 1, true, false }, { "endptr", 2, false, true } } },
    { "strtoll",                   { { "nptr", 1, true, false }, { "endptr", 2, false, true } } },
    { "strtoull",                  { { "nptr", 1, true, false }, { "endptr", 2, false, true } } },
    { "strtod",                    { { "nptr", 1, true, false }, { "endptr", 2, false, true } } },
    { "strtof",                    { { "nptr", 1, true, false }, { "endptr", 2, false, true } } },
    /* FreeRTOS, list.h, queue.h, event_groups.h, stream_buffer.h, task.h. */
    { "vListInitialise",           { { "pxList", 1, true, true } } },
    { "vListInitialiseItem",       { { "pxItem", 1, true, true } } },
    { "vListInsert",               { { "pxList", 1, true, true }, { "pxNewListItem", 2, true, true } } },
    { "vListInsertEnd",            { { "pxList", 1, true, true }, { "pxNewListItem", 2, true, true } } },
    { "uxListRemove",              { { "pxItemToRemove", 1, true, true } } },
    { "xQueueGenericSend",         { { "xQueue", 1, true, true }, { "pvItemToQueue", 2, true, false } } },
    { "xQueueGenericSendFromISR",  { { "xQueue", 1, true, true }, { "pvItemToQueue", 2, true, false } } },
    { "xQueueReceive",             { { "xQueue", 1, true, true }, { "pvBuffer", 2, false, true } } },
    { "xQueuePeek",                { { "xQueue", 1, true, true }, { "pvBuffer", 2, false, true } } },
    { "xQueueReceiveFromISR",      { { "xQueue", 1, true, true }, { "pvBuffer", 2, false, true } } },
    { "xQueueSemaphoreTake",       { { "xQueue", 1, true, true } } },
    { "xQueueGiveFromISR",         { { "xQueue", 1, true, true } } },
    { "xQueueTakeMutexRecursive",  { { "xMutex", 1, true, true } } },
    { "xQueueGiveMutexRecursive",  { { "xMutex", 1, true, true } } },
    { "xQueueGenericReset",        { { "xQueue", 1, true, true } } },
    { "uxQueueMessagesWaiting",    { { "xQueue", 1, true, false } } },
    { "vQueueDelete",              { { "xQueue", 1, true, true } } },
    { "xEventGroupSetBits",        { { "xEventGroup", 1, true, true } } },
    { "xEventGroupWaitBits",       { { "xEventGroup", 1, true, true } } },
    { "xEventGroupClearBits",      { { "xEventGroup", 1, true, true } } },
    { "xStreamBufferSend",         { { "xStreamBuffer", 1, true, true }, { "pvTxData", 2, true, false } } },
    { "xStreamBufferReceive",      { { "xStreamBuffer", 1, true, true }, { "pvRxData", 2, false, true } } },
    { "xTaskGenericNotify",        { { "xTaskToNotify", 1, true, true } } },
    { "vTaskPlaceOnEventList",     { { "pxEventList", 1, true, true } } },
    { "xTaskRemoveFromEventList",  { { "pxEventList", 1, true, true } } },
    /* ESP-IDF, esp_heap_caps.h and heap/tlsf; newlib's malloc.h. */
    { "free",                      { { "ptr", 1, true, true } } },
    { "realloc",                   { { "ptr", 1, true, true } } },
    { "heap_caps_free",            { { "ptr", 1, true, true } } },
    { "heap_caps_realloc",         { { "ptr", 1, true, true } } },
    { "multi_heap_free",           { { "p", 2, true, true } } },
    { "multi_heap_free_impl",      { { "p", 2, true, true } } },
    { "tlsf_free",                 { { "ptr", 2, true, true } } },
};
/* clang-format on */

const struct why_library_function *why_library_find(const char *name)
{
    for (size_t i = 0; i < WHY_COUNTOF(functions); i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

/* clang-format off */
/* ISO C17, 7.24; POSIX. Functions that stop early at the end of a text are here, too. */
static const struct {
    const char *name;
    unsigned argument;
} counts[] = {
    { "memcpy",      3 },
    { "memmove",     3 },
    { "mempcpy",     3 },
    { "memset",      3 },
    { "memcmp",      3 },
    { "memchr",      3 },
    { "memrchr",     3 },
    { "bzero",       2 },
    { "strnlen",     2 },
    { "strncmp",     3 },
    { "strncasecmp", 3 },
};
/* clang-format on */

unsigned why_library_count(const char *name)
{
    for (size_t i = 0; i < WHY_COUNTOF(counts); i++)
        if (strcmp(counts[i].name, name) == 0)
            return counts[i].argument;
    return 0;
}
