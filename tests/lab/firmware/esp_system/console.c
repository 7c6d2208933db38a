/* Console output: formats %s %c %u %d %x with width and zero padding, LF becomes CR LF. */
#include "esp_system/console.h"

#include <stdarg.h>
#include <stdbool.h>

#include "esp_system/machine.h"

#define FIRST_TIMESTAMP_MS 280
#define TIMESTAMP_STEP_MS 7

struct conversion {
    char kind;
    char pad;
    unsigned width;
};

static uint32_t log_clock_ms = FIRST_TIMESTAMP_MS;

uint32_t esp_log_timestamp(void)
{
    log_clock_ms += TIMESTAMP_STEP_MS;
    return log_clock_ms;
}

static void put_char(char c)
{
    if (c == '\n')
        machine_write("\r\n", 2);
    else
        machine_write(&c, 1);
}

static void put_string(const char *text)
{
    for (; *text; text++)
        put_char(*text);
}

static void put_number(uint32_t value, uint32_t base, const struct conversion *how)
{
    char digits[12];
    unsigned count = 0;

    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    for (unsigned i = count; i < how->width; i++)
        put_char(how->pad);
    while (count)
        put_char(digits[--count]);
}

static const char *parse_conversion(const char *format, struct conversion *out)
{
    *out = (struct conversion){ .pad = ' ' };
    if (*format == '0')
        out->pad = *format++;
    while (*format >= '0' && *format <= '9')
        out->width = out->width * 10 + (unsigned)(*format++ - '0');
    out->kind = *format;
    return format + 1;
}

static void put_signed(int32_t value, const struct conversion *how)
{
    if (value < 0)
        put_char('-');
    put_number(value < 0 ? 0u - (uint32_t)value : (uint32_t)value, 10, how);
}

void esp_rom_printf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    while (*format) {
        struct conversion how;

        if (*format != '%') {
            put_char(*format++);
            continue;
        }
        format = parse_conversion(format + 1, &how);
        if (how.kind == 's')
            put_string(va_arg(arguments, const char *));
        else if (how.kind == 'c')
            put_char((char)va_arg(arguments, int));
        else if (how.kind == 'd')
            put_signed(va_arg(arguments, int32_t), &how);
        else
            put_number(va_arg(arguments, uint32_t), how.kind == 'x' ? 16 : 10, &how);
    }
    va_end(arguments);
}
