/* Which words of its arguments printf() takes for strings. */
#include "values/print_format.h"

#include <string.h>

#include "espwhy/base.h"

/* clang-format off */
/* Source: ISO C17, 7.21.6 and what POSIX and newlib add; ESP-IDF components/log (esp_log.h), esp_rom (esp_rom_sys.h). */
static const struct why_print_function functions[] = {
    { "printf",            1 },
    { "iprintf",           1 },
    { "fprintf",           2 },
    { "fiprintf",          2 },
    { "dprintf",           2 },
    { "sprintf",           2 },
    { "siprintf",          2 },
    { "snprintf",          3 },
    { "sniprintf",         3 },
    { "asprintf",          2 },
    { "asiprintf",         2 },
    { "_printf_r",         2 },
    { "_fprintf_r",        3 },
    { "_sprintf_r",        3 },
    { "_snprintf_r",       4 },
    { "_asprintf_r",       3 },
    { "esp_rom_printf",    1 },
    { "ets_printf",        1 },
    { "esp_log_write",     3 },
    { "esp_log",           3 },
    { "log_printf",        1 }, /* Arduino-ESP32 */
    { "vprintf",           0 },
    { "vfprintf",          0 },
    { "vsprintf",          0 },
    { "vsnprintf",         0 },
    { "vasprintf",         0 },
    { "_vprintf_r",        0 },
    { "_vfprintf_r",       0 },
    { "_vfiprintf_r",      0 },
    { "_vsprintf_r",       0 },
    { "_vsnprintf_r",      0 },
    { "_svfprintf_r",      0 },
    { "_svfiprintf_r",     0 },
    { "__sprint_r",        0 },
    { "__ssprint_r",       0 },
    { "__ssputs_r",        0 },
    { "_printf_i",         0 },
    { "ets_vprintf",       0 },
    { "esp_log_writev",    0 },
    { "esp_log_va",        0 },
    { "esp_log_vprintf",   0 },
};
/* clang-format on */

const struct why_print_function *why_print_find(const char *name)
{
    for (size_t i = 0; i < WHY_COUNTOF(functions); i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

/* One conversion while it is read. */
struct conversion {
    unsigned words; /* that width and precision take */
    bool wide;      /* 64 bits, or a string of wide characters */
    char type;      /* '\0': not understood */
};

/* Flags, width and precision. Arguments by number, "%1$s", are not understood. */
static const char *skip_width(const char *at, struct conversion *out)
{
    for (; *at != '\0' && strchr("-+ #0123456789.*'", *at); at++)
        out->words += *at == '*' ? 1 : 0;
    return at;
}

static const char *skip_length(const char *at, struct conversion *out)
{
    const char *start = at;

    while (*at != '\0' && strchr("hljztqL", *at))
        at++;
    out->wide =
        *start == 'j' || *start == 'q' || (*start == 'l' && (at - start == 2 || *at == 's'));
    if (*start == 'L')
        out->type = '\0'; /* long double: in memory or not, by architecture */
    return at;
}

/* @p at stands behind the '%'. */
static const char *take_conversion(const char *at, struct conversion *out)
{
    *out = (struct conversion){ .type = '?' };
    at = skip_length(skip_width(at, out), out);
    if (out->type == '\0' || *at == '\0' || !strchr("diouxXcspnmaAeEfFgG%", *at)) {
        out->type = '\0';
        return at;
    }
    out->type = *at;
    out->wide |= strchr("aAeEfFgG", *at) != NULL;
    return at + 1;
}

unsigned why_format_strings(const char *format, unsigned word, unsigned *words, unsigned room)
{
    struct conversion conversion;
    unsigned count = 0;

    while ((format = strchr(format, '%')) != NULL) {
        format = take_conversion(format + 1, &conversion);
        if (conversion.type == '\0')
            return 0;
        word += conversion.words;
        if (conversion.type == '%' || conversion.type == 'm')
            continue;
        if (conversion.type == 's' && !conversion.wide && count < room)
            words[count++] = word;
        if (conversion.wide && conversion.type != 's')
            word = (word + 1) / 2 * 2 + 1;
        word++;
    }
    return count;
}
