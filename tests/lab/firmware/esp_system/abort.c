/* The ways in which software gives up: each makes its text, then panics. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "esp_system/esp_err.h"
#include "esp_system/libc.h"
#include "esp_system/panic.h"
#include "esp_system/text_buffer.h"
#include "freertos/task.h"

uintptr_t __stack_chk_guard = 0x5bd1e995;

void text_add(struct text_buffer *buffer, const char *text)
{
    while (*text && buffer->length + 1 < sizeof(buffer->text))
        buffer->text[buffer->length++] = *text++;
    buffer->text[buffer->length] = '\0';
}

void text_add_hex(struct text_buffer *buffer, uint32_t value, unsigned digits)
{
    char out[9] = "";

    for (unsigned i = 0; i < digits; i++)
        out[i] = "0123456789abcdef"[value >> (4 * (digits - 1 - i)) & 15];
    text_add(buffer, out);
}

void text_add_decimal(struct text_buffer *buffer, uint32_t value)
{
    char out[12];
    char *at = out + sizeof(out) - 1;

    *at = '\0';
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    text_add(buffer, at);
}

/* The address of the call: what both ports of ESP-IDF print for abort(). */
static uint32_t call_address(const void *return_address)
{
    uint32_t address = (uint32_t)return_address;

#ifdef __XTENSA__
    address = (address & 0x3fffffff) | 0x40000000; /* the two top bits hold the window increment */
#endif
    return address - 3;
}

_Noreturn void esp_system_abort(const char *details)
{
    panic_abort(details);
}

_Noreturn __attribute__((noinline)) void abort(void)
{
    struct text_buffer buffer = { .length = 0 };

    text_add(&buffer, "abort() was called at PC 0x");
    text_add_hex(&buffer, call_address(__builtin_return_address(0)), 8);
    text_add(&buffer, " on core 0");
    esp_system_abort(buffer.text);
}

_Noreturn __attribute__((noinline)) void __assert_func(const char *file, int line,
                                                       const char *function, const char *expression)
{
    struct text_buffer buffer = { .length = 0 };

    text_add(&buffer, "assert failed: ");
    text_add(&buffer, function);
    text_add(&buffer, " ");
    text_add(&buffer, file);
    text_add(&buffer, ":");
    text_add_decimal(&buffer, (uint32_t)line);
    text_add(&buffer, " (");
    text_add(&buffer, expression);
    text_add(&buffer, ")");
    esp_system_abort(buffer.text);
}

_Noreturn __attribute__((noinline)) void __stack_chk_fail(void)
{
    esp_system_abort("Stack smashing protect failure!");
}

const char *esp_err_to_name(esp_err_t code)
{
    switch (code) {
    case ESP_ERR_NO_MEM:
        return "ESP_ERR_NO_MEM";
    case ESP_ERR_INVALID_STATE:
        return "ESP_ERR_INVALID_STATE";
    case ESP_ERR_INVALID_SIZE:
        return "ESP_ERR_INVALID_SIZE";
    case ESP_ERR_NOT_FOUND:
        return "ESP_ERR_NOT_FOUND";
    case ESP_ERR_TIMEOUT:
        return "ESP_ERR_TIMEOUT";
    default:
        return "UNKNOWN ERROR";
    }
}

_Noreturn __attribute__((noinline)) void _esp_error_check_failed(esp_err_t code, const char *file,
                                                                 int line, const char *function,
                                                                 const char *expression)
{
    esp_rom_printf("ESP_ERROR_CHECK failed: esp_err_t 0x%x (%s) at 0x%08x\n", (unsigned)code,
                   esp_err_to_name(code), (unsigned)call_address(__builtin_return_address(0)));
    esp_rom_printf("file: \"%s\" line %d\nfunc: %s\nexpression: %s\n", file, line, function,
                   expression);
    abort();
}

__attribute__((noinline)) void vApplicationStackOverflowHook(TaskHandle_t task, const char *name)
{
    struct text_buffer buffer = { .length = 0 };

    (void)task;
    text_add(&buffer, "***ERROR*** A stack overflow in task ");
    text_add(&buffer, name);
    text_add(&buffer, " has been detected.");
    esp_system_abort(buffer.text);
}
