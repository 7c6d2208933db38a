/* Takers match, move and write, or do nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"

typedef bool (*take_number)(why_span *span, uint32_t *value);

static const struct number_case {
    const char *name;
    take_number take;
    const char *text;
    bool taken;
    uint32_t value;
    const char *rest;
} numbers[] = {
    { "digits", why_span_take_hex_digits, "1aF9 x", true, 0x1af9, " x" },
    { "eight digits", why_span_take_hex_digits, "ffffffff", true, 0xffffffff, "" },
    { "nine digits", why_span_take_hex_digits, "123456789", false, 0, NULL },
    { "no digits", why_span_take_hex_digits, "x1", false, 0, NULL },
    { "nothing", why_span_take_hex_digits, "", false, 0, NULL },
    { "prefix", why_span_take_hex, "0x1f,", true, 0x1f, "," },
    { "capital prefix", why_span_take_hex, "0X1F", true, 0x1f, "" },
    { "prefix alone", why_span_take_hex, "0x", false, 0, NULL },
    { "no prefix", why_span_take_hex, "1f", false, 0, NULL },
    { "nine digits behind the prefix", why_span_take_hex, "0x123456789", false, 0, NULL },
    { "exactly eight", why_span_take_hex8, "0x400d1234:0", true, 0x400d1234, ":0" },
    { "eight, and text glued to them", why_span_take_hex8, "0x400d12340x", true, 0x400d1234, "0x" },
    { "seven", why_span_take_hex8, "0x400d123", false, 0, NULL },
    { "decimal", why_span_take_decimal, "42)", true, 42, ")" },
    { "largest decimal", why_span_take_decimal, "4294967295", true, 4294967295u, "" },
    { "decimal too large", why_span_take_decimal, "4294967296", false, 0, NULL },
    { "decimal much too large", why_span_take_decimal, "99999999999999999999999", false, 0, NULL },
    { "no decimal", why_span_take_decimal, "-1", false, 0, NULL },
};

static void numbers_are_taken_whole_or_not_at_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(numbers); i++) {
        const struct number_case *row = &numbers[i];
        why_span span = why_span_of(row->text);
        uint32_t value = 7;
        bool taken = row->take(&span, &value);

        if (taken != row->taken || value != (taken ? row->value : 7) ||
            !why_span_equals(span, taken ? row->rest : row->text))
            fail_msg("%s: taken %d, value 0x%x, rest '%.*s'", row->name, taken, value,
                     (int)span.len, span.ptr);
    }
}

static const struct words_case {
    const char *text;
    const char *words;
    const char *rest; /* NULL: not taken */
} words[] = {
    { "Core  0", "Core 0", "" },
    { "Core 0 x", "Core 0", " x" },
    { "Core\t 0", "Core 0", "" },
    { "Core0", "Core 0", NULL },
    { "Core", "Core ", "" },
    { "Core 1", "Core 0", NULL },
    { "reason:x", "reason: ", NULL },
    { "reason: x", "reason: ", "x" },
    { "", "", "" },
    { "", "a", NULL },
};

static void a_blank_stands_for_any_number_of_blanks(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(words); i++) {
        why_span span = why_span_of(words[i].text);
        bool taken = why_span_take_words(&span, words[i].words);

        if (taken != (words[i].rest != NULL) ||
            !why_span_equals(span, taken ? words[i].rest : words[i].text))
            fail_msg("'%s' by '%s': '%.*s'", words[i].text, words[i].words, (int)span.len,
                     span.ptr);
    }
}

static void texts_are_found_and_taken(void **state)
{
    why_span span = why_span_of("name: value");
    why_span out = why_span_of("untouched");
    size_t at = 99;

    (void)state;
    assert_false(why_span_take_until(&span, ";", &out));
    assert_true(why_span_equals(out, "untouched"));
    assert_false(why_span_take_text(&span, "nome"));
    assert_true(why_span_take_until(&span, ": ", &out));
    assert_true(why_span_equals(out, "name"));
    assert_true(why_span_equals(span, "value"));
    assert_true(why_span_find(span, "lu", &at));
    assert_int_equal(at, 2);
    assert_false(why_span_find(span, "value!", &at));
    assert_int_equal(at, 2);
    assert_true(why_span_starts(span, "val") && why_span_ends(span, "ue"));
    assert_false(why_span_starts(span, "values") || why_span_ends(span, "a value"));
}

static void spans_are_cut_within_their_bounds(void **state)
{
    const why_span span = why_span_of(" \tab ");
    const why_span none = { NULL, 0 };

    (void)state;
    assert_true(why_span_equals(why_span_trim(span), "ab"));
    assert_int_equal(why_span_head(span, 99).len, 5);
    assert_int_equal(why_span_skip(span, 99).len, 0);
    assert_true(why_span_is_empty(why_span_trim(why_span_of(" \t "))));
    assert_true(why_span_is_empty(why_span_trim(none)));
    assert_false(why_span_contains(none, "x"));
    assert_true(why_span_starts(none, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_taken_whole_or_not_at_all),
        cmocka_unit_test(a_blank_stands_for_any_number_of_blanks),
        cmocka_unit_test(texts_are_found_and_taken),
        cmocka_unit_test(spans_are_cut_within_their_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
