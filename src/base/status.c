/* Failures, written once, where they happen. */
#include <stdarg.h>
#include <stdio.h>

#include "espwhy/base.h"

enum why_status why_fail(struct why_error *err, enum why_status status, const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    va_start(args, format);
    if (vsnprintf(err->text, sizeof(err->text), format, args) < 0)
        err->text[0] = '\0';
    va_end(args);
    return status;
}

enum why_status why_oom(struct why_error *err)
{
    return why_fail(err, WHY_E_NOMEM, "out of memory");
}

const char *why_version(void)
{
    return WHY_VERSION;
}
