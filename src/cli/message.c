/* Messages to standard error. */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>

#define TEXT_BYTES 1024u /* a path of usual length and what is wrong with it */

/* Written in one piece: other programs of the pipeline write there too. */
static void say(const char *kind, const char *text)
{
    (void)fprintf(stderr, "espwhy: %s: %s\n", kind, text);
}

void cli_error(const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list args;

    va_start(args, format);
    if (vsnprintf(text, sizeof(text), format, args) >= 0)
        say("error", text);
    va_end(args);
}

void cli_note(const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list args;

    va_start(args, format);
    if (vsnprintf(text, sizeof(text), format, args) >= 0)
        say("note", text);
    va_end(args);
}
