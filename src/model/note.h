/* Notes about a crash. */
#ifndef WHY_MODEL_NOTE_H
#define WHY_MODEL_NOTE_H

#include <stdarg.h>

#include "espwhy/crash.h"

/** Add a note, about a line of the log or, with 0, about the whole. @return false when memory ran
 * out. */
bool why_crash_note(struct why_crash *crash, uint32_t line_no, const char *format, ...)
    WHY_PRINTF(3, 4);
/** The same, with a list of arguments. */
bool why_crash_vnote(struct why_crash *crash, uint32_t line_no, const char *format, va_list args)
    WHY_PRINTF(3, 0);

#endif
