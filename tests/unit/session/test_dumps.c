/* Core dumps that the user named: which crash they join, and what becomes of the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/span.h"
#include "espwhy/session.h"
#include "report.h"

#define LAB(name) WHY_TESTDATA "/lab/esp32c3-og/" name
#define START "================= CORE DUMP START =================\r\n"
#define END "================= CORE DUMP END"

/* A log of the lab in two parts. */
struct logged {
    struct why_strbuf report; /* up to the dump */
    struct why_strbuf dump;   /* base64 without its marks */
};

static void load(struct logged *out, const char *path)
{
    struct why_strbuf log;
    const char *start;
    const char *end;

    why_strbuf_init(&log);
    why_strbuf_init(&out->report);
    why_strbuf_init(&out->dump);
    assert_true(report_read_file(path, &log));
    start = strstr(log.text, START);
    assert_non_null(start);
    end = strstr(start, END);
    assert_non_null(end);
    why_strbuf_add(&out->report, log.text, (size_t)(start - log.text));
    start += strlen(START);
    why_strbuf_add(&out->dump, start, (size_t)(end - start));
    why_strbuf_deinit(&log);
}

static void unload(struct logged *logged)
{
    why_strbuf_deinit(&logged->report);
    why_strbuf_deinit(&logged->dump);
}

static struct why_session *make_session(void)
{
    const struct why_settings settings = { .hold = true };
    struct why_session *session = NULL;

    assert_int_equal(why_session_create(&settings, &session, NULL), WHY_OK);
    return session;
}

static void add_dump(struct why_session *session, const char *name, const struct why_strbuf *dump)
{
    assert_int_equal(
        why_session_add_dump(session, name, (const uint8_t *)dump->text, dump->len, NULL), WHY_OK);
}

static void read_report(struct why_session *session, const char *name, const char *text)
{
    size_t used = 0;
    size_t len = strlen(text);

    assert_int_equal(why_session_open_log(session, name, NULL), WHY_OK);
    assert_int_equal(why_session_feed(session, text, len, &used, NULL), WHY_OK);
    assert_int_equal(used, len);
}

static void expect_crash(struct why_session *session, const char *log, size_t tasks)
{
    struct why_crash *crash = why_session_next(session);

    assert_non_null(crash);
    assert_string_equal(crash->log_name, log);
    assert_int_equal(crash->task_count, tasks);
    assert_true((crash->dump != NULL) == (tasks > 0));
    why_crash_destroy(crash);
}

static void one_joins_every_crash_that_it_is_of(void **state)
{
    struct why_session *session = make_session();
    struct logged logged;

    (void)state;
    load(&logged, LAB("null-write.log"));
    add_dump(session, "core", &logged.dump);
    read_report(session, "a.log", logged.report.text);
    assert_int_equal(why_session_finish(session, NULL), WHY_OK);
    expect_crash(session, "a.log", 3);
    read_report(session, "b.log", logged.report.text);
    assert_int_equal(why_session_end(session, NULL), WHY_OK);
    expect_crash(session, "b.log", 3);
    assert_null(why_session_next(session));
    unload(&logged);
    why_session_destroy(session);
}

static void one_of_no_crash_comes_at_the_end(void **state)
{
    struct why_session *session = make_session();
    struct logged logged;
    struct logged other;

    (void)state;
    load(&logged, LAB("null-write.log"));
    load(&other, LAB("kernel-list.log"));
    add_dump(session, "core", &other.dump);
    read_report(session, "a.log", logged.report.text);
    assert_int_equal(why_session_finish(session, NULL), WHY_OK);
    expect_crash(session, "a.log", 0);
    assert_null(why_session_next(session));
    assert_int_equal(why_session_end(session, NULL), WHY_OK);
    expect_crash(session, "core", 3);
    assert_int_equal(why_session_end(session, NULL), WHY_OK);
    assert_null(why_session_next(session));
    assert_int_equal(why_session_crash_count(session), 2);
    unload(&logged);
    unload(&other);
    why_session_destroy(session);
}

static void a_session_needs_no_log(void **state)
{
    struct why_session *session = make_session();
    struct logged logged;
    size_t logs;

    (void)state;
    load(&logged, LAB("abort.log"));
    add_dump(session, "core", &logged.dump);
    assert_int_equal(why_session_end(session, NULL), WHY_OK);
    expect_crash(session, "core", 3);
    (void)why_session_logs(session, &logs);
    assert_int_equal(logs, 0);
    unload(&logged);
    why_session_destroy(session);
}

static void what_is_none_is_refused(void **state)
{
    struct why_session *session = make_session();
    struct why_error err;

    (void)state;
    assert_int_equal(why_session_add_dump(session, "x.bin", (const uint8_t *)"hello", 5, &err),
                     WHY_E_DUMP);
    assert_non_null(strstr(err.text, "x.bin"));
    assert_int_equal(why_session_add_dump(session, "x.bin", NULL, 0, &err), WHY_E_DUMP);
    why_session_destroy(session);
}

static void there_is_a_limit(void **state)
{
    struct why_session *session = make_session();
    struct logged logged;
    struct why_error err;

    (void)state;
    load(&logged, LAB("abort.log"));
    for (unsigned i = 0; i < WHY_DUMPS; i++)
        add_dump(session, "core", &logged.dump);
    assert_int_equal(why_session_add_dump(session, "last", (const uint8_t *)logged.dump.text,
                                          logged.dump.len, &err),
                     WHY_E_LIMIT);
    assert_non_null(strstr(err.text, "last"));
    unload(&logged);
    why_session_destroy(session);
}

static void a_dump_is_told_from_a_log(void **state)
{
    static const char elf[] = "\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\4\0\x5e\0";
    static const char program[] = "\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\x5e\0";
    static const char *const logs[] = {
        "",
        "\n",
        "AAAA",
        "AAAA\nAAAA\n",
        "hello\nworld\n",
        "tCQAAAIBAAAAAAAAAAAAAAAAAAAsAQAA\nGuru Meditation Error\n",
        START "tCQAAAIBAAAAAAAAAAAAAAAAAAAsAQAA\n",
    };
    struct logged logged;

    (void)state;
    load(&logged, LAB("abort.log"));
    assert_true(why_is_core_dump(logged.dump.text, logged.dump.len));
    assert_true(why_is_core_dump(logged.dump.text, 1000));
    assert_false(why_is_core_dump(logged.report.text, logged.report.len));
    assert_true(why_is_core_dump(elf, sizeof(elf)));
    assert_false(why_is_core_dump(program, sizeof(program)));
    for (size_t i = 0; i < WHY_COUNTOF(logs); i++)
        assert_false(why_is_core_dump(logs[i], strlen(logs[i])));
    unload(&logged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_joins_every_crash_that_it_is_of),
        cmocka_unit_test(one_of_no_crash_comes_at_the_end),
        cmocka_unit_test(a_session_needs_no_log),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(there_is_a_limit),
        cmocka_unit_test(a_dump_is_told_from_a_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
