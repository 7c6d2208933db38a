/* The filter passes over nothing that may begin a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "read/filter.h"
#include "read/plain.h"

static struct why_scanner scanner;
static struct why_filter filter;

static int set_up(void **state)
{
    (void)state;
    why_scanner_init(&scanner);
    why_filter_init(&filter, &scanner);
    return 0;
}

/* Memory of exactly this size, so that the sanitizer sees a read beyond it. */
static char *make_text(size_t len, char fill)
{
    char *text = malloc(len > 0 ? len : 1);

    assert_non_null(text);
    memset(text, fill, len);
    return text;
}

static void check_literal(const char *literal, size_t before, size_t behind)
{
    const size_t len = strlen(literal);
    char *text = make_text(before + len + behind, 'e');
    size_t hit;

    for (size_t i = 0; i < len; i++)
        text[before + i] = literal[i];
    hit = why_filter_find(&filter, (why_span){ text, before + len + behind });
    if (hit < before || hit >= before + len)
        fail_msg("'%s' behind %zu bytes and before %zu: %zu", literal, before, behind, hit);
    free(text);
}

static void every_literal_is_found_wherever_it_stands(void **state)
{
    size_t literals = 0;

    (void)state;
    for (size_t row = 0; row < scanner.count; row++) {
        if (!why_filter_has(scanner.rows[row]))
            continue;
        literals++;
        for (size_t before = 0; before < 8; before++)
            for (size_t behind = 0; behind < 4; behind++)
                check_literal(scanner.rows[row]->anchor, before, behind);
    }
    assert_true(literals > 20);
}

/* What begins a report where none is open must be one of the filter's literals. */
static void rows_that_open_are_literals(void **state)
{
    (void)state;
    for (size_t row = 0; row < scanner.count; row++) {
        const struct why_line_rule *rule = scanner.rows[row];
        bool opens = rule->role == WHY_ROLE_OPENS || rule->role == WHY_ROLE_HINT ||
                     rule->role == WHY_ROLE_CLUE || rule->role == WHY_ROLE_BOOT ||
                     rule->role == WHY_ROLE_RUN;

        if (opens && !why_filter_has(rule))
            fail_msg("'%s' is too short for the filter", rule->anchor);
    }
}

static bool holds_literal(why_span text)
{
    size_t count;
    const char *const *spelled = why_plain_literals(&count);

    for (size_t row = 0; row < scanner.count; row++)
        if (why_filter_has(scanner.rows[row]) && why_span_contains(text, scanner.rows[row]->anchor))
            return true;
    for (size_t i = 0; i < count; i++)
        if (why_span_contains(text, spelled[i]))
            return true;
    return false;
}

/* Damaged literals are near misses of the hash and of the comparison. */
static void nothing_is_found_where_nothing_stands(void **state)
{
    (void)state;
    for (size_t row = 0; row < scanner.count; row++) {
        const size_t len = strlen(scanner.rows[row]->anchor);
        char *text = make_text(len + 16, '.');
        why_span span = { text, len + 16 };

        memcpy(text + 5, scanner.rows[row]->anchor, len);
        text[5 + len / 2] ^= 1;
        if (!holds_literal(span))
            assert_int_equal(why_filter_find(&filter, span), span.len);
        free(text);
    }
}

static void any_bytes_are_judged_as_a_plain_search_does(void **state)
{
    uint32_t random = 1;

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        size_t len = round % 64;
        char *text = make_text(len, 0);
        why_span span = { text, len };

        for (size_t i = 0; i < len; i++) {
            random = random * 1664525u + 1013904223u;
            text[i] = "Guru rst:0xBack"[(random >> 24) % 15];
        }
        assert_int_equal(why_filter_find(&filter, span) < len, holds_literal(span));
        free(text);
    }
}

static void cut_literals_are_not_found(void **state)
{
    (void)state;
    for (size_t len = 0; len < strlen("rst:0x"); len++) {
        char *text = make_text(len, 0);

        memcpy(text, "rst:0x", len);
        assert_int_equal(why_filter_find(&filter, (why_span){ text, len }), len);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_literal_is_found_wherever_it_stands),
        cmocka_unit_test(rows_that_open_are_literals),
        cmocka_unit_test(nothing_is_found_where_nothing_stands),
        cmocka_unit_test(any_bytes_are_judged_as_a_plain_search_does),
        cmocka_unit_test(cut_literals_are_not_found),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
