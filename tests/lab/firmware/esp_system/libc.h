/* The few library functions that the compiler and the application call. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
char *strcpy(char *to, const char *from);

_Noreturn void abort(void);
_Noreturn void __assert_func(const char *file, int line, const char *function,
                             const char *expression);

#define FILE_NAME (__builtin_strrchr("/" __FILE__, '/') + 1)
#define assert(expression)                                                                         \
    ((expression) ? (void)0 : __assert_func(FILE_NAME, __LINE__, __func__, #expression))

#ifdef __cplusplus
}
#endif
