/* RTC RAM: what the runner puts there before power-on, and what survives a restart. */
#pragma once

#include <stdint.h>

struct lab_request {
    char scene[24];
    char elf_sha256[72]; /* as many digits as the console shall show */
    uint32_t old_form;   /* panics in the form of ESP-IDF v4.0 (ESP32) or v4.4 (ESP32-C3) */
    uint32_t boots_wanted;
    uint32_t core_dump; /* panics print one */
};

#ifdef __XTENSA__
#define RTC_MEMORY 0x3ff80000u /* ESP32, RTC fast memory, data side */
#else
#define RTC_MEMORY 0x50000000u /* ESP32-C3, RTC fast memory */
#endif

#define LAB_REQUEST ((const volatile struct lab_request *)RTC_MEMORY)
#define LAB_BOOT_COUNT (*(volatile uint32_t *)(RTC_MEMORY + 0x200))
