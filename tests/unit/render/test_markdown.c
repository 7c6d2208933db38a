/* Markdown: the words of a log stay words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/format.h"

#define NO_BREAK "\xe2\x80\x8b"

static const struct why_rule rule = { .id = "abort", .title = "t", .variants = "" };

struct escape_case {
    const char *text;
    const char *expected;
};

/* clang-format off */
static const struct escape_case escape_cases[] = {
    { "plain words",              "plain words" },
    { "CONFIG_ESP_MAIN",          "CONFIG_ESP_MAIN" },
    { "_x_ __init a__b",          "\\_x\\_ \\_\\_init a\\_\\_b" },
    { "<script>&amp;",            "\\<script\\>\\&amp;" },
    { "*x* [a](b) ![c] |~$",      "\\*x\\* \\[a\\](b) \\!\\[c\\] \\|\\~\\$" },
    { "back\\slash",              "back\\\\slash" },
    { "@user #12 x/y#3",          "@" NO_BREAK "user #" NO_BREAK "12 x/y#" NO_BREAK "3" },
    { "!7 %8 &9 $1 ~2 100%",      "\\!" NO_BREAK "7 %" NO_BREAK "8 \\&" NO_BREAK "9 \\$" NO_BREAK
                                  "1 \\~" NO_BREAK "2 100%" },
    { "`@code <b>` and `",        "`@code <b>` and \\`" },
    { "``",                       "\\`\\`" },
};
/* clang-format on */

static void words_are_escaped_and_code_is_kept(void **state)
{
    const struct why_format *format = why_format_find("markdown");
    const struct why_format_options options = { .width = 100 };
    const struct why_run run = { .distinct = 1 };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(escape_cases); i++) {
        const struct why_evidence evidence = { .text = escape_cases[i].text };
        const struct why_finding verdict = {
            .rule = &rule, .summary = "s", .evidence = &evidence, .evidence_count = 1
        };
        const struct why_crash crash = { .id = 1, .findings = &verdict, .finding_count = 1 };
        struct why_strbuf out;
        struct why_strbuf line;

        why_strbuf_init(&out);
        why_strbuf_init(&line);
        why_strbuf_addf(&line, "\n- %s\n", escape_cases[i].expected);
        format->crash(&out, &crash, &run, &options);
        if (!strstr(out.text, line.text))
            fail_msg("no %sin\n%s", line.text, out.text);
        why_strbuf_deinit(&out);
        why_strbuf_deinit(&line);
    }
}

static void fence_is_longer_than_any_in_the_log(void **state)
{
    const struct why_format *format = why_format_find("markdown");
    const struct why_format_options options = { .width = 100 };
    const struct why_run run = { .distinct = 1 };
    const struct why_log_line line = { .text = "````` x", .line_no = 1, .context = true };
    const struct why_crash crash = { .id = 1, .lines = &line, .line_count = 1, .first_line = 2 };
    struct why_strbuf out;

    (void)state;
    why_strbuf_init(&out);
    format->crash(&out, &crash, &run, &options);
    assert_non_null(strstr(out.text, "<details><summary>Log</summary>\n\n``````text\n"));
    assert_non_null(strstr(out.text, "\n``````\n\n</details>\n"));
    why_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_escaped_and_code_is_kept),
        cmocka_unit_test(fence_is_longer_than_any_in_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
