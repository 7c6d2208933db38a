/* A small heap with the poison patterns of ESP-IDF's comprehensive heap checks: blocks follow each
 * other and are never used again; what matters is what is found in them. */
#include <stdbool.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "esp_system/panic.h"
#include "esp_system/text_buffer.h"
#include "heap/heap.h"

#define HEAP_BYTES 4096u
#define HEAD_CANARY 0xabba1234u
#define TAIL_CANARY 0xbaad5678u
#define FILL_NEW 0xce
#define FILL_FREED 0xfe

struct block {
    uint32_t head;
    uint32_t size;
    uint32_t free;
    uint8_t data[];
};

static uint32_t heap_area[HEAP_BYTES / 4];
static size_t heap_used;

static uint32_t *tail_of(struct block *block)
{
    return (uint32_t *)(block->data + block->size);
}

static _Noreturn __attribute__((noinline)) void heap_caps_alloc_failed(size_t size, unsigned caps)
{
    struct text_buffer text = { .length = 0 };

    text_add(&text, "Mem alloc fail. size 0x");
    text_add_hex(&text, size, 8);
    text_add(&text, " caps 0x");
    text_add_hex(&text, caps, 8);
    esp_system_abort(text.text);
}

__attribute__((noinline)) void *heap_caps_malloc(size_t size, unsigned caps)
{
    size_t rounded = (size + 3) & ~(size_t)3;
    struct block *block = (struct block *)((uint8_t *)heap_area + heap_used);

    if (heap_used + sizeof(*block) + rounded + sizeof(uint32_t) > HEAP_BYTES)
        heap_caps_alloc_failed(size, caps);
    heap_used += sizeof(*block) + rounded + sizeof(uint32_t);
    *block = (struct block){ .head = HEAD_CANARY, .size = rounded };
    memset(block->data, FILL_NEW, rounded);
    *tail_of(block) = TAIL_CANARY;
    return block->data;
}

/* The block is whole, or the text that ESP-IDF prints about it. */
static bool verify_block(struct block *block)
{
    if (*tail_of(block) == TAIL_CANARY)
        return true;
    esp_rom_printf("CORRUPT HEAP: Bad tail at 0x%08x. Expected 0x%08x got 0x%08x\n",
                   (unsigned)tail_of(block), TAIL_CANARY, (unsigned)*tail_of(block));
    return false;
}

static __attribute__((noinline)) void tlsf_free(struct block *block)
{
    bool block_is_free = block->free;

    if (block_is_free)
        __assert_func("tlsf.c", 630, "tlsf_free",
                      "!block_is_free(block) && \"block already marked as free\"");
    block->free = true;
}

static __attribute__((noinline)) void multi_heap_free(void *pointer)
{
    struct block *head = (struct block *)((uint8_t *)pointer - offsetof(struct block, data));

    if (!head->free && !verify_block(head))
        __assert_func("multi_heap_poisoning.c", 259, "multi_heap_free", "head != NULL");
    tlsf_free(head);
    memset(head->data, FILL_FREED, head->size);
}

__attribute__((noinline)) void heap_caps_free(void *pointer)
{
    uintptr_t offset = (uintptr_t)pointer - (uintptr_t)heap_area;

    if (!pointer)
        return;
    if (offset >= HEAP_BYTES)
        __assert_func("heap_caps.c", 360, "heap_caps_free",
                      "heap != NULL && \"free() target pointer is outside heap areas\"");
    multi_heap_free(pointer);
}
