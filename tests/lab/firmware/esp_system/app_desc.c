/* The description that ESP-IDF puts at the start of the read-only data; layout: esp_app_desc_t. */
#include "esp_system/app_desc.h"

#include <stdint.h>

const __attribute__((section(".rodata_desc"), used)) struct esp_app_desc esp_app_desc = {
    .magic_word = 0xabcd5432,
    .version = "1.4.0",
    .project_name = "greenhouse",
    .time = "09:30:00",
    .date = "Mar  4 2024",
    .idf_ver = "v5.2.1",
};
