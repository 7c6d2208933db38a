/* The pointer in the text report: beside the source line, on its way through the callers, in the
 * registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "sample_crash.h"

static const struct why_run first_run = { .reports = 0 };

static const struct why_came_from steps[] = {
    { .frame = 1,
      .function = "drain",
      .file = "main/x.c",
      .line = 20,
      .parameter = "p",
      .expression = "zone->sink",
      .value = KNOWN(0) },
    { .frame = 2,
      .function = "second",
      .file = "main/x.c",
      .line = 30,
      .parameter = "zone",
      .expression = "zone",
      .value = KNOWN(0x3fc8a000) },
    { .frame = 3,
      .function = "third",
      .parameter = "zone",
      .expression = "zone",
      .value = KNOWN(0x3fc8a000) },
    { .frame = 4,
      .function = "Pump::run(int)",
      .file = "main/x.c",
      .line = 50,
      .parameter = "zone",
      .expression = "&g_zone",
      .value = KNOWN(0x3fc8a000) },
};

static const struct why_came_from null_step = {
    .frame = 1,
    .function = "app_main",
    .file = "main/x.c",
    .line = 16,
    .parameter = "store_test",
    .expression = "NULL",
    .value = KNOWN(0),
};

static const char *const source[] = { "{", "    store_test->data = 0x5F;", "}" };
static const struct why_excerpt excerpt = {
    .first_line = 8,
    .lines = source,
    .line_count = WHY_COUNTOF(source),
    .line = 9,
    .caret = 5,
};

static const struct why_held_data held[] = {
    { .address = 0x3fc8a008, .object = "g_queue", .offset = 8, .size = 32, .section = ".bss" },
    { .address = 0x3c010020, .text = "heap is locked", .section = ".flash.rodata" },
};

static const struct why_register registers[] = {
    { "MEPC", KNOWN(0x42006960) }, { "SP", KNOWN(0x3fc8f7c0) }, { "A0", KNOWN(0) },
    { "A1", KNOWN(0x3fc8a008) },   { "A2", KNOWN(0x3c010020) }, { "A3", KNOWN(0xfefefefe) },
    { "A4", KNOWN(0x0000cdcd) },   { "A5", KNOWN(0x5f) },       { "MTVAL", KNOWN(10) },
};

static const struct why_access access = {
    .pointer = { .register_name = "A0",
                 .value = KNOWN(0),
                 .kind = WHY_EXPRESSION_PARAMETER,
                 .text = "store_test" },
};

/* A crash whose verdict names its pointer, and what the tests change of it. */
struct sample {
    struct why_finding verdict;
    struct why_core core;
    struct why_crash crash;
};

static void prepare(struct sample *sample)
{
    sample->verdict = sample_findings[0];
    sample->verdict.summary = "store through NULL pointer `store_test`";
    sample->verdict.pointer.expression = access.pointer.text;
    sample->verdict.pointer.state = "store_test is NULL";
    sample->verdict.came_from = &null_step;
    sample->verdict.came_from_count = 1;
    sample->verdict.evidence_count = 0;
    sample->core = sample_cores[0];
    sample->core.registers = registers;
    sample->core.register_count = WHY_COUNTOF(registers);
    sample->crash = sample_full_crash();
    sample->crash.cores = &sample->core;
    sample->crash.core_count = 1;
    sample->crash.findings = &sample->verdict;
    sample->crash.finding_count = 1;
    sample->crash.access = &access;
    sample->crash.excerpt = &excerpt;
    sample->crash.data = held;
    sample->crash.data_count = WHY_COUNTOF(held);
}

static void check(const struct sample *sample, const struct why_format_options *options,
                  const char *part, bool there)
{
    struct why_strbuf out;

    why_strbuf_init(&out);
    why_format_find("text")->crash(&out, &sample->crash, &first_run, options);
    assert_false(out.failed);
    if ((strstr(out.text, part) != NULL) != there)
        fail_msg("'%s' %s\n%s", part, there ? "is missing in" : "should not be in", out.text);
    why_strbuf_deinit(&out);
}

static const struct why_format_options plain = { .width = 100 };

static void caret_says_what_is_wrong(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    check(&sample, &plain,
          "  →   9 │     store_test->data = 0x5F;\n        │     ^ store_test is NULL\n", true);
}

static void caret_stands_alone_without_words(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    sample.verdict.pointer.state = NULL;
    check(&sample, &plain, "        │     ^\n", true);
}

static void caller_is_told(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    check(&sample, &plain,
          "  came from\n    · app_main() passed store_test = NULL at main/x.c:16\n", true);
}

static void callers_that_pass_it_on_share_a_line(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    sample.verdict.came_from = steps;
    sample.verdict.came_from_count = WHY_COUNTOF(steps);
    check(&sample, &plain,
          "    · drain() passed p = zone->sink, NULL, at main/x.c:20\n"
          "    · passed on as zone by second() at main/x.c:30, third()\n"
          "    · Pump::run(int) passed zone = &g_zone, 0x3fc8a000, at main/x.c:50\n",
          true);
}

static void nothing_is_said_of_callers_that_are_not_known(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    sample.verdict.came_from_count = 0;
    check(&sample, &plain, "came from", false);
}

static const char *const shown[] = {
    "  A0        0x00000000  store_test\n",
    "  A1        0x3fc8a008  g_queue+8\n",
    "  A2        0x3c010020  \"heap is locked\" in .flash.rodata\n",
    "  A3        0xfefefefe  pattern: freed heap memory\n",
};

static const struct why_instruction load = { .text = "lw a1,0(a2)" };

static void registers_that_lead_somewhere_are_shown(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    check(&sample, &plain, shown[1], false); /* nothing is known to use it */
    sample.crash.instruction = &load;
    for (size_t i = 0; i < WHY_COUNTOF(shown); i++)
        check(&sample, &plain, shown[i], true);
    check(&sample, &plain, "  A4  ", false);
    check(&sample, &plain, "  A5  ", false);
}

static void a_pointer_that_the_verdict_does_not_name_is_no_word(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    sample.verdict.pointer.expression = NULL;
    check(&sample, &(struct why_format_options){ .width = 100, .detail = WHY_DETAIL_VERBOSE },
          "  A0        0x00000000  store_test\n", false);
}

static void one_line_names_the_pointer(void **state)
{
    struct sample sample;

    (void)state;
    prepare(&sample);
    check(&sample, &(struct why_format_options){ .width = 100, .detail = WHY_DETAIL_QUIET },
          "log.txt:12: null-deref/write: store through NULL pointer `store_test` at main/x.c:9 "
          "[certain]\n",
          true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caret_says_what_is_wrong),
        cmocka_unit_test(caret_stands_alone_without_words),
        cmocka_unit_test(caller_is_told),
        cmocka_unit_test(callers_that_pass_it_on_share_a_line),
        cmocka_unit_test(nothing_is_said_of_callers_that_are_not_known),
        cmocka_unit_test(registers_that_lead_somewhere_are_shown),
        cmocka_unit_test(a_pointer_that_the_verdict_does_not_name_is_no_word),
        cmocka_unit_test(one_line_names_the_pointer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
