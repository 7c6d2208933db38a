/* Core dumps printed as base64: prefixes, other lines, and lines that are lost or damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/span.h"
#include "dump_builder.h"
#include "dump_check.h"
#include "report.h"

static const struct dump_spec specs[] = {
    { .version = 0x0102, .details = true },
    { .version = 0x0103, .riscv = true, .details = true },
    { .version = 0x0003 },
};

/* A printed dump, and what is read of it while it is whole. */
struct fixture {
    struct dump_bytes bytes;
    struct why_strbuf text;
    struct why_arena *arena;
    struct why_dump *dump;
};

static struct why_dump *read_text(struct why_arena *arena, const char *text, size_t len)
{
    struct why_dump *dump = NULL;
    enum why_status status = why_dump_read((const uint8_t *)text, len, "text", arena, &dump, NULL);

    assert_true(status == WHY_OK || status == WHY_E_DUMP);
    return dump;
}

static void set_up(struct fixture *fixture, const struct dump_spec *spec)
{
    dump_build(spec, &fixture->bytes);
    why_strbuf_init(&fixture->text);
    dump_print(&fixture->bytes, &fixture->text);
    fixture->arena = why_arena_create(WHY_ARENA_BYTES);
    assert_non_null(fixture->arena);
    fixture->dump = read_text(fixture->arena, fixture->text.text, fixture->text.len);
    assert_non_null(fixture->dump);
    assert_int_equal(fixture->dump->info.checksum, WHY_CHECKSUM_GOOD);
    assert_int_equal(fixture->dump->info.first_line, 2);
}

static void tear_down(struct fixture *fixture)
{
    why_arena_destroy(fixture->arena);
    why_strbuf_deinit(&fixture->text);
    dump_free(&fixture->bytes);
}

/* How a terminal program or a log dresses a line. */
static const struct {
    const char *name;
    const char *before;
    const char *behind;
    const char *between; /* a line of its own after every line */
} dresses[] = {
    { "plain", "", "\n", "" },
    { "crlf", "", "\r\n", "" },
    { "cr", "", "\r", "" },
    { "time", "[12:%02u:01.123] ", "\n", "" },
    { "arrow", "12:00:01.%u -> ", "\n", "" },
    { "log", "I (%u) app: ", "\r\n", "" },
    { "colour", "\x1b[0;32m", "\x1b[0m\n", "" },
    { "cut colour", "", "\x1b[0\n", "" },
    { "lone escape", "", "\x1b\n", "" },
    { "escape line", "", "\n", "some text\x1b\n" },
    { "blanks", "   ", "  \n", "" },
    { "empty lines", "", "\r\n", "\r\n" },
    { "other lines", "", "\n", "W (123) wifi: the station has left\n" },
};

/* The lines of a printed dump, dressed; @p markers false leaves the markers out. */
static void dress(const struct why_strbuf *text, size_t index, bool markers, struct why_strbuf *out)
{
    why_span rest = { text->text, text->len };
    why_span line;

    for (unsigned count = 0; why_span_take_until(&rest, "\r\n", &line); count++) {
        char before[64] = "";
        const char *number = strchr(dresses[index].before, '%');

        if (!markers && why_span_contains(line, "CORE DUMP"))
            continue;
        why_strbuf_add(out, dresses[index].before,
                       number ? (size_t)(number - dresses[index].before)
                              : strlen(dresses[index].before));
        if (number) {
            (void)snprintf(before, sizeof(before), "%u", count);
            why_strbuf_adds(out, before);
            why_strbuf_adds(out, strchr(number, 'u') + 1);
        }
        why_strbuf_add(out, line.ptr, line.len);
        why_strbuf_adds(out, dresses[index].behind);
        why_strbuf_adds(out, dresses[index].between);
    }
}

static void dress_does_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(specs) * WHY_COUNTOF(dresses) * 2; i++) {
        const size_t index = i / 2 % WHY_COUNTOF(dresses);
        struct why_strbuf dressed;
        struct fixture fixture;
        const struct why_dump *dump;

        set_up(&fixture, &specs[i / 2 / WHY_COUNTOF(dresses)]);
        why_strbuf_init(&dressed);
        dress(&fixture.text, index, i % 2 == 0, &dressed);
        dump = read_text(fixture.arena, dressed.text, dressed.len);
        if (!dump || dump->info.checksum != WHY_CHECKSUM_GOOD || dump->note_count > 0)
            fail_msg("%s", dresses[index].name);
        why_strbuf_deinit(&dressed);
        tear_down(&fixture);
    }
}

/* Line @p index of the text, with its end; empty behind the last one. */
static why_span get_line(const struct why_strbuf *text, size_t index)
{
    why_span rest = { text->text, text->len };
    why_span line = { rest.ptr, 0 };

    for (size_t i = 0; i <= index; i++) {
        if (!why_span_take_until(&rest, "\r\n", &line))
            return (why_span){ text->text + text->len, 0 };
        line.len += 2;
    }
    return line;
}

