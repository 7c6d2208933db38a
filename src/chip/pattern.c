/* Values that software writes on purpose, told from accidental ones. */
#include "espwhy/chip.h"

#define WHOLE_WORD UINT32_MAX
/* A pattern that is used as a pointer faults at pattern plus member offset, rarely above one page.
 */
#define PAGE 4096u
/* Never met as a pointer. */
#define NO_POINTER 0u

/* Sources: ESP-IDF components/heap/multi_heap_poisoning.c (canaries and fills), FreeRTOS tasks.c
 * (tskSTACK_FILL_BYTE) and list.h, esp_hw_support spinlock.h, espcoredump core_dump_common.c, riscv
 * panic_arch.c, esp_system kasan.c; ESP32 flash reads with the cache off as seen in logs; ESP8266
 * Arduino core cont.h. */
/* clang-format off */
static const struct why_pattern patterns[] = {
    { 0xABBA1234, WHOLE_WORD, PAGE,       "heap head canary",
      "The heap writes it in front of every block when heap poisoning is on." },
    { 0xBAAD5678, WHOLE_WORD, PAGE,       "heap tail canary",
      "The heap writes it behind every block when heap poisoning is on." },
    { 0xCECECECE, WHOLE_WORD, PAGE,       "uninitialized heap memory",
      "Comprehensive heap poisoning fills a new block with it, and nothing was written there since." },
    { 0xFEFEFEFE, WHOLE_WORD, PAGE,       "freed heap memory",
      "Comprehensive heap poisoning fills a block with it when the block is freed." },
    { 0xA5A5A5A5, WHOLE_WORD, PAGE,       "unused task stack",
      "FreeRTOS fills a task's stack with it, and nothing was written there since." },
    { 0x5A5A5A5A, WHOLE_WORD, PAGE,       "list integrity word",
      "FreeRTOS keeps it in lists and list items when its list check is on." },
    { 0xB33FFFFF, WHOLE_WORD, PAGE,       "free spinlock",
      "It is the owner of a spinlock that no core holds." },
    { 0x0000CDCD, WHOLE_WORD, NO_POINTER, "spinlock held by core 0",
      "It is the owner of a spinlock that core 0 holds." },
    { 0x0000ABAB, WHOLE_WORD, NO_POINTER, "spinlock held by core 1",
      "It is the owner of a spinlock that core 1 holds." },
    { 0xDEADBEEF, WHOLE_WORD, PAGE,       "dead marker",
      "Programs, the core dump and GDB stubs write it where nothing valid stands." },
    { 0xDEADC0DE, WHOLE_WORD, NO_POINTER, "print-only dump",
      "The panic handler puts it into registers of a dump that no exception caused." },
    { 0xBAD00BAD, WHOLE_WORD, PAGE,       "flash read with the cache off",
      "The ESP32 reads it from flash addresses while the flash cache is off." },
    { 0xA5B6C7D8, WHOLE_WORD, PAGE,       "address sanitizer red zone",
      "The kernel address sanitizer writes it in front of every heap block." },
    { 0xFEEFEFFE, WHOLE_WORD, PAGE,       "unused ESP8266 stack",
      "The ESP8266 Arduino core fills the stack of loop() with it." },
    { 0xCAFEBABE, WHOLE_WORD, PAGE,       "magic number 0xcafebabe",
      "Applications and libraries write it as a deliberate marker." },
    { 0xBAADF00D, WHOLE_WORD, PAGE,       "magic number 0xbaadf00d",
      "Applications and libraries write it as a deliberate marker." },
    { 0xFEEDFACE, WHOLE_WORD, PAGE,       "magic number 0xfeedface",
      "Applications and libraries write it as a deliberate marker." },
};
/* clang-format on */

const struct why_pattern *why_pattern_of(uint32_t value)
{
    for (size_t i = 0; i < WHY_COUNTOF(patterns); i++)
        if (((value ^ patterns[i].value) & patterns[i].mask) == 0)
            return &patterns[i];
    return NULL;
}

/* A pattern's own value is never taken for another one's member: 0xDEADC0DE lies 495 bytes above
 * 0xDEADBEEF. */
const struct why_pattern *why_pattern_near(uint32_t address)
{
    const struct why_pattern *exact = why_pattern_of(address);

    if (exact)
        return exact->slack > 0 ? exact : NULL;
    for (size_t i = 0; i < WHY_COUNTOF(patterns); i++)
        if (address - patterns[i].value < patterns[i].slack)
            return &patterns[i];
    return NULL;
}
