/* The few library functions that the compiler and the application call. */
#include "esp_system/libc.h"

void *memcpy(void *to, const void *from, size_t count)
{
    unsigned char *out = to;
    const unsigned char *in = from;

    while (count--)
        *out++ = *in++;
    return to;
}

void *memset(void *to, int value, size_t count)
{
    unsigned char *out = to;

    while (count--)
        *out++ = (unsigned char)value;
    return to;
}

size_t strlen(const char *text)
{
    const char *end = text;

    while (*end)
        end++;
    return (size_t)(end - text);
}

int strcmp(const char *left, const char *right)
{
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return (unsigned char)*left - (unsigned char)*right;
}

char *strcpy(char *to, const char *from)
{
    char *out = to;

    while ((*out++ = *from++))
        ;
    return to;
}
