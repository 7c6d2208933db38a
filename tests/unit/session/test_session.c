/* The session's promises to its user: order of calls, ownership, chunks, several inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "espwhy/session.h"
#include "report.h"
#include "sample_logs.h"

static struct why_session *make_session(bool hold)
{
    const struct why_settings settings = { .hold = hold };
    struct why_session *session = NULL;

    assert_int_equal(why_session_create(&settings, &session, NULL), WHY_OK);
    assert_int_equal(why_session_open_log(session, "log.txt", NULL), WHY_OK);
    return session;
}

#define CRASHES_AT_MOST 4u

/* The crashes of a run, in the order in which they came. */
struct crashes {
    struct why_crash *items[CRASHES_AT_MOST];
    size_t count;
};

static void take_ready(struct why_session *session, struct crashes *out)
{
    struct why_crash *crash;

    while ((crash = why_session_next(session)) != NULL) {
        assert_true(out->count < CRASHES_AT_MOST);
        out->items[out->count++] = crash;
    }
}

static void feed_text(struct why_session *session, const char *text, struct crashes *out)
{
    size_t len = strlen(text);
    size_t used = 0;

    take_ready(session, out);
    for (size_t at = 0; at < len; at += used) {
        assert_int_equal(why_session_feed(session, text + at, len - at, &used, NULL), WHY_OK);
        take_ready(session, out);
    }
}

static void finish(struct why_session *session, struct crashes *out)
{
    assert_int_equal(why_session_finish(session, NULL), WHY_OK);
    take_ready(session, out);
}

static void drop(struct crashes *crashes)
{
    for (size_t i = 0; i < crashes->count; i++)
        why_crash_destroy(crashes->items[i]);
}

static struct why_crash *take_crash(struct why_session *session)
{
    struct why_crash *crash = why_session_next(session);

    assert_non_null(crash);
    return crash;
}

static void session_destroy_takes_null(void **state)
{
    (void)state;
    why_session_destroy(NULL);
    why_crash_destroy(NULL);
}

static void empty_input_gives_no_crash(void **state)
{
    struct why_session *session = make_session(true);
    size_t count;

    (void)state;
    assert_int_equal(why_session_finish(session, NULL), WHY_OK);
    assert_null(why_session_next(session));
    assert_int_equal(why_session_logs(session, &count)[0].lines, 0);
    assert_int_equal(count, 1);
    why_session_destroy(session);
}

static void feed_returns_at_the_end_of_a_crash(void **state)
{
    static const char after[] = "ESP-ROM:esp32c3-api1-20210207\nI (24) boot: next run\n";
    struct why_session *session = make_session(false);
    struct why_strbuf log;
    size_t used = 0;

    (void)state;
    why_strbuf_init(&log);
    why_strbuf_adds(&log, sample_riscv_log);
    why_strbuf_adds(&log, after);
    assert_int_equal(why_session_feed(session, log.text, log.len, &used, NULL), WHY_OK);
    assert_int_equal(used, strlen(sample_riscv_log));
    why_crash_destroy(take_crash(session));
    assert_null(why_session_next(session));
    why_strbuf_deinit(&log);
    why_session_destroy(session);
}

static void crash_outlives_its_session(void **state)
{
    struct why_session *session = make_session(true);
    struct crashes crashes = { .count = 0 };
    const struct why_crash *crash;

    (void)state;
    feed_text(session, sample_riscv_log, &crashes);
    finish(session, &crashes);
    why_session_destroy(session);
    assert_int_equal(crashes.count, 1);
    crash = crashes.items[0];
    assert_string_equal(crash->log_name, "log.txt");
    assert_string_equal(crash->reason, "Store access fault");
    assert_true(crash->complete);
    assert_int_equal(why_crash_pc(crash).value, 0x42006960);
    assert_true(crash->finding_count > 0);
    drop(&crashes);
}

