/* Allocation that fails when told to: counts calls, refuses one. */
#include "failing_malloc.h"

#include <string.h>

static size_t countdown;
static bool was_hit;

/* The linker gives these their names (--wrap).
 * NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming) */
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
char *__wrap_strdup(const char *text);

static bool refuse(void)
{
    if (countdown == 0 || --countdown > 0)
        return false;
    was_hit = true;
    return true;
}

void *__wrap_malloc(size_t bytes)
{
    return refuse() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return refuse() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    return refuse() ? NULL : __real_realloc(old, bytes);
}

char *__wrap_strdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = __wrap_malloc(bytes);

    return copy ? memcpy(copy, text, bytes) : NULL;
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

void failing_malloc_at(size_t n)
{
    countdown = n;
    was_hit = false;
}

bool failing_malloc_was_hit(void)
{
    return was_hit;
}

void *failing_malloc(size_t bytes)
{
    return __wrap_malloc(bytes);
}
