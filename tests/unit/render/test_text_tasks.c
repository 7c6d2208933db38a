/* The tasks of a core dump in the report for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "sample_tasks.h"

static const struct why_run first_run = { .reports = 0 };

/* The caller frees it. */
static char *write_text(const struct why_crash *crash, enum why_detail detail)
{
    const struct why_format_options options = { .detail = detail, .width = 140 };
    struct why_strbuf out;
    char *text;

    why_strbuf_init(&out);
    why_format_find("text")->crash(&out, crash, &first_run, &options);
    assert_false(out.failed);
    text = strdup(out.text);
    assert_non_null(text);
    why_strbuf_deinit(&out);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is missing in\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' should not be in\n%s", part, text);
}

static void tasks_stand_in_a_table(void **state)
{
    const struct why_crash crash = sample_dumped_crash();
    char *text = write_text(&crash, WHY_DETAIL_NORMAL);

    (void)state;
    assert_contains(
        text, "\ntasks (core dump, ELF 1.2, checksum good)  [log.txt:62]\n"
              "    task        state    prio  core  stack used  free  where\n"
              "  → main        running     1               368  1984  crashed\n"
              "    ipc0        blocked    24     0         448    96  ipc_task() at esp_ipc.c:58");
    assert_contains(text, "(little stack left)");
    assert_contains(text, "(own priority 5)");
    assert_contains(text, "\n    0x3fc8b200  ");
    assert_contains(text, "(the chip could not save its stack)\n");
    assert_lacks(text, "backtrace of task");
    assert_lacks(text, " \n");
    free(text);
}

static void stack_pointer_below_the_stack_is_told(void **state)
{
    struct why_task task = sample_tasks[0];
    struct why_crash crash = sample_dumped_crash();
    char *text;

    (void)state;
    crash.tasks = &task;
    crash.task_count = 1;
    task.stack_free = (struct why_value)KNOWN(0);
    task.stack_below = 48;
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_contains(text, "     368     0  crashed  (48 bytes below its stack)\n");
    free(text);
    task.stack_used.known = false;
    task.stack_free.known = false;
    task.stack_below = 0;
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_contains(text, "    task  state    prio  where\n"
                          "  → main  running     1  crashed\n");
    free(text);
}

static void columns_of_which_nothing_is_known_are_left_out(void **state)
{
    struct why_task tasks[] = {
        { .tcb = KNOWN(0x3ffafba0), .crashed = true },
        { .tcb = KNOWN(0x3ffafcf8) },
        { .tcb = KNOWN(0x3ffafe50), .registers = sample_task_registers, .register_count = 1 },
        { .tcb = KNOWN(0x3ffafe60) }
    };
    struct why_crash crash = sample_dumped_crash();
    char *text;

    (void)state;
    tasks[1].backtrace =
        (struct why_backtrace){ .frames = sample_ipc_frames + 3, .frame_count = 1 };
    crash.tasks = tasks;
    crash.task_count = WHY_COUNTOF(tasks);
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_contains(text, "    task        where\n"
                          "  → 0x3ffafba0  crashed\n"
                          "    0x3ffafcf8  0x42003000 code in flash (IROM)\n"
                          "    0x3ffafe50  0x4000bff0 code of the boot ROM (ROM)\n"
                          "    0x3ffafe60\n");
    assert_contains(text, "tasks: their names, states and priorities are read with the ELF");
    free(text);
}

static void verbose_report_has_the_frames_of_every_task(void **state)
{
    const struct why_crash crash = sample_dumped_crash();
    char *text = write_text(&crash, WHY_DETAIL_VERBOSE);

    (void)state;
    assert_contains(text, "\nbacktrace of task ipc0 (unwound from the dumped stack by call-frame "
                          "information)\n"
                          "  #0 0x4000bff0 _xtos_set_intlevel in ROM  sp=0x3fc8a000\n"
                          "  #1 0x42001000 xTaskGenericNotifyWait() at tasks.c:5744\n"
                          "  #2 0x42002000 ipc_task() at /idf/esp_ipc.c:58 (prologue)\n"
                          "  #3 0x42003000 code in flash (IROM) (scan)\n"
                          "      the walk ends here: the next word is not in the dump\n"
                          "      prologue: found by the instructions that save the return address\n"
                          "      scan: a word on the stack that returns behind a call");
    assert_lacks(text, "backtrace of task main"); /* shown as that of the crash */
    free(text);
}

static void crash_in_an_interrupt_says_so(void **state)
{
    struct why_core_dump dump = sample_dump;
    struct why_crash crash = sample_dumped_crash();
    char *text;

    (void)state;
    dump.in_isr = (struct why_value)KNOWN(1);
    dump.checksum = WHY_CHECKSUM_BAD;
    dump.name = "out/core.b64";
    crash.dump = &dump;
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_contains(text, "ESP32-C3, core 0, interrupt during task main ");
    assert_contains(text, "  interrupted by the handler that crashed\n");
    assert_contains(text, "\ntasks (core dump core.b64, ELF 1.2, checksum bad)\n");
    free(text);
}

static void lone_dump_has_no_lines(void **state)
{
    struct why_core_dump dump = sample_dump;
    struct why_crash crash = sample_lone_dump(&dump);
    char *text;

    (void)state;
    dump.name = "out/coredump.bin";
    dump.first_line = 0;
    crash.boot.app = "hello_world";
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_contains(text, "  coredump.bin   no ELF\n");
    assert_contains(text, "\nbacktrace (unwound from the dumped stack)\n  #0 0x42006960 store()");
    assert_contains(text, "\ntasks (core dump, ELF 1.2, checksum good)\n");
    assert_contains(text, "\nfirmware (as the core dump tells it)\n");
    free(text);
    text = write_text(&crash, WHY_DETAIL_QUIET);
    assert_contains(text, "out/coredump.bin: crash\n");
    free(text);
}

static void without_tasks_there_is_no_table(void **state)
{
    struct why_crash crash = sample_dumped_crash();
    char *text;

    (void)state;
    crash.task_count = 0;
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_lacks(text, "\ntasks");
    free(text);
}

static void many_tasks_are_cut_unless_verbose(void **state)
{
    struct why_task tasks[60] = { { .name = "first" } };
    struct why_crash crash = sample_dumped_crash();
    char *text;

    (void)state;
    for (size_t i = 1; i < WHY_COUNTOF(tasks); i++)
        tasks[i].name = i + 1 < WHY_COUNTOF(tasks) ? "more" : "last";
    crash.tasks = tasks;
    crash.task_count = WHY_COUNTOF(tasks);
    text = write_text(&crash, WHY_DETAIL_NORMAL);
    assert_contains(text, "      … 20 more (-v shows them)\n");
    assert_lacks(text, "    last\n");
    free(text);
    text = write_text(&crash, WHY_DETAIL_VERBOSE);
    assert_contains(text, "    last\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_stand_in_a_table),
        cmocka_unit_test(stack_pointer_below_the_stack_is_told),
        cmocka_unit_test(columns_of_which_nothing_is_known_are_left_out),
        cmocka_unit_test(verbose_report_has_the_frames_of_every_task),
        cmocka_unit_test(crash_in_an_interrupt_says_so),
        cmocka_unit_test(lone_dump_has_no_lines),
        cmocka_unit_test(without_tasks_there_is_no_table),
        cmocka_unit_test(many_tasks_are_cut_unless_verbose),
    };

    return cmocka_run_group_tests_name("render/text_tasks", tests, NULL, NULL);
}
