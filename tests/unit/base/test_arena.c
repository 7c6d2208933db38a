/* Many allocations, one free, one limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state)
{
    struct why_arena *arena = why_arena_create(1u << 20);

    (void)state;
    assert_non_null(arena);
    for (size_t bytes = 1; bytes < 3000; bytes += 37) {
        unsigned char *memory = why_arena_alloc(arena, bytes);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xa5, bytes);
    }
    assert_false(why_arena_failed(arena));
    why_arena_destroy(arena);
}

static void a_large_piece_has_a_block_of_its_own(void **state)
{
    struct why_arena *arena = why_arena_create(1u << 20);
    char *large;
    char *small;

    (void)state;
    assert_non_null(arena);
    large = why_arena_alloc(arena, 100000);
    small = why_arena_alloc(arena, 10);
    assert_non_null(large);
    assert_non_null(small);
    large[99999] = 'x';
    small[9] = 'y';
    why_arena_destroy(arena);
}

static void the_limit_holds_and_is_remembered(void **state)
{
    struct why_arena *arena = why_arena_create(100);

    (void)state;
    assert_non_null(arena);
    assert_non_null(why_arena_alloc(arena, 60));
    assert_null(why_arena_alloc(arena, 60));
    assert_true(why_arena_failed(arena));
    assert_null(why_arena_alloc(arena, SIZE_MAX));
    assert_string_equal(
        why_arena_printf(arena, "%s", "a text of more than that many bytes, by far"), "");
    why_arena_destroy(arena);
    why_arena_destroy(NULL);
}

static void arrays_grow_and_keep_their_items(void **state)
{
    struct why_arena *arena = why_arena_create(1u << 20);
    uint32_t *items = NULL;

    (void)state;
    assert_non_null(arena);
    for (uint32_t count = 0; count < 1000; count++) {
        uint32_t *grown = why_arena_extend(arena, items, count, sizeof(*items));

        assert_non_null(grown);
        items = grown;
        assert_int_equal(items[count], 0);
        items[count] = count + 1;
        /* something else in between, so that growing in place would show */
        memset(why_arena_alloc(arena, 16), 0xff, 16);
    }
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i + 1);
    why_arena_destroy(arena);
}

static void texts_are_printed_into_it(void **state)
{
    struct why_arena *arena = why_arena_create(1u << 20);

    (void)state;
    assert_non_null(arena);
    assert_string_equal(why_arena_printf(arena, "%s %d", "line", 12), "line 12");
    why_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(a_large_piece_has_a_block_of_its_own),
        cmocka_unit_test(the_limit_holds_and_is_remembered),
        cmocka_unit_test(arrays_grow_and_keep_their_items),
        cmocka_unit_test(texts_are_printed_into_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
