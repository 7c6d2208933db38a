/* Fingerprints: what goes into them, what does not, and when they are weak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "espwhy/strbuf.h"
#include "gate/fingerprint.h"
#include "rules/engine.h"

#define CODE 0x400d1000u /* in flash */

struct fingerprint_case {
    const char *name;
    struct crash_recipe crash;
    const char *parts; /* joined by blanks; "weak" before those of a weak one */
};

/* clang-format off */
#define NULL_READ .chip = "esp32", .reason = "LoadProhibited"
#define AT_NULL { { "PC", CODE }, { "EXCCAUSE", 28 }, { "EXCVADDR", 8 } }
/* clang-format on */

static const struct fingerprint_case cases[] = {
    { .name = "the first three functions count",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "a" },
                                                  { .pc = CODE, .name = "b" },
                                                  { .pc = CODE, .name = "c" },
                                                  { .pc = CODE, .name = "d" } } } },
      .parts = "null-deref a b c" },
    { .name = "an inlined function is one of them",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "a", .inlined_by = "b" },
                                                  { .pc = CODE, .name = "c" } } } },
      .parts = "null-deref a b c" },
    { .name = "libraries, the kernel and what starts a task are passed over",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "strlen" },
                                                  { .pc = CODE, .name = "a.isra.0" },
                                                  { .pc = CODE, .name = "xQueueSend" },
                                                  { .pc = CODE, .name = "b(int)" },
                                                  { .pc = CODE, .name = "app_main" },
                                                  { .pc = CODE, .name = "main_task" } } } },
      .parts = "null-deref a b" },
    { .name = "app_main counts when there is nothing else",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "app_main" },
                                                  { .pc = CODE, .name = "main_task" } } } },
      .parts = "null-deref app_main" },
    { .name = "a recursion counts once",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "a" },
                                                  { .pc = CODE, .name = "b" },
                                                  { .pc = CODE, .name = "a" },
                                                  { .pc = CODE, .name = "b" },
                                                  { .pc = CODE, .name = "a" },
                                                  { .pc = CODE, .name = "c" } } } },
      .parts = "null-deref a b c" },
    { .name = "where a recursion overflows is chance",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { .pc = CODE, .name = "leaf" },
                                       { .pc = CODE, .name = "b" },
                                       { .pc = CODE, .name = "a" },
                                       { .pc = CODE, .name = "b" },
                                       { .pc = CODE, .name = "a" } } },
                 .statements = { { .kind = WHY_SAYS_STACK_OVERFLOW,
                                   .text = "stack overflow",
                                   .name = "t" } } },
      .parts = "stack-overflow a b" },
    { .name = "what an interrupt happened to interrupt does not count",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "handler" },
                                                  { .pc = CODE, .name = "_xt_lowint1" },
                                                  { .pc = CODE, .name = "innocent" } } } },
      .parts = "null-deref handler" },
    { .name = "without names it is weak",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE }, { .pc = CODE } } } },
      .parts = "weak null-deref read NULL + 8" },
    { .name = "a hole in the names makes it weak",
      .crash = { NULL_READ, .core = { .given = true,
                                      .registers = AT_NULL,
                                      .frames = { { .pc = CODE, .name = "a" },
                                                  { .pc = CODE },
                                                  { .pc = CODE, .name = "c" } } } },
      .parts = "weak null-deref a read NULL + 8" },
    { .name = "names of another build's ELF are not used",
      .crash = { NULL_READ, .has_instruction = true, .instruction = { 0x28, 0x28 },
                 .elf = WHY_ELF_NO,
                 .core = { .given = true, .registers = AT_NULL, .frames = { { .pc = CODE } } } },
      .parts = "weak null-deref read NULL + 8" },
    { .name = "what an assertion says, but no line, and no folder",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_ASSERT,
                                   .text = "assert failed: a main/x.c:9 (b > 1)",
                                   .function = "a",
                                   .file = "/home/me/main/x.c",
                                   .line = 9,
                                   .expression = "b > 1" } } },
      .parts = "weak assert application a x.c b > 1" },
    { .name = "tasks that hang are named, not the one that runs",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { .pc = CODE, .name = "esp_vApplicationIdleHook" },
                                       { .pc = CODE, .name = "prvIdleTask" } } },
                 .statements = { { .kind = WHY_SAYS_TASK_WDT, .text = "Task watchdog" },
                                 { .kind = WHY_SAYS_TASK_WDT_LATE,
                                   .text = "sensor",
                                   .name = "sensor" },
                                 { .kind = WHY_SAYS_TASK_WDT_RUNS,
                                   .text = "IDLE0",
                                   .name = "IDLE0" } } },
      .parts = "task-wdt sensor" },
};

static void join(struct why_strbuf *out, const struct why_crash *crash)
{
    why_strbuf_adds(out, crash->fingerprint_weak ? "weak " : "");
    for (size_t i = 0; i < crash->fingerprint_part_count; i++)
        why_strbuf_addf(out, "%s%s", i > 0 ? " " : "", crash->fingerprint_parts[i]);
}

static void parts_are_those_that_stay(void **state)
{
    unsigned failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_crash *crash = crash_build(&cases[i].crash);
        struct why_strbuf parts;

        crash->complete = true;
        why_strbuf_init(&parts);
        assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
        assert_int_equal(why_fingerprint(crash, NULL), WHY_OK);
        join(&parts, crash);
        if (!parts.text || strcmp(parts.text, cases[i].parts) != 0) {
            print_error("%s: %s, not %s\n", cases[i].name, parts.text, cases[i].parts);
            failed++;
        }
        why_strbuf_deinit(&parts);
        why_crash_destroy(crash);
    }
    assert_int_equal(failed, 0);
}

/* printf '%s\n' null-deref a b c | sha256sum | cut -c 1-16 */
static void value_is_the_hash_of_the_parts(void **state)
{
    struct why_crash *strong = crash_build(&cases[0].crash);
    struct why_crash *weak = crash_build(&cases[7].crash);

    (void)state;
    assert_int_equal(why_diagnose(strong, NULL), WHY_OK);
    assert_int_equal(why_fingerprint(strong, NULL), WHY_OK);
    assert_string_equal(strong->fingerprint, "1-13d7a527d53a415b");
    assert_int_equal(why_diagnose(weak, NULL), WHY_OK);
    assert_int_equal(why_fingerprint(weak, NULL), WHY_OK);
    assert_memory_equal(weak->fingerprint, "1w-", 3);
    why_crash_destroy(strong);
    why_crash_destroy(weak);
}

/* Nothing is known before the rules have run. */
static void without_verdict_there_is_none(void **state)
{
    struct why_crash *crash = crash_build(&cases[0].crash);

    (void)state;
    assert_int_equal(why_fingerprint(crash, NULL), WHY_OK);
    assert_null(crash->fingerprint);
    why_crash_destroy(crash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_those_that_stay),
        cmocka_unit_test(value_is_the_hash_of_the_parts),
        cmocka_unit_test(without_verdict_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
