/* A small heap with the poison patterns of ESP-IDF's comprehensive heap checks. */
#pragma once

#include <stddef.h>

void *heap_caps_malloc(size_t size, unsigned caps);
void heap_caps_free(void *pointer);

#define MALLOC_CAP_DMA 0x8u
#define MALLOC_CAP_DEFAULT 0x1000u
