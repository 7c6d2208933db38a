/* The panic handler: the report's frame, which both architectures share. */
#include "esp_system/panic.h"

#include <stddef.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "esp_system/machine.h"
#include "esp_system/rtc_memory.h"
#include "espcoredump/core_dump.h"
#include "freertos/task.h"

static const char *abort_details;

_Noreturn void panic_abort(const char *details)
{
    abort_details = details;
    *(volatile int *)0 = 0; /* the exception itself is what saves the registers */
    __builtin_trap();
}

static void print_task_watchdog(void)
{
#ifdef __XTENSA__
    static const char idle[] = "IDLE0", what[] = "backtrace";
#else
    static const char idle[] = "IDLE", what[] = "registers";
#endif

    ESP_LOGE("task_wdt", "Task watchdog got triggered. "
                         "The following tasks/users did not reset the watchdog in time:");
    ESP_LOGE("task_wdt", " - %s (CPU 0)", idle);
    ESP_LOGE("task_wdt", "Tasks currently running:");
    ESP_LOGE("task_wdt", "CPU 0: %s", pcTaskGetName(NULL));
#ifdef __XTENSA__
    ESP_LOGE("task_wdt", "CPU 1: IDLE1");
#endif
    ESP_LOGE("task_wdt", "Aborting.");
    ESP_LOGE("task_wdt", "Print CPU 0 (current core) %s", what);
    esp_rom_printf("\n\n");
}

static void print_headline(const uint32_t *frame, bool old_form)
{
    struct panic_reason reason = machine_panic_reason(frame);

    esp_rom_printf("Guru Meditation Error: Core  0 panic'ed (%s). %s\n", reason.text,
                   reason.pseudo ? "" : "Exception was unhandled.");
    machine_panic_print_details(frame);
    if (!(old_form && OLD_FORM_HAS_SHA_BEFORE_BACKTRACE))
        esp_rom_printf("\n");
}

static enum panic_kind print_cause(const uint32_t *frame, bool old_form)
{
    if (abort_details) {
        esp_rom_printf("\n%s\n\n", abort_details);
        return PANIC_ABORT;
    }
    if (machine_watchdog() == WATCHDOG_TASK) {
        print_task_watchdog();
        return PANIC_TASK_WATCHDOG;
    }
    print_headline(frame, old_form);
    return PANIC_EXCEPTION;
}

static void print_state(const uint32_t *frame, enum panic_kind kind,
                        const struct lab_request *request)
{
    machine_panic_print_registers(frame, kind, request->old_form);
    if (request->old_form && OLD_FORM_HAS_SHA_BEFORE_BACKTRACE) {
        esp_rom_printf("\nELF file SHA256: %s\n\n", request->elf_sha256);
        machine_panic_print_stack(frame);
        esp_rom_printf("\n");
        return;
    }
    esp_rom_printf("\n");
    machine_panic_print_stack(frame);
    esp_rom_printf("\n\nELF file SHA256: %s\n\n", request->elf_sha256);
}

_Noreturn void panic_handler(const uint32_t *frame)
{
    struct lab_request request;
    enum panic_kind kind;

    memcpy(&request, (const void *)LAB_REQUEST, sizeof(request));
    kind = print_cause(frame, request.old_form);
    print_state(frame, kind, &request);
    if (request.core_dump)
        esp_core_dump_to_uart(frame, kind,
                              abort_details ? abort_details : machine_panic_reason(frame).text,
                              request.elf_sha256);
    esp_rom_printf("Rebooting...\n");
    if (LAB_BOOT_COUNT >= request.boots_wanted)
        machine_power_off();
    machine_restart();
}
