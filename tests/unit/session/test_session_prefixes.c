/* A log that ends anywhere gives a valid report: every case's log, cut after every line. */
#include <glob.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "report.h"

#define CUTS_PER_LOG 150u /* the work grows with the square of a log's length */

static void check_prefix(const char *path, why_span prefix, struct why_strbuf *out)
{
    json_error_t error;
    json_t *parsed;

    why_strbuf_clear(out);
    if (report_bytes(prefix, 0, why_format_find("json"), out) != WHY_OK)
        fail_msg("%s: cut at byte %zu: no report", path, prefix.len);
    parsed = json_loadb(out->text, out->len, JSON_REJECT_DUPLICATES, &error);
    if (!parsed)
        fail_msg("%s: cut at byte %zu: no JSON: %s", path, prefix.len, error.text);
    json_decref(parsed);
}

static void check_prefixes(const char *path)
{
    struct why_strbuf log;
    struct why_strbuf out;
    size_t cuts = 0;

    why_strbuf_init(&log);
    why_strbuf_init(&out);
    assert_true(report_read_file(path, &log));
    for (size_t at = 0; at < log.len && cuts < CUTS_PER_LOG; at++) {
        if (log.text[at] != '\n')
            continue;
        check_prefix(path, (why_span){ log.text, at }, &out);
        cuts++;
    }
    why_strbuf_deinit(&log);
    why_strbuf_deinit(&out);
}

static void every_prefix_gives_valid_json(void **state)
{
    glob_t logs;

    (void)state;
    assert_int_equal(glob(WHY_TESTDATA "/cases/*/log.txt", 0, NULL, &logs), 0);
    for (size_t i = 0; i < logs.gl_pathc; i++)
        check_prefixes(logs.gl_pathv[i]);
    globfree(&logs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prefix_gives_valid_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
