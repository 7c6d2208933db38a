/* What a reset code means that the boot ROM prints: "rst:0x8 (TG1WDT_SYS_RESET)". */
#ifndef WHY_CHIP_RESETS_H
#define WHY_CHIP_RESETS_H

#include "espwhy/chip.h"

enum why_reset_kind {
    WHY_RESET_UNKNOWN,
    WHY_RESET_POWER_ON,
    WHY_RESET_EXTERNAL,
    WHY_RESET_SOFTWARE,
    WHY_RESET_DEEP_SLEEP,
    WHY_RESET_CPU_SLEEP, /* the core was switched off in light sleep */
    WHY_RESET_SDIO,
    WHY_RESET_OTHER_CORE, /* the first core started the second */
    WHY_RESET_USB,
    WHY_RESET_JTAG,
    WHY_RESET_PANIC,    /* as esp_reset_reason() tells it: the ROM cannot know */
    WHY_RESET_TASK_WDT, /* timer group 0: ESP-IDF's task watchdog; while booting, the ROM's own */
    WHY_RESET_INTERRUPT_WDT, /* timer group 1: the second stage of ESP-IDF's interrupt watchdog */
    WHY_RESET_GROUP_WDT,     /* of a timer group, and the chip does not say which */
    WHY_RESET_RTC_WDT,
    WHY_RESET_SUPER_WDT,
    WHY_RESET_LEGACY_WDT,
    WHY_RESET_OTHER_WDT, /* esp_reset_reason(): any of the three above */
    WHY_RESET_BROWNOUT,
    WHY_RESET_GLITCH,
    WHY_RESET_EFUSE,
    WHY_RESET_INTRUSION,
    WHY_RESET_LOCKUP,
    WHY_RESET_PIN_OR_SOFTWARE, /* ESP8266: it does not tell the two apart */
    WHY_RESET_HARDWARE_WDT,    /* ESP8266 */
};

/* What a reset of one kind tells. */
struct why_reset_meaning {
    enum why_reset_kind kind;
    const char *meaning; /* a clause in plain words, lower case */
    bool fault;          /* nobody orders such a reset: something went wrong before it */
    bool ends_panic;     /* a panic may end so, or its handler when it hangs; the others are of a
                            cause of their own */
};

/**
 * What a reset line means.
 * @param chip  NULL: not known.
 * @param code  As printed: it decides, because the names change from chip to chip.
 * @param name  As printed in parentheses, empty when lost: tells chips apart where the same code
 * means different things.
 * @return NULL when the code is not known, when name and code contradict each other (the line is
 * damaged), or when chips differ and nothing tells which one it is. Source of the rows: strings of
 * the boot ROMs; ESP-IDF components/soc, reset_reasons.h.
 */
const struct why_reset_meaning *why_reset_of(const struct why_chip *chip, uint32_t code,
                                             why_span name);

/** What a name of esp_reset_reason_t means, "ESP_RST_TASK_WDT"; NULL when it is none. */
const struct why_reset_meaning *why_reset_by_idf_name(why_span name);

/** The meaning of a kind; NULL for WHY_RESET_UNKNOWN. */
const struct why_reset_meaning *why_reset_meaning_of(enum why_reset_kind kind);

#endif
