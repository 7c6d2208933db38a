/* Printing, in the layers that newlib has: a length is measured before a text is written. */
#include "pointers/stdio.h"

#include <stddef.h>
#include <stdint.h>

#include "esp_system/libc.h"
#include "esp_system/machine.h"

static __attribute__((noinline)) int print_number(uint32_t value)
{
    char digits[12];
    unsigned at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    machine_write(&digits[at], sizeof(digits) - at);
    return (int)(sizeof(digits) - at);
}

/* %s and %u */
__attribute__((noipa)) int _vfprintf_r(struct _reent *reent, void *file, const char *format,
                                       va_list arguments)
{
    int count = 0;

    (void)reent;
    (void)file;
    for (; *format; format++) {
        if (*format != '%') {
            machine_write(format, 1);
            count++;
        } else if (*++format == 's') {
            const char *text = va_arg(arguments, const char *);
            uint32_t length = text ? (uint32_t)strlen(text) : 0;

            machine_write(text, length);
            count += (int)length;
        } else {
            count += print_number(va_arg(arguments, uint32_t));
        }
    }
    return count;
}

__attribute__((noipa)) int vprintf(const char *format, va_list arguments)
{
    int count = _vfprintf_r(NULL, NULL, format, arguments);

    return count < 0 ? -1 : count;
}

__attribute__((noipa)) int printf(const char *format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = _vfprintf_r(NULL, NULL, format, arguments);
    va_end(arguments);
    return count;
}