/* The text without a line, and with another one twice; 0: none. */
static void copy_lines(const struct why_strbuf *text, size_t without, size_t twice,
                       struct why_strbuf *out)
{
    why_span line;

    for (size_t i = 0; (line = get_line(text, i)).len > 0; i++) {
        if (i > 0 && i == without)
            continue;
        why_strbuf_add(out, line.ptr, line.len);
        if (i > 0 && i == twice)
            why_strbuf_add(out, line.ptr, line.len);
    }
}

/* Read the text without the bytes [from, to) of it; true when nothing that is read is wrong. */
static void check_without(const struct fixture *fixture, const char *from, const char *to)
{
    struct why_arena *arena = why_arena_create(WHY_ARENA_BYTES);
    const struct why_strbuf *text = &fixture->text;
    struct why_strbuf left;
    const struct why_dump *dump;

    assert_non_null(arena);
    why_strbuf_init(&left);
    why_strbuf_add(&left, text->text, (size_t)(from - text->text));
    why_strbuf_add(&left, to, (size_t)(text->text + text->len - to));
    dump = read_text(arena, left.text, left.len);
    if (dump) {
        assert_int_equal(dump->info.checksum, WHY_CHECKSUM_UNKNOWN);
        assert_true(dump->note_count > 0);
        if (dump_invents(dump, fixture->dump))
            fail_msg("without %.*s", (int)(to - from), from);
    }
    why_strbuf_deinit(&left);
    why_arena_destroy(arena);
}

static void lost_lines_leave_nothing_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(specs); i++) {
        struct fixture fixture;
        why_span line;

        set_up(&fixture, &specs[i]);
        for (size_t index = 1; (line = get_line(&fixture.text, index)).len > 0; index++) {
            const why_span next = get_line(&fixture.text, index + 1);
            const why_span fourth = get_line(&fixture.text, index + 4);

            if (next.len == 0)
                break; /* the marker of the end */
            check_without(&fixture, line.ptr, next.ptr);
            if (fourth.len > 0)
                check_without(&fixture, line.ptr, fourth.ptr);
        }
        tear_down(&fixture);
    }
}

/* What stands before and behind the lost line is still read. */
static void a_lost_line_costs_little(void **state)
{
    struct fixture fixture;
    struct why_strbuf left;
    const struct why_dump *dump;

    (void)state;
    set_up(&fixture, &specs[1]);
    why_strbuf_init(&left);
    for (size_t index = 0; get_line(&fixture.text, index).len > 0; index++) {
        const why_span line = get_line(&fixture.text, index);

        if (index != 40) /* of the stack of the crashed task */
            why_strbuf_add(&left, line.ptr, line.len);
    }
    dump = read_text(fixture.arena, left.text, left.len);
    assert_non_null(dump);
    assert_int_equal(dump->task_count, DUMP_TASKS);
    assert_string_equal(dump->info.reason, DUMP_REASON);
    assert_true(dump->memory_count >= 5);
    why_strbuf_deinit(&left);
    tear_down(&fixture);
}

/* The rows of the ELF's table, and the line before them, are told by the others. */
static void a_lost_header_line_leaves_the_tasks(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct fixture fixture;

        set_up(&fixture, &specs[i]);
        for (size_t index = 3; get_line(&fixture.text, index).len != 18; index++) { /* a note */
            struct why_strbuf left;
            const struct why_dump *dump;

            why_strbuf_init(&left);
            copy_lines(&fixture.text, index, 0, &left);
            dump = read_text(fixture.arena, left.text, left.len);
            assert_non_null(dump);
            assert_int_equal(dump->task_count, DUMP_TASKS);
            assert_true(dump->tasks[0].register_count > 0);
            assert_string_equal(dump->info.reason, DUMP_REASON);
            assert_int_equal(dump->note_count, 1);
            assert_false(dump_invents(dump, fixture.dump));
            why_strbuf_deinit(&left);
        }
        tear_down(&fixture);
    }
}

static void without_its_first_line_it_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct fixture fixture;
        struct why_strbuf left;
        const struct why_dump *dump;

        set_up(&fixture, &specs[i % 2]);
        why_strbuf_init(&left);
        copy_lines(&fixture.text, 1, 0, &left);
        if (i >= 2) /* nor its markers */
            left.text[0] = left.text[left.len - 4] = '-';
        dump = read_text(fixture.arena, left.text, left.len);
        assert_non_null(dump);
        assert_int_equal(dump->info.checksum, WHY_CHECKSUM_UNKNOWN);
        assert_int_equal(dump->task_count, DUMP_TASKS);
        assert_int_equal(dump->memory_count, fixture.dump->memory_count);
        assert_int_equal(dump->note_count, 1);
        assert_int_equal(dump->info.held, dump->info.size);
        assert_false(dump_invents(dump, fixture.dump));
        why_strbuf_deinit(&left);
        tear_down(&fixture);
    }
}

