/* Each allocation on the way to a source file may fail: a status, no leak, no crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "failing_malloc.h"
#include "firmware/sources.h"

static enum why_status find_source(void)
{
    struct why_sources *sources = NULL;
    char *path = NULL;
    enum why_status status = why_sources_create(&sources, NULL);

    if (status == WHY_OK)
        status = why_sources_add_map(sources, "/lab", WHY_TESTDATA "/nowhere", NULL);
    if (status == WHY_OK)
        status = why_sources_add_dir(sources, WHY_TESTDATA, NULL);
    if (status == WHY_OK)
        status = why_sources_add_project(sources, WHY_TESTDATA "/..", NULL);
    if (status == WHY_OK)
        status = why_sources_find(sources, "src/session.c", &path, NULL);
    free(path);
    why_sources_destroy(sources);
    return status;
}

static void every_failing_allocation_is_reported(void **state)
{
    size_t n = 0;
    enum why_status status;

    (void)state;
    do {
        failing_malloc_at(++n);
        status = find_source();
        if (failing_malloc_was_hit())
            assert_int_equal(status, WHY_E_NOMEM);
    } while (failing_malloc_was_hit());
    assert_int_equal(status, WHY_OK);
    assert_in_range(n, 5, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_failing_allocation_is_reported) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
