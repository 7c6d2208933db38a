/* Lines become plain text: every spelling, line breaks inside a line, pieces of overlong lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "read/plain.h"

/* The lines that a piece of a line becomes, each but the last with "\n" behind it. */
static void read_piece(why_span text, size_t from, size_t to, struct why_strbuf *out)
{
    const struct why_line line = { .text = text, .line_no = 7, .from = from, .to = to };
    struct why_plain plain;
    struct why_line part;
    bool first = true;

    why_plain_init(&plain);
    why_plain_begin(&plain, &line);
    for (; why_plain_next(&plain, &part); first = false) {
        assert_int_equal(part.line_no, 7);
        assert_in_range(part.to, part.from, part.text.len);
        why_strbuf_adds(out, first ? "" : "\n");
        why_strbuf_add(out, part.text.ptr + part.from, part.to - part.from);
    }
    why_plain_deinit(&plain);
}

static void check(const char *bytes, size_t len, const char *reads)
{
    struct why_strbuf out;

    why_strbuf_init(&out);
    read_piece((why_span){ bytes, len }, 0, len, &out);
    if (strcmp(out.text, reads) != 0)
        fail_msg("'%s' is read '%s', not '%s'", bytes, out.text, reads);
    why_strbuf_deinit(&out);
}

static void each_spelling_is_read_as_its_row_says(void **state)
{
    size_t count;
    const struct why_spelling *spellings = why_spellings(&count);

    (void)state;
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(strstr(spellings[i].example, spellings[i].written));
        check(spellings[i].example, strlen(spellings[i].example), spellings[i].reads);
    }
}

static void lines_are_read(void **state)
{
    static const struct {
        const char *line;
        const char *reads;
    } cases[] = {
        { "PC      : 0x400d1234", "PC      : 0x400d1234" },
        { "0x42008a10: f at C:\\new\\read.c:1", "0x42008a10: f at C:\\new\\read.c:1" },
        { "\x1b[0;31mE (1) a: b\x1b[0m", "E (1) a: b" },
        { "^[[0;31mE (1) a: b^[[0m", "E (1) a: b" },
        { "PC\x1b[K : 0x400d1234\x1b[2J", "PC : 0x400d1234" },
        { "\x1b", "\x1b" },
        { "\x1b[0;3", "" },
        { "a ^ b & c < d", "a ^ b & c < d" },
        { "{\"log\":\"\\u001b[0;31mE (1) a: b\\u001b[0m\\r\\n\",\"n\":1}",
          "{\"log\":\"E (1) a: b" },
        { "\xef\xbc\xb0\xef\xbc\xa3\xef\xbc\x9a 0x400d1234", "PC: 0x400d1234" },
        { "\xef\xbf\xbd\xef\xbc", "\xef\xbf\xbd\xef\xbc" },
        { "caf\xc3\xa9 \xe2\x82\xac", "caf\xc3\xa9 \xe2\x82\xac" },
        { "<br><br>Rebooting...<br>", "Rebooting..." },
        { "GP      : 0x3f                              c91a00", "GP      : 0x3fc91a00" },
        { "3fca2020: 0x00000050 0x00                    130007 0x00050008",
          "3fca2020: 0x00000050 0x00130007 0x00050008" },
        { "Guru Meditation                         Error: Core  0",
          "Guru Meditation Error: Core  0" },
        { "0x3f          c91a00", "0x3f          c91a00" },
        { "len 0x3f                      bytes", "len 0x3f                      bytes" },
        { "a                             b", "a                             b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(cases[i].line, strlen(cases[i].line), cases[i].reads);
}

static void nul_bytes_of_utf16_are_left_out(void **state)
{
    static const char little[] = "\0P\0C\0 \0:\0 \0000\0x\0";

    (void)state;
    check(little, sizeof(little) - 1, "PC : 0x");
}

/* However a line is cut into pieces, each part of it is given once. */
static void pieces_keep_their_bounds(void **state)
{
    static const char text[] = "a&lt;b<br>c&gt;\xc2\xa0"
                               "d<br>e&amp;f";
    const why_span whole = { text, sizeof(text) - 1 };

    (void)state;
    for (size_t cut = 0; cut <= whole.len; cut++) {
        struct why_strbuf out;

        why_strbuf_init(&out);
        read_piece(whole, 0, cut, &out);
        why_strbuf_adds(&out, "|");
        read_piece(whole, cut, whole.len, &out);
        for (const char *letter = "abcdef"; *letter; letter++) {
            const char *found = strchr(out.text, *letter);

            assert_non_null(found);
            assert_null(strchr(found + 1, *letter));
        }
        why_strbuf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_spelling_is_read_as_its_row_says),
        cmocka_unit_test(lines_are_read),
        cmocka_unit_test(nul_bytes_of_utf16_are_left_out),
        cmocka_unit_test(pieces_keep_their_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
