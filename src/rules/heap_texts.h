/* What the heap's own words say of damage: which guard word, what it should hold, what it does. */
#ifndef WHY_RULES_HEAP_TEXTS_H
#define WHY_RULES_HEAP_TEXTS_H

#include "base/arena.h"
#include "espwhy/crash.h"

/* Guard words and fills. Source: ESP-IDF components/heap/multi_heap_poisoning.c. */
#define WHY_HEAP_HEAD 0xABBA1234u
#define WHY_HEAP_TAIL 0xBAAD5678u
#define WHY_HEAP_FREED 0xFEFEFEFEu

enum why_heap_text_kind {
    WHY_HEAP_TEXT_OTHER, /* the allocator's own lists and headers */
    WHY_HEAP_TEXT_HEAD,  /* the guard word in front of a block */
    WHY_HEAP_TEXT_TAIL,  /* the one behind it */
    WHY_HEAP_TEXT_DATA,  /* a block that must hold a fill pattern */
    WHY_HEAP_TEXT_SIZE,  /* the length of a block */
};

struct why_heap_text {
    enum why_heap_text_kind kind;
    struct why_value address;
    struct why_value expected;
    struct why_value got;
};

/** Take a "CORRUPT HEAP" statement apart. */
struct why_heap_text why_heap_text_of(const struct why_statement *said);

/** The statement that tells most: a damaged tail, then a head, then any; NULL: there is none. */
const struct why_statement *why_heap_statement(const struct why_crash *crash);

/**
 * How many bytes of a guard word were overwritten without a gap, from its first one on: what an
 * overrun does. 0 when its first byte is whole.
 */
uint32_t why_heap_overrun(uint32_t expected, uint32_t got);

/** Those bytes in words: "\"abc\"", "a zero, as at the end of a text", "0x48"; @p count is 1 to 4.
 */
const char *why_heap_bytes_words(uint32_t got, uint32_t count, struct why_arena *arena);

#endif
