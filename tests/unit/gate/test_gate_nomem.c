/* Each allocation of the gate may fail: a status, no leak, no crash, and no crash that passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "espwhy/gate.h"
#include "failing_malloc.h"
#include "gate/fingerprint.h"
#include "rules/engine.h"

#define CODE 0x400d1000u /* in flash */
#define SIGNATURES "[a]\nclass = abort\nnote = x\n[b]\nfunction = nobody\naction = ignore\n"
#define REPORT "{\"crashes\": [{\"fingerprint\": \"1-0123456789abcdef\"}]}"

static struct why_crash *make_crash(void)
{
    static const struct crash_recipe recipe = {
        .chip = "esp32",
        .reason = "LoadProhibited",
        .core = { .given = true,
                  .registers = { { "PC", CODE }, { "EXCCAUSE", 28 }, { "EXCVADDR", 8 } },
                  .frames = { { .pc = CODE, .name = "Ring::push(int)" },
                              { .pc = CODE, .name = "app_main" } } },
    };
    struct why_crash *crash = crash_build(&recipe);

    crash->id = 1;
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(why_fingerprint(crash, NULL), WHY_OK);
    return crash;
}

static enum why_status fill(struct why_gate *gate)
{
    enum why_status status = why_gate_add_signatures(gate, SIGNATURES, strlen(SIGNATURES), NULL);

    if (status == WHY_OK)
        status = why_gate_add_baseline(gate, REPORT, strlen(REPORT), NULL);
    if (status == WHY_OK)
        status = why_gate_learn(gate, "", 0, NULL);
    if (status == WHY_OK)
        status = why_gate_add(gate, "crash,null-deref/read:certain,signature:a,new", NULL);
    return status;
}

static enum why_status judge(struct why_gate *gate, struct why_crash *crash)
{
    enum why_status status = why_gate_test(gate, crash, NULL);
    size_t count;

    (void)why_gate_matched(gate, &count);
    assert_true(count > 0); /* whatever failed, this one does not pass */
    if (status == WHY_OK && !why_gate_learned(gate))
        status = WHY_E_NOMEM;
    return status;
}

static enum why_status run(struct why_crash *crash)
{
    struct why_gate *gate = NULL;
    enum why_status status = why_gate_create(20260615, &gate, NULL);

    if (status == WHY_OK)
        status = fill(gate);
    if (status == WHY_OK)
        status = judge(gate, crash);
    why_gate_destroy(gate);
    return status;
}

static void every_failing_allocation_is_reported(void **state)
{
    enum why_status status;
    size_t n = 0;
    bool hit;

    (void)state;
    do {
        struct why_crash *crash;

        failing_malloc_at(0);
        crash = make_crash();
        failing_malloc_at(++n);
        status = run(crash);
        hit = failing_malloc_was_hit();
        if (hit && status != WHY_E_NOMEM)
            fail_msg("allocation %zu failed, and the status is %d", n, (int)status);
        why_crash_destroy(crash);
    } while (hit);
    assert_int_equal(status, WHY_OK);
    assert_in_range(n, 10, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_failing_allocation_is_reported) };

    return cmocka_run_group_tests_name("gate/gate_nomem", tests, NULL, NULL);
}
