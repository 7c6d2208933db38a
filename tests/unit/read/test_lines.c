/* Bytes become the same lines however they are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/span.h"
#include "espwhy/strbuf.h"
#include "read/lines.h"

/* "NUMBER:TEXT|" of each line, an overlong text as its length and the part that is its own. */
static void add_line(struct why_strbuf *out, const struct why_line *line)
{
    if (line->text.len > 1000) {
        why_strbuf_addf(out, "%u:%zu[%zu,%zu)|", line->line_no, line->text.len, line->from,
                        line->to);
        return;
    }
    why_strbuf_addf(out, "%u:", line->line_no);
    why_strbuf_add(out, line->text.ptr, line->text.len);
    why_strbuf_addc(out, '|');
}

/* Read a text in pieces of `chunk` bytes, each in memory of its own: the sanitizer sees a read
 * beyond. */
static void read_text(why_span text, size_t chunk, struct why_strbuf *out)
{
    struct why_lines lines;
    struct why_line line;

    assert_true(why_lines_init(&lines));
    while (text.len > 0) {
        size_t len = text.len < chunk ? text.len : chunk;
        char *piece = malloc(len);
        why_span bytes = { piece, len };

        assert_non_null(piece);
        memcpy(piece, text.ptr, len);
        while (why_lines_next(&lines, &bytes, &line))
            add_line(out, &line);
        text = why_span_skip(text, len);
        free(piece);
    }
    if (why_lines_rest(&lines, &line))
        add_line(out, &line);
    why_lines_deinit(&lines);
}

static const size_t chunks[] = { 1, 2, 3, 7, 4095, 65536, SIZE_MAX };

static void check(const char *name, why_span text, const char *expected)
{
    for (size_t i = 0; i < WHY_COUNTOF(chunks); i++) {
        struct why_strbuf out;

        why_strbuf_init(&out);
        read_text(text, chunks[i], &out);
        if (strcmp(out.text, expected) != 0)
            fail_msg("%s, chunks of %zu: '%s', not '%s'", name, chunks[i], out.text, expected);
        why_strbuf_deinit(&out);
    }
}

static void line_ends_are_alike(void **state)
{
    static const struct {
        const char *name, *text, *lines;
    } cases[] = {
        { "LF", "a\nb\n", "1:a|2:b|" },
        { "CR LF", "a\r\nb\r\n", "1:a|2:b|" },
        { "CR CR LF", "a\r\r\nb\r\r\n", "1:a|2:b|" },
        { "CR alone ends a record, not a number", "10%\r20%\rdone\nb", "1:10%|1:20%|1:done|2:b|" },
        { "empty lines count", "\n\na\n\n\nb\n", "3:a|6:b|" },
        { "the last line needs no end", "a\nb", "1:a|2:b|" },
        { "a CR at the very end", "a\nb\r", "1:a|2:b|" },
        { "LF CR", "a\n\rb\n", "1:a|2:b|" },
        { "nothing", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        check(cases[i].name, why_span_of(cases[i].text), cases[i].lines);
}

static void nul_bytes_belong_to_the_line(void **state)
{
    static const char text[] = "a\0b\nc";
    struct why_strbuf out;

    (void)state;
    why_strbuf_init(&out);
    read_text((why_span){ text, sizeof(text) - 1 }, 2, &out);
    assert_int_equal(out.len, 10);
    assert_memory_equal(out.text, "1:a\0b|2:c|", 10);
    why_strbuf_deinit(&out);
}

/* `len` bytes and a short line behind them. */
static void check_long(size_t len, const char *expected)
{
    char *text = malloc(len + 3);

    assert_non_null(text);
    memset(text, 'x', len);
    text[len] = '\n';
    text[len + 1] = 'y';
    text[len + 2] = '\n';
    check("long line", (why_span){ text, len + 3 }, expected);
    free(text);
}

/* A piece's own part begins where the one before ends; pieces overlap by more than 4 KiB. */
static void overlong_lines_come_in_overlapping_pieces(void **state)
{
    (void)state;
    assert_int_equal(WHY_LINE_BYTES, 65536);
    assert_int_equal(WHY_LINE_OVERLAP_BYTES, 4096);
    check_long(65535, "1:65535[0,65535)|2:y|");
    check_long(65536, "1:65536[0,65536)|2:y|");
    check_long(65537, "1:65536[0,61440)|1:4353[256,4353)|2:y|");
    check_long(65536 + 61184, "1:65536[0,61440)|1:65536[256,65536)|2:y|");
    check_long(65536 + 61185, "1:65536[0,61440)|1:65536[256,61440)|1:4353[256,4353)|2:y|");
}

static void skipped_lines_are_counted(void **state)
{
    struct why_lines lines;
    struct why_line line;
    why_span bytes = why_span_of("c\n");

    (void)state;
    assert_true(why_lines_init(&lines));
    why_lines_skip(&lines, why_span_of("a\n\nb\r\n"));
    assert_true(why_lines_next(&lines, &bytes, &line));
    assert_int_equal(line.line_no, 4);
    why_lines_reset(&lines);
    bytes = why_span_of("d\n");
    assert_true(why_lines_next(&lines, &bytes, &line));
    assert_int_equal(line.line_no, 1);
    why_lines_deinit(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends_are_alike),
        cmocka_unit_test(nul_bytes_belong_to_the_line),
        cmocka_unit_test(overlong_lines_come_in_overlapping_pieces),
        cmocka_unit_test(skipped_lines_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