static void silence_gives_an_open_crash_out(void **state)
{
    struct why_session *session = make_session(false);
    const char *tail = strstr(sample_riscv_log, "ELF file SHA256");
    struct why_crash *crash;
    size_t used = 0;

    (void)state;
    assert_non_null(tail);
    assert_false(why_session_is_open(session));
    assert_int_equal(
        why_session_feed(session, sample_riscv_log, (size_t)(tail - sample_riscv_log), &used, NULL),
        WHY_OK);
    assert_true(why_session_is_open(session));
    assert_null(why_session_next(session));
    assert_int_equal(why_session_idle(session, NULL), WHY_OK);
    crash = take_crash(session);
    assert_int_equal(crash->id, 1);
    assert_false(crash->update);
    why_crash_destroy(crash);
    why_session_destroy(session);
}

static void each_log_counts_its_own_lines(void **state)
{
    struct why_session *session = make_session(true);
    struct crashes crashes = { .count = 0 };
    const struct why_log_summary *logs;
    size_t count;

    (void)state;
    feed_text(session, sample_riscv_log, &crashes);
    assert_int_equal(why_session_open_log(session, "second.txt", NULL), WHY_OK);
    feed_text(session, sample_xtensa_log, &crashes);
    finish(session, &crashes);
    assert_int_equal(crashes.count, 2);
    assert_int_equal(crashes.items[0]->first_line, 5);
    assert_string_equal(crashes.items[1]->log_name, "second.txt");
    assert_int_equal(crashes.items[1]->id, 2);
    assert_int_equal(crashes.items[1]->first_line, 4);
    logs = why_session_logs(session, &count);
    assert_int_equal(count, 2);
    assert_int_equal(logs[0].crashes, 1);
    assert_int_equal(logs[1].crashes, 1);
    assert_int_equal(logs[1].bytes, strlen(sample_xtensa_log));
    assert_int_equal(why_session_crash_count(session), 2);
    drop(&crashes);
    why_session_destroy(session);
}

static void a_repeat_is_known_as_one(void **state)
{
    struct why_session *session = make_session(true);
    struct crashes crashes = { .count = 0 };

    (void)state;
    feed_text(session, sample_xtensa_log, &crashes);
    feed_text(session, sample_xtensa_log, &crashes);
    finish(session, &crashes);
    assert_int_equal(crashes.count, 2);
    assert_int_equal(crashes.items[0]->same_as, 0);
    assert_int_equal(crashes.items[1]->same_as, crashes.items[0]->id);
    assert_int_equal(why_session_distinct_count(session), 1);
    drop(&crashes);
    why_session_destroy(session);
}

static void chunks_do_not_change_a_report(void **state)
{
    static const size_t chunks[] = { 1, 2, 7, 64, 65536 };
    const struct why_format *format = why_format_find("json");
    const why_span log = why_span_of(sample_riscv_log);
    struct why_strbuf whole;
    struct why_strbuf cut;

    (void)state;
    why_strbuf_init(&whole);
    why_strbuf_init(&cut);
    assert_int_equal(report_bytes(log, 0, format, &whole), WHY_OK);
    for (size_t i = 0; i < WHY_COUNTOF(chunks); i++) {
        why_strbuf_clear(&cut);
        assert_int_equal(report_bytes(log, chunks[i], format, &cut), WHY_OK);
        assert_string_equal(cut.text, whole.text);
    }
    why_strbuf_deinit(&whole);
    why_strbuf_deinit(&cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_destroy_takes_null),
        cmocka_unit_test(empty_input_gives_no_crash),
        cmocka_unit_test(feed_returns_at_the_end_of_a_crash),
        cmocka_unit_test(crash_outlives_its_session),
        cmocka_unit_test(silence_gives_an_open_crash_out),
        cmocka_unit_test(each_log_counts_its_own_lines),
        cmocka_unit_test(a_repeat_is_known_as_one),
        cmocka_unit_test(chunks_do_not_change_a_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
