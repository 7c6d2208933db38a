/* An arena: many small allocations, one free.
 *
 * Memory is zeroed and aligned for any type. When memory runs out, or the limit is reached,
 * allocation returns NULL and the arena latches the failure, so that code with many small steps may
 * look once, at the end. */
#ifndef WHY_BASE_ARENA_H
#define WHY_BASE_ARENA_H

#include <stdarg.h>

#include "espwhy/base.h"

struct why_arena;

/** Make an arena that hands out at most @p limit_bytes. NULL when memory ran out. */
struct why_arena *why_arena_create(size_t limit_bytes);
/** Free it and everything in it. NULL does nothing. */
void why_arena_destroy(struct why_arena *arena);
/** True once an allocation has failed. */
bool why_arena_failed(const struct why_arena *arena);
/** Latch a failure: memory ran out for what was to go into the arena. */
void why_arena_fail(struct why_arena *arena);

/** Zeroed memory, or NULL. */
void *why_arena_alloc(struct why_arena *arena, size_t bytes);

/**
 * Room for one more item behind @p count items, for arrays that are grown by nothing else.
 * @param items  The array so far; NULL when @p count is 0.
 * @return The array, moved if need be, with items[count] zeroed; NULL (and @p items still good)
 * when memory ran out.
 */
void *why_arena_extend(struct why_arena *arena, const void *items, size_t count, size_t item_bytes);

/** printf into the arena; "" when memory ran out. */
const char *why_arena_printf(struct why_arena *arena, const char *format, ...) WHY_PRINTF(2, 3);
/** The same, with a list of arguments. */
const char *why_arena_vprintf(struct why_arena *arena, const char *format, va_list args)
    WHY_PRINTF(2, 0);

#endif
