/* Printing, in the layers that newlib has. */
#pragma once

#include <stdarg.h>

struct _reent;

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char *format, va_list arguments);
int _vfprintf_r(struct _reent *reent, void *file, const char *format, va_list arguments);
