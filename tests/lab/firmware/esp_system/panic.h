/* The panic handler: tells about the crash on the console, then restarts. */
#pragma once

#include <stdint.h>

/* Called by the exception entry with the registers of the interrupted code. */
_Noreturn void panic_handler(const uint32_t *frame);
_Noreturn void panic_abort(const char *details);
_Noreturn void esp_system_abort(const char *details);
_Noreturn void __stack_chk_fail(void);
