/* Block-wise arena. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)16 * 1024)
#define FIRST_ROOM ((size_t)4) /* items that an array has room for at first */

struct block {
    struct block *older;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct why_arena {
    struct block *newest;
    size_t room; /* bytes that may still be handed out */
    bool failed;
};

struct why_arena *why_arena_create(size_t limit_bytes)
{
    struct why_arena *arena = calloc(1, sizeof(*arena));

    if (arena)
        arena->room = limit_bytes;
    return arena;
}

void why_arena_destroy(struct why_arena *arena)
{
    if (!arena)
        return;
    while (arena->newest) {
        struct block *older = arena->newest->older;

        free(arena->newest);
        arena->newest = older;
    }
    free(arena);
}

bool why_arena_failed(const struct why_arena *arena)
{
    return arena->failed;
}

void why_arena_fail(struct why_arena *arena)
{
    arena->failed = true;
}

static struct block *add_block(struct why_arena *arena, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct block *block = calloc(1, sizeof(*block) + size);

    if (!block)
        return NULL;
    block->size = size;
    block->older = arena->newest;
    arena->newest = block;
    return block;
}

void *why_arena_alloc(struct why_arena *arena, size_t bytes)
{
    const size_t align = alignof(max_align_t);
    struct block *block = arena->newest;
    void *memory;

    if (bytes > arena->room || bytes > SIZE_MAX - align) {
        arena->failed = true;
        return NULL;
    }
    bytes = (bytes + align - 1) / align * align;
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    memory = block->bytes + block->used;
    block->used += bytes;
    arena->room -= bytes < arena->room ? bytes : arena->room;
    return memory;
}

void *why_arena_extend(struct why_arena *arena, const void *items, size_t count, size_t item_bytes)
{
    bool full = count == 0 || (count >= FIRST_ROOM && (count & (count - 1)) == 0);
    void *grown;

    if (!full)
        return (void *)(uintptr_t)items;
    grown = why_arena_alloc(arena, (count == 0 ? FIRST_ROOM : 2 * count) * item_bytes);
    if (grown && count > 0)
        memcpy(grown, items, count * item_bytes);
    return grown;
}

const char *why_arena_vprintf(struct why_arena *arena, const char *format, va_list args)
{
    va_list again;
    int len;
    char *text = NULL;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    if (len >= 0)
        text = why_arena_alloc(arena, (size_t)len + 1);
    if (text && vsnprintf(text, (size_t)len + 1, format, again) < 0)
        text[0] = '\0';
    va_end(again);
    return text ? text : "";
}

const char *why_arena_printf(struct why_arena *arena, const char *format, ...)
{
    va_list args;
    const char *text;

    va_start(args, format);
    text = why_arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
