/* Console output: a small printf and the log lines that an application writes. */
#pragma once

#include <stdint.h>

void esp_rom_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint32_t esp_log_timestamp(void);

#define ESP_LOG_LINE(letter, tag, format, ...)                                                     \
    esp_rom_printf(letter " (%u) %s: " format "\n", (unsigned)esp_log_timestamp(),                 \
                   tag __VA_OPT__(, ) __VA_ARGS__)
#define ESP_LOGE(tag, format, ...) ESP_LOG_LINE("E", tag, format __VA_OPT__(, ) __VA_ARGS__)
#define ESP_LOGW(tag, format, ...) ESP_LOG_LINE("W", tag, format __VA_OPT__(, ) __VA_ARGS__)
#define ESP_LOGI(tag, format, ...) ESP_LOG_LINE("I", tag, format __VA_OPT__(, ) __VA_ARGS__)
