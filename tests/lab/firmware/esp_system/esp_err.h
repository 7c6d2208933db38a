/* Error codes of ESP-IDF and the check that aborts. */
#pragma once

typedef int esp_err_t;

#define ESP_OK 0
#define ESP_ERR_NO_MEM 0x101
#define ESP_ERR_INVALID_STATE 0x103
#define ESP_ERR_INVALID_SIZE 0x104
#define ESP_ERR_NOT_FOUND 0x105
#define ESP_ERR_TIMEOUT 0x107

const char *esp_err_to_name(esp_err_t code);
_Noreturn void _esp_error_check_failed(esp_err_t code, const char *file, int line,
                                       const char *function, const char *expression);

#define ESP_ERROR_CHECK(call)                                                                      \
    do {                                                                                           \
        esp_err_t error_of_call = (call);                                                          \
        if (error_of_call != ESP_OK)                                                               \
            _esp_error_check_failed(error_of_call, __FILE__, __LINE__, __func__, #call);           \
    } while (0)
