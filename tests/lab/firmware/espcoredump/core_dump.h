/* The core dump that a panic prints on the console, in the format of ESP-IDF v5.2. */
#pragma once

#include <stdint.h>

#include "esp_system/machine.h"
#include "freertos/task.h"

/* `reason`: the headline's, or the text of an abort; `sha256`: digits of the ELF's hash. */
void esp_core_dump_to_uart(const uint32_t *frame, enum panic_kind kind, const char *reason,
                           const char *sha256);
