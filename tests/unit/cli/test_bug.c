/* A bug of ours is told, and its exit status wins over all others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/logs.h"
#include "cli/options.h"
#include "espwhy/session.h"

#define TEXT "I (31) app: one\nI (32) app: two\n"
#define PATH_BYTES 64

/* Stands in for the session's own, by --wrap: an analysis that takes nothing and says nothing.
 * NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming) */
enum why_status __wrap_why_session_feed(struct why_session *session, const char *bytes, size_t len,
                                        size_t *used, struct why_error *err);

enum why_status __wrap_why_session_feed(struct why_session *session, const char *bytes, size_t len,
                                        size_t *used, struct why_error *err)
{
    (void)session;
    (void)bytes;
    (void)len;
    (void)err;
    *used = 0;
    return WHY_OK;
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

static void write_log(char *path)
{
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, TEXT, strlen(TEXT)), strlen(TEXT));
    assert_int_equal(close(fd), 0);
}

/* A log that cannot be read and a gate would be 3 and 1. */
static void analysis_that_stands_still_is_a_bug(void **state)
{
    char path[PATH_BYTES] = "bug-XXXXXX";
    char *argv[] = { "espwhy",  "--fail-on", "crash",   "-o", "/dev/null",
                     "/no.log", path,        "--quiet", NULL };
    struct cli_settings settings = { 0 };

    (void)state;
    write_log(path);
    assert_int_equal(cli_options_parse(8, argv, &settings), WHY_OK);
    assert_int_equal(cli_logs_explain(&settings), CLI_EXIT_BUG);
    cli_settings_deinit(&settings);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(analysis_that_stands_still_is_a_bug),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
