/* The bits of MALLOC_CAP_*. */
#include "rules/heap_caps.h"

/* clang-format off */
/* Source: ESP-IDF components/heap/include/esp_heap_caps.h. `plain`: malloc() asks for it, too. */
static const struct {
    uint32_t bit;
    bool plain;
    const char *name;
} bits[] = {
    { 1u << 0,  false, "EXEC" },
    { 1u << 1,  true,  "32BIT" },
    { 1u << 2,  true,  "8BIT" },
    { 1u << 3,  false, "DMA" },
    { 1u << 10, false, "SPIRAM" },
    { 1u << 11, true,  "INTERNAL" },
    { 1u << 12, true,  "DEFAULT" },
    { 1u << 13, false, "IRAM_8BIT" },
    { 1u << 14, false, "RETENTION" },
    { 1u << 15, false, "RTCRAM" },
    { 1u << 16, false, "TCM" },
    { 1u << 17, false, "DMA_DESC_AHB" },
    { 1u << 18, false, "DMA_DESC_AXI" },
    { 1u << 19, false, "CACHE_ALIGNED" },
    { 1u << 20, false, "SIMD" },
};
/* clang-format on */

const char *why_heap_caps_words(uint32_t caps, struct why_arena *arena)
{
    const char *words = NULL;

    for (size_t i = 0; i < WHY_COUNTOF(bits); i++) {
        if ((caps & bits[i].bit) == 0)
            continue;
        caps &= ~bits[i].bit;
        words = words ? why_arena_printf(arena, "%s | %s", words, bits[i].name) : bits[i].name;
    }
    if (caps != 0 || !words)
        return why_arena_printf(arena, "%s%s0x%x", words ? words : "", words ? " | " : "",
                                (unsigned)caps);
    return words;
}

bool why_heap_caps_special(uint32_t caps)
{
    for (size_t i = 0; i < WHY_COUNTOF(bits); i++)
        if ((caps & bits[i].bit) != 0 && !bits[i].plain)
            return true;
    return false;
}
