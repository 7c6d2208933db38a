/* Colors, glyphs and width, from the terminal and the environment. */
#include "cli/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Columns. Below, evidence becomes unreadable; beyond, the eye loses the line. */
#define WIDTH_MIN 60u
#define WIDTH_MAX 120u
#define WIDTH_DEFAULT 100u

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);

    return value && value[0] != '\0';
}

static bool is_forced(const char *variable)
{
    const char *value = getenv(variable);

    return value && value[0] != '\0' && strcmp(value, "0") != 0;
}

/* Forcing is about standard output, which the environment speaks of; a report file is not meant. */
static bool wants_color(int fd, int when)
{
    const char *term = getenv("TERM");

    if (when != CLI_COLOR_AUTO)
        return when == CLI_COLOR_ALWAYS;
    if (is_set("NO_COLOR"))
        return false;
    if (fd == STDOUT_FILENO && (is_forced("CLICOLOR_FORCE") || is_forced("FORCE_COLOR")))
        return true;
    return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

/* The C locale says nothing about what the terminal can show. */
static bool wants_ascii(void)
{
    const char *locale = setlocale(LC_CTYPE, NULL);

    if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return false;
    return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static uint32_t width_of(int fd)
{
    struct winsize size;

    if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_DEFAULT;
    if (size.ws_col < WIDTH_MIN)
        return WIDTH_MIN;
    return size.ws_col > WIDTH_MAX ? WIDTH_MAX : size.ws_col;
}

struct why_format_options cli_terminal_options(int fd, const struct cli_settings *settings)
{
    return (struct why_format_options){
        .detail = (enum why_detail)settings->detail,
        .color = wants_color(fd, settings->color),
        .ascii = wants_ascii(),
        .width = width_of(fd),
    };
}

bool cli_terminal_is_raw(int fd)
{
    struct termios modes;

    return tcgetattr(fd, &modes) == 0 && !((modes.c_oflag & OPOST) && (modes.c_oflag & ONLCR));
}
