/* Running out of memory: each allocation that fails is told, and nothing leaks (LeakSanitizer
 * looks). */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "failing_malloc.h"
#include "report.h"
#include "sample_logs.h"

#define ALLOCATIONS_AT_MOST 100000u /* of one report; far above what is needed */

/* Make a report while allocation n fails. False once there is no such allocation any more. */
static bool check_allocation(const struct why_format *format, const char *log, size_t n)
{
    struct why_strbuf out;
    enum why_status status;
    bool refused;
    bool whole;

    why_strbuf_init(&out);
    failing_malloc_at(n);
    status = report_bytes(why_span_of(log), 0, format, &out);
    refused = failing_malloc_was_hit();
    failing_malloc_at(0);
    whole = !out.failed && out.len > 0;
    why_strbuf_deinit(&out);
    if (refused && status != WHY_E_NOMEM && whole)
        fail_msg("format %s: allocation %zu failed and nobody said so", format->name, n);
    if (!refused && (status != WHY_OK || !whole))
        fail_msg("format %s: status %d although memory sufficed", format->name, (int)status);
    return refused;
}

static void check_every_allocation(const char *log)
{
    size_t count;
    const struct why_format *formats = why_formats(&count);

    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        size_t n = 1;

        while (n < ALLOCATIONS_AT_MOST && check_allocation(&formats[i], log, n))
            n++;
        assert_in_range(n, 2, ALLOCATIONS_AT_MOST - 1);
    }
}

static void failing_allocation_is_told_riscv(void **state)
{
    (void)state;
    check_every_allocation(sample_riscv_log);
}

static void failing_allocation_is_told_xtensa(void **state)
{
    (void)state;
    check_every_allocation(sample_xtensa_log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failing_allocation_is_told_riscv),
        cmocka_unit_test(failing_allocation_is_told_xtensa),
    };

    json_set_alloc_funcs(failing_malloc, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
