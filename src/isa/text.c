/* Writes into a text buffer of fixed size. */
#include "isa/text.h"

#include <stdarg.h>
#include <stdio.h>

void why_isa_put(struct why_isa_line *line, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(line->at, line->left, format, args);
    va_end(args);
    if (length < 0 || line->left == 0)
        return;
    if ((size_t)length >= line->left)
        length = (int)line->left - 1;
    line->at += length;
    line->left -= (size_t)length;
}
