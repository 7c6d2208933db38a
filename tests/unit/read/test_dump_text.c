/* Core dumps printed as base64: prefixes, other lines, and damaged characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/span.h"
#include "dump_check.h"
#include "dump_printed.h"
#include "report.h"

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
    for (size_t i = 0; i < DUMP_PRINTED_SPECS * WHY_COUNTOF(dresses) * 2; i++) {
        const size_t index = i / 2 % WHY_COUNTOF(dresses);
        struct why_strbuf dressed;
        struct dump_printed fixture;
        const struct why_dump *dump;

        dump_printed_init(&fixture, &dump_specs[i / 2 / WHY_COUNTOF(dresses)]);
        why_strbuf_init(&dressed);
        dress(&fixture.text, index, i % 2 == 0, &dressed);
        dump = dump_read_text(fixture.arena, dressed.text, dressed.len);
        if (!dump || dump->info.checksum != WHY_CHECKSUM_GOOD || dump->note_count > 0)
            fail_msg("%s", dresses[index].name);
        why_strbuf_deinit(&dressed);
        dump_printed_deinit(&fixture);
    }
}

static void a_damaged_character_costs_three_bytes(void **state)
{
    static const char damage[] = { '?', '\x80', '\0', '=', ' ' };

    (void)state;
    for (size_t i = 0; i < DUMP_PRINTED_SPECS; i++) {
        struct dump_printed fixture;

        dump_printed_init(&fixture, &dump_specs[i]);
        for (size_t at = 60; at < fixture.text.len; at++) {
            struct why_arena *arena = why_arena_create(WHY_ARENA_BYTES);
            const char kept = fixture.text.text[at];
            const struct why_dump *dump;

            fixture.text.text[at] = damage[at % sizeof(damage)];
            dump = dump_read_text(arena, fixture.text.text, fixture.text.len);
            if (dump && dump->info.checksum != WHY_CHECKSUM_GOOD &&
                dump_invents(dump, fixture.dump))
                fail_msg("character %zu of dump %zu", at, i);
            fixture.text.text[at] = kept;
            why_arena_destroy(arena);
        }
        dump_printed_deinit(&fixture);
    }
}

static void the_last_whole_dump_is_read(void **state)
{
    struct dump_printed first;
    struct dump_printed second;
    struct why_strbuf text;
    const struct why_dump *dump;

    (void)state;
    dump_printed_init(&first, &dump_specs[0]);
    dump_printed_init(&second, &dump_specs[1]);
    why_strbuf_init(&text);
    why_strbuf_add(&text, first.text.text, first.text.len);
    why_strbuf_add(&text, second.text.text, second.text.len);
    why_strbuf_add(&text, first.text.text, first.text.len / 2);
    dump = dump_read_text(first.arena, text.text, text.len);
    assert_non_null(dump);
    assert_string_equal(dump->info.format, "ELF 1.3");
    assert_int_equal(dump->info.checksum, WHY_CHECKSUM_GOOD);
    assert_int_equal(dump->note_count, 1);
    why_strbuf_deinit(&text);
    dump_printed_deinit(&first);
    dump_printed_deinit(&second);
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
            dump = dump_read_text(arena, text.text, text.len);
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
        cmocka_unit_test(a_damaged_character_costs_three_bytes),
        cmocka_unit_test(the_last_whole_dump_is_read),
        cmocka_unit_test(real_dumps_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