static void a_doubled_line_costs_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(specs); i++) {
        struct fixture fixture;

        set_up(&fixture, &specs[i]);
        for (size_t index = 1; get_line(&fixture.text, index + 1).len > 0; index++) {
            struct why_strbuf more;
            const struct why_dump *dump;

            why_strbuf_init(&more);
            copy_lines(&fixture.text, 0, index, &more);
            dump = read_text(fixture.arena, more.text, more.len);
            assert_non_null(dump);
            if (dump->info.checksum != WHY_CHECKSUM_GOOD || dump->note_count != 1)
                fail_msg("line %zu of dump %zu", index, i);
            why_strbuf_deinit(&more);
        }
        tear_down(&fixture);
    }
}

static void a_damaged_character_costs_three_bytes(void **state)
{
    static const char damage[] = { '?', '\x80', '\0', '=', ' ' };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(specs); i++) {
        struct fixture fixture;

        set_up(&fixture, &specs[i]);
        for (size_t at = 60; at < fixture.text.len; at++) {
            struct why_arena *arena = why_arena_create(WHY_ARENA_BYTES);
            const char kept = fixture.text.text[at];
            const struct why_dump *dump;

            fixture.text.text[at] = damage[at % sizeof(damage)];
            dump = read_text(arena, fixture.text.text, fixture.text.len);
            if (dump && dump->info.checksum != WHY_CHECKSUM_GOOD &&
                dump_invents(dump, fixture.dump))
                fail_msg("character %zu of dump %zu", at, i);
            fixture.text.text[at] = kept;
            why_arena_destroy(arena);
        }
        tear_down(&fixture);
    }
}

/* A serial port that is read too slowly loses characters in the middle of lines. */
static void characters_may_be_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(specs); i++) {
        struct fixture fixture;
        why_span line;

        set_up(&fixture, &specs[i]);
        for (size_t index = 2; (line = get_line(&fixture.text, index)).len > 0; index++) {
            const size_t lost = 1 + index % 11;
            const char *from = line.ptr + index % 5;

            if (line.len > lost + 7 && line.ptr[0] != '=')
                check_without(&fixture, from, from + lost);
        }
        tear_down(&fixture);
    }
}

static void the_last_whole_dump_is_read(void **state)
{
    struct fixture first;
    struct fixture second;
    struct why_strbuf text;
    const struct why_dump *dump;

    (void)state;
    set_up(&first, &specs[0]);
    set_up(&second, &specs[1]);
    why_strbuf_init(&text);
    why_strbuf_add(&text, first.text.text, first.text.len);
    why_strbuf_add(&text, second.text.text, second.text.len);
    why_strbuf_add(&text, first.text.text, first.text.len / 2);
    dump = read_text(first.arena, text.text, text.len);
    assert_non_null(dump);
    assert_string_equal(dump->info.format, "ELF 1.3");
    assert_int_equal(dump->info.checksum, WHY_CHECKSUM_GOOD);
    assert_int_equal(dump->note_count, 1);
    why_strbuf_deinit(&text);
    tear_down(&first);
    tear_down(&second);
}

/* Dumps of real chips, where they are at hand. */
static void real_dumps_are_read(void **state)
{
    static const struct {
        const char *path;
        size_t tasks;
        const char *sha256;
    } reals[] = {
        { "/firmware/esp32/coredump.b64", 6, "1b43c5e74" },
        { "/firmware/esp32c3/coredump.b64", 3, "7d946a8e8" },
    };
    const char *shared = getenv("ESPWHY_SHARED_DATA");
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(reals); i++) {
        struct why_arena *arena = why_arena_create(WHY_ARENA_BYTES);
        const struct why_dump *dump;
        struct why_strbuf text;

        why_strbuf_init(&text);
        if (report_read_file(why_arena_printf(arena, "%s%s",
                                              shared ? shared : WHY_TESTDATA "/../../shared/data",
                                              reals[i].path),
                             &text)) {
            dump = read_text(arena, text.text, text.len);
            assert_non_null(dump);
            assert_int_equal(dump->info.checksum, WHY_CHECKSUM_GOOD);
            assert_int_equal(dump->task_count, reals[i].tasks);
            assert_string_equal(dump->info.elf_sha256, reals[i].sha256);
            found++;
        }
        why_strbuf_deinit(&text);
        why_arena_destroy(arena);
    }
    if (found == 0)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dress_does_not_matter),
        cmocka_unit_test(lost_lines_leave_nothing_wrong),
        cmocka_unit_test(a_lost_line_costs_little),
        cmocka_unit_test(a_lost_header_line_leaves_the_tasks),
        cmocka_unit_test(without_its_first_line_it_is_read),
        cmocka_unit_test(a_doubled_line_costs_nothing),
        cmocka_unit_test(a_damaged_character_costs_three_bytes),
        cmocka_unit_test(characters_may_be_lost),
        cmocka_unit_test(the_last_whole_dump_is_read),
        cmocka_unit_test(real_dumps_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
