/* Version, project and build time of the firmware. */
#pragma once

#include <stdint.h>

struct esp_app_desc {
    uint32_t magic_word;
    uint32_t secure_version;
    uint32_t reserved[2];
    char version[32];
    char project_name[32];
    char time[16];
    char date[16];
    char idf_ver[32];
    uint8_t app_elf_sha256[32]; /* zero in the ELF: it cannot hold its own hash */
    uint32_t reserved_too[20];
};

extern const struct esp_app_desc esp_app_desc;
