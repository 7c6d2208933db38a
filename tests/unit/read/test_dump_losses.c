/* Core dumps printed as base64 of which lines are lost, doubled or shortened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/span.h"
#include "dump_check.h"
#include "dump_printed.h"

/* The text without a line, and with another one twice; 0: none. */
static void copy_lines(const struct why_strbuf *text, size_t without, size_t twice,
                       struct why_strbuf *out)
{
    why_span line;

    for (size_t i = 0; (line = dump_line(text, i)).len > 0; i++) {
        if (i > 0 && i == without)
            continue;
        why_strbuf_add(out, line.ptr, line.len);
        if (i > 0 && i == twice)
            why_strbuf_add(out, line.ptr, line.len);
    }
}

/* Read the text without the bytes [from, to) of it; true when nothing that is read is wrong. */
static void check_without(const struct dump_printed *fixture, const char *from, const char *to)
{
    struct why_arena *arena = why_arena_create(WHY_ARENA_BYTES);
    const struct why_strbuf *text = &fixture->text;
    struct why_strbuf left;
    const struct why_dump *dump;

    assert_non_null(arena);
    why_strbuf_init(&left);
    why_strbuf_add(&left, text->text, (size_t)(from - text->text));
    why_strbuf_add(&left, to, (size_t)(text->text + text->len - to));
    dump = dump_read_text(arena, left.text, left.len);
    if (dump) {
        assert_int_equal(dump->info.checksum, WHY_CHECKSUM_UNKNOWN);
        assert_true(dump->note_count > 0);
        if (dump_invents(dump, fixture->dump))
            fail_msg("without %.*s", (int)(to - from), from);
    }
    why_strbuf_deinit(&left);
    why_arena_destroy(arena);
}

/* Nor does a text without the markers show where lines are lost. */
static void adjacent_rows_lost_leave_nothing_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct dump_printed fixture;

        dump_printed_init(&fixture, &dump_specs[i]);
        fixture.text.text[fixture.text.len - 4] = '-'; /* the end's marker is no line of base64 */
        memset(fixture.text.text + fixture.text.len - 35, '-', 20);
        for (size_t index = 4; dump_line(&fixture.text, index + 2).len != 18; index++)
            check_without(&fixture, dump_line(&fixture.text, index).ptr,
                          dump_line(&fixture.text, index + 2).ptr);
        dump_printed_deinit(&fixture);
    }
}

static void lost_lines_leave_nothing_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < DUMP_PRINTED_SPECS; i++) {
        struct dump_printed fixture;
        why_span line;

        dump_printed_init(&fixture, &dump_specs[i]);
        for (size_t index = 1; (line = dump_line(&fixture.text, index)).len > 0; index++) {
            const why_span next = dump_line(&fixture.text, index + 1);
            const why_span fourth = dump_line(&fixture.text, index + 4);

            if (next.len == 0)
                break; /* the marker of the end */
            check_without(&fixture, line.ptr, next.ptr);
            if (fourth.len > 0)
                check_without(&fixture, line.ptr, fourth.ptr);
        }
        dump_printed_deinit(&fixture);
    }
}

/* What stands before and behind the lost line is still read. */
static void a_lost_line_costs_little(void **state)
{
    struct dump_printed fixture;
    struct why_strbuf left;
    const struct why_dump *dump;

    (void)state;
    dump_printed_init(&fixture, &dump_specs[1]);
    why_strbuf_init(&left);
    for (size_t index = 0; dump_line(&fixture.text, index).len > 0; index++) {
        const why_span line = dump_line(&fixture.text, index);

        if (index != 40) /* of the stack of the crashed task */
            why_strbuf_add(&left, line.ptr, line.len);
    }
    dump = dump_read_text(fixture.arena, left.text, left.len);
    assert_non_null(dump);
    assert_int_equal(dump->task_count, DUMP_TASKS);
    assert_string_equal(dump->info.reason, DUMP_REASON);
    assert_true(dump->memory_count >= 5);
    why_strbuf_deinit(&left);
    dump_printed_deinit(&fixture);
}

