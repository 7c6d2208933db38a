/* Messages to standard error. */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/terminal.h"

#define TEXT_BYTES 1024u /* a path of usual length and what is wrong with it */

/* Names come from folders and files, too: they must neither break the line nor steer the terminal.
 */
static void disarm(char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == '\177')
            *text = '?';
    }
}

/* Written in one piece: other programs of the pipeline write there too. */
static void say(const char *kind, const char *format, va_list args) WHY_PRINTF(2, 0);

static void say(const char *kind, const char *format, va_list args)
{
    char text[TEXT_BYTES];

    if (vsnprintf(text, sizeof(text), format, args) < 0)
        return;
    disarm(text);
    (void)fprintf(stderr, "espwhy: %s%s%s\n", kind, text,
                  cli_terminal_is_raw(STDERR_FILENO) ? "\r" : "");
}

void cli_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("error: ", format, args);
    va_end(args);
}

void cli_note(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("note: ", format, args);
    va_end(args);
}

void cli_tell(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("", format, args);
    va_end(args);
}
