/* Wrapping, alignment, clipping and ASCII folding of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "render/layout.h"

struct wrap_case {
    const char *name;
    const char *lead;
    const char *right;
    const char *text;
    const char *expected;
};

/* Forty columns. */
static const struct wrap_case wrap_cases[] = {
    { "short text stays on its line", "  - ", NULL, "one two", "  - one two\n" },
    { "a full line is not broken", "", NULL, "0123456789 0123456789 0123456789 0123456",
      "0123456789 0123456789 0123456789 0123456\n" },
    { "later lines hang under the first", "  - ", NULL, "0123456789 0123456789 0123456789 012 456",
      "  - 0123456789 0123456789 0123456789 012\n    456\n" },
    { "columns are code points", "", NULL, "äöüäöüäöüä äöüäöüäöüä äöüäöüäöüä äöüäöüä",
      "äöüäöüäöüä äöüäöüäöüä äöüäöüäöüä äöüäöüä\n" },
    { "a long word is not cut", "  ", NULL,
      "a 01234567890123456789012345678901234567890123456789 b",
      "  a\n  01234567890123456789012345678901234567890123456789\n  b\n" },
    { "the remark stands at the right end", "", "certain", "short",
      "short                            certain\n" },
    { "the remark belongs to the first line", "", "certain", "0123456789 0123456789 0123456789 x",
      "0123456789 0123456789            certain\n0123456789 x\n" },
    { "inner blanks are kept", "", NULL, "sb a5,10(a0)    a store", "sb a5,10(a0)    a store\n" },
};

static void paragraph_is_wrapped(void **state)
{
    const struct why_format_options options = { .width = 40 };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(wrap_cases); i++) {
        struct why_strbuf out;
        struct why_page page;
        struct why_flow flow;

        why_strbuf_init(&out);
        page = why_page_make(&out, &options);
        flow = why_flow_begin(&page, wrap_cases[i].lead, wrap_cases[i].right);
        why_flow_add(&flow, WHY_STYLE_PLAIN, wrap_cases[i].text);
        why_flow_end(&flow);
        if (strcmp(out.text, wrap_cases[i].expected) != 0)
            fail_msg("%s: got\n%s", wrap_cases[i].name, out.text);
        why_strbuf_deinit(&out);
    }
}

static void pieces_join_where_no_blank_is(void **state)
{
    const struct why_format_options options = { .width = 40 };
    struct why_strbuf out;
    struct why_page page;
    struct why_flow flow;

    (void)state;
    why_strbuf_init(&out);
    page = why_page_make(&out, &options);
    flow = why_flow_begin(&page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_FAULT, "class");
    why_flow_add(&flow, WHY_STYLE_PLAIN, ": ");
    why_flow_addf(&flow, WHY_STYLE_PLAIN, "line %u", 7u);
    why_flow_end(&flow);
    assert_string_equal(out.text, "class: line 7\n");
    why_strbuf_deinit(&out);
}

static void colour_is_closed_before_a_line_ends(void **state)
{
    const struct why_format_options options = { .width = 40, .color = true };
    struct why_strbuf out;
    struct why_page page;
    struct why_flow flow;

    (void)state;
    why_strbuf_init(&out);
    page = why_page_make(&out, &options);
    flow = why_flow_begin(&page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "0123456789 0123456789 0123456789 0123456789");
    why_flow_end(&flow);
    assert_string_equal(out.text, "\033[1m0123456789 0123456789 0123456789\033[0m\n"
                                  "\033[1m0123456789\033[0m\n");
    why_strbuf_deinit(&out);
}

static void clipped_text_ends_in_an_ellipsis(void **state)
{
    const struct why_format_options options = { .width = 40 };
    struct why_strbuf out;
    struct why_page page;

    (void)state;
    why_strbuf_init(&out);
    page = why_page_make(&out, &options);
    why_page_clip(&page, WHY_STYLE_PLAIN, "äöüäöü", 4);
    why_page_clip(&page, WHY_STYLE_PLAIN, "|fits", 5);
    assert_string_equal(out.text, "äöü…|fits");
    why_strbuf_deinit(&out);
}

static void ascii_takes_the_place_of_glyphs(void **state)
{
    struct why_strbuf out;

    (void)state;
    why_strbuf_init(&out);
    why_strbuf_adds(&out, "ä· → … 日本 ─");
    why_text_fold_ascii(&out, strlen("ä"));
    assert_string_equal(out.text, "ä- > ... ?? -");
    assert_int_equal(out.len, strlen(out.text));
    why_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraph_is_wrapped),
        cmocka_unit_test(pieces_join_where_no_blank_is),
        cmocka_unit_test(colour_is_closed_before_a_line_ends),
        cmocka_unit_test(clipped_text_ends_in_an_ellipsis),
        cmocka_unit_test(ascii_takes_the_place_of_glyphs),
    };

    return cmocka_run_group_tests_name("render/layout", tests, NULL, NULL);
}
