/* Each allocation may fail: a status, no leak, no crash. */
#include "failing_malloc.h"
#include "fixture.h"

static enum why_status open_and_ask(void)
{
    struct why_firmware *firmware = NULL;
    const struct why_function *functions;
    size_t count;
    enum why_status status = why_firmware_open(FIXTURE("app-riscv.elf"), &firmware, NULL);
    struct why_arena *arena = status == WHY_OK ? why_arena_create((size_t)1024 * 1024) : NULL;

    if (arena)
        status = why_firmware_lookup(firmware, 0x42000040, &functions, &count, arena, NULL);
    else
        status = WHY_E_NOMEM;
    why_arena_destroy(arena);
    why_firmware_close(firmware);
    return status;
}

static void every_failing_allocation_is_reported(void **state)
{
    size_t n = 0;
    enum why_status status;

    (void)state;
    do {
        failing_malloc_at(++n);
        status = open_and_ask();
        if (failing_malloc_was_hit() && status == WHY_OK)
            print_message("allocation %zu is not needed\n", n);
    } while (failing_malloc_was_hit());
    assert_int_equal(status, WHY_OK);
    assert_in_range(n, 5, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_failing_allocation_is_reported) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
