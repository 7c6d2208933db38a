/* Annotations: each is one line, and one command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/format.h"

static const struct why_rule rule = { .id = "null-deref", .title = "t", .variants = "write" };

static void write_crash(struct why_strbuf *out, const char *summary, const char *file,
                        struct why_crash *crash, uint32_t distinct)
{
    const struct why_format *format = why_format_find("github");
    const struct why_format_options options = { .root = "/ws", .folder = "/ws" };
    const struct why_run run = { .distinct = distinct };
    const struct why_finding verdict = { .rule = &rule,
                                         .variant = "write",
                                         .confidence = WHY_CERTAIN,
                                         .summary = summary,
                                         .place = { .file = file, .line = 9 } };

    crash->id = 1;
    crash->log_name = "a.log";
    crash->first_line = 3;
    crash->findings = &verdict;
    crash->finding_count = 1;
    why_strbuf_init(out);
    format->begin(out, &run, &options);
    format->crash(out, crash, &run, &options);
    format->end(out, &run, &options);
}

static void what_would_end_the_command_is_escaped(void **state)
{
    struct why_crash crash = { .fingerprint = "1-ab" };
    struct why_strbuf out;

    (void)state;
    write_crash(&out, "100% x\n::error::y ##[z]\r", "m,ain/a%.c", &crash, 1);
    assert_string_equal(out.text, "::error file=m%2Cain/a%25.c,line=9,title=null-deref/write::"
                                  "100%25 x%0A::error::y # #[z]%0D at m,ain/a%25.c:9 [certain]%0A"
                                  "Log: a.log:3%0AFingerprint: 1-ab\n");
    why_strbuf_deinit(&out);
}

static void file_outside_of_the_workspace_is_not_followed(void **state)
{
    static const char *const files[] = { "/etc/passwd", "../x.c", "C:\\x.c", "x.c", NULL };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(files); i++) {
        struct why_crash crash = { .id = 1 };
        struct why_strbuf out;

        write_crash(&out, "s", files[i], &crash, 1);
        assert_memory_equal(out.text, "::error file=a.log,line=3,title=", 32);
        why_strbuf_deinit(&out);
    }
}

static void signature_sets_the_kind(void **state)
{
    static const struct {
        enum why_action action;
        const char *command;
    } cases[] = {
        { WHY_ACTION_NONE, "::error " },
        { WHY_ACTION_FAIL, "::error " },
        { WHY_ACTION_WARN, "::warning " },
        { WHY_ACTION_IGNORE, "::notice " },
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_crash crash = { .judgement = { .action = cases[i].action, .signature = "s" } };
        struct why_strbuf out;

        write_crash(&out, "s", NULL, &crash, 1);
        assert_memory_equal(out.text, cases[i].command, strlen(cases[i].command));
        why_strbuf_deinit(&out);
    }
}

static void only_ten_faults_are_annotated_and_no_repeats(void **state)
{
    struct why_crash crash = { .id = 1 };
    struct why_crash repeat = { .same_as = 1 };
    struct why_strbuf out;

    (void)state;
    write_crash(&out, "s", NULL, &crash, 10);
    assert_memory_equal(out.text, "::error ", 8);
    why_strbuf_deinit(&out);
    write_crash(&out, "s", NULL, &repeat, 1);
    assert_string_equal(out.text, "");
    why_strbuf_deinit(&out);
    write_crash(&out, "s", NULL, &crash, 11);
    assert_string_equal(out.text, "::notice title=espwhy::11 different faults; only the first 10 "
                                  "are annotated\n");
    why_strbuf_deinit(&out);
}

static void long_message_is_cut_between_characters(void **state)
{
    static char summary[100001];
    struct why_crash crash = { .id = 1 };
    struct why_strbuf out;

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(summary); i += 2) {
        summary[i] = '\xc3';
        summary[i + 1] = '\xa4';
    }
    write_crash(&out, summary, NULL, &crash, 1);
    assert_true(out.len < (size_t)64 * 1024);
    assert_string_equal(out.text + out.len - 6, "\xc3\xa4...\n");
    why_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_would_end_the_command_is_escaped),
        cmocka_unit_test(file_outside_of_the_workspace_is_not_followed),
        cmocka_unit_test(signature_sets_the_kind),
        cmocka_unit_test(only_ten_faults_are_annotated_and_no_repeats),
        cmocka_unit_test(long_message_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