/* The rows of the ELF's table, and the line before them, are told by the others. */
static void a_lost_header_line_leaves_the_tasks(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct dump_printed fixture;

        dump_printed_init(&fixture, &dump_specs[i]);
        for (size_t index = 3; dump_line(&fixture.text, index).len != 18; index++) { /* a note */
            struct why_strbuf left;
            const struct why_dump *dump;

            why_strbuf_init(&left);
            copy_lines(&fixture.text, index, 0, &left);
            dump = dump_read_text(fixture.arena, left.text, left.len);
            assert_non_null(dump);
            assert_int_equal(dump->task_count, DUMP_TASKS);
            assert_true(dump->tasks[0].register_count > 0);
            assert_string_equal(dump->info.reason, DUMP_REASON);
            assert_int_equal(dump->note_count, 1);
            assert_false(dump_invents(dump, fixture.dump));
            why_strbuf_deinit(&left);
        }
        dump_printed_deinit(&fixture);
    }
}

static void without_its_first_line_it_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct dump_printed fixture;
        struct why_strbuf left;
        const struct why_dump *dump;

        dump_printed_init(&fixture, &dump_specs[i % 2]);
        why_strbuf_init(&left);
        copy_lines(&fixture.text, 1, 0, &left);
        if (i >= 2) /* nor its markers */
            left.text[0] = left.text[left.len - 4] = '-';
        dump = dump_read_text(fixture.arena, left.text, left.len);
        assert_non_null(dump);
        assert_int_equal(dump->info.checksum, WHY_CHECKSUM_UNKNOWN);
        assert_int_equal(dump->task_count, DUMP_TASKS);
        assert_int_equal(dump->memory_count, fixture.dump->memory_count);
        assert_int_equal(dump->note_count, 1);
        assert_int_equal(dump->info.held, dump->info.size);
        assert_false(dump_invents(dump, fixture.dump));
        why_strbuf_deinit(&left);
        dump_printed_deinit(&fixture);
    }
}

static void a_doubled_line_costs_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < DUMP_PRINTED_SPECS; i++) {
        struct dump_printed fixture;

        dump_printed_init(&fixture, &dump_specs[i]);
        for (size_t index = 1; dump_line(&fixture.text, index + 1).len > 0; index++) {
            struct why_strbuf more;
            const struct why_dump *dump;

            why_strbuf_init(&more);
            copy_lines(&fixture.text, 0, index, &more);
            dump = dump_read_text(fixture.arena, more.text, more.len);
            assert_non_null(dump);
            if (dump->info.checksum != WHY_CHECKSUM_GOOD || dump->note_count != 1)
                fail_msg("line %zu of dump %zu", index, i);
            why_strbuf_deinit(&more);
        }
        dump_printed_deinit(&fixture);
    }
}

/* A serial port that is read too slowly loses characters in the middle of lines. */
static void characters_may_be_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < DUMP_PRINTED_SPECS; i++) {
        struct dump_printed fixture;
        why_span line;

        dump_printed_init(&fixture, &dump_specs[i]);
        for (size_t index = 2; (line = dump_line(&fixture.text, index)).len > 0; index++) {
            const size_t lost = 1 + index % 11;
            const char *from = line.ptr + index % 5;

            if (line.len > lost + 7 && line.ptr[0] != '=')
                check_without(&fixture, from, from + lost);
        }
        dump_printed_deinit(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adjacent_rows_lost_leave_nothing_wrong),
        cmocka_unit_test(lost_lines_leave_nothing_wrong),
        cmocka_unit_test(a_lost_line_costs_little),
        cmocka_unit_test(a_lost_header_line_leaves_the_tasks),
        cmocka_unit_test(without_its_first_line_it_is_read),
        cmocka_unit_test(a_doubled_line_costs_nothing),
        cmocka_unit_test(characters_may_be_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
