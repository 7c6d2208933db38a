/* Audits every row of the grammar: the line that proves it is read by this row and by no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "read/scan.h"

/* One line per complaint; the test fails once all rows have been seen. */
static unsigned complaints;

static void complain(const struct why_line_rule *row, const char *what, const char *detail)
{
    printf("row '%s' (%s): %s%s\n", row->anchor, row->example, what, detail);
    complaints++;
}

static void check_texts(const struct why_scanner *scanner, const struct why_line_rule *row)
{
    (void)scanner;
    if (!row->anchor || !*row->anchor || !row->example || !*row->example || !row->take)
        complain(row, "an empty cell", "");
    else if (!strstr(row->example, row->anchor))
        complain(row, "its example lacks its anchor", "");
}

/* The rows that read the example, one after the other: the row must be among them, and come first
 * at its anchor. */
static void check_example(const struct why_scanner *scanner, const struct why_line_rule *row)
{
    const why_span text = why_span_of(row->example);
    const struct why_line line = { .text = text, .line_no = 1, .to = text.len };
    const struct why_line_rule *found;
    struct why_item item;
    size_t at = 0;
    bool claimed = false;

    while ((found = why_scan_next(scanner, &line, &at, &item)) != NULL) {
        if (found == row)
            claimed = true;
        else if (!claimed && strcmp(found->anchor, row->anchor) == 0)
            complain(row, "another row claims its example: ", found->example);
        if (item.line_no != 1)
            complain(row, "the item lost its line number", "");
    }
    if (!claimed)
        complain(row, "does not claim its own example", "");
}

/* Damage: the example cut at any place must not be read past its end (the sanitizers look), and
 * must come to an end. */
static void check_cuts(const struct why_scanner *scanner, const struct why_line_rule *row)
{
    const size_t len = strlen(row->example);

    for (size_t cut = 0; cut <= len; cut++) {
        char *exact = malloc(cut + 1); /* one byte more: malloc(0) may be NULL */
        const struct why_line line = { .text = { exact + 1, cut }, .line_no = 1, .to = cut };
        struct why_item item;
        size_t at = 0;

        assert_non_null(exact);
        memcpy(exact + 1, row->example, cut);
        while (why_scan_next(scanner, &line, &at, &item) != NULL)
            assert_in_range(at, 1, cut);
        free(exact);
    }
}

static void for_each_row(void (*check)(const struct why_scanner *, const struct why_line_rule *))
{
    static struct why_scanner scanner;

    complaints = 0;
    why_scanner_init(&scanner);
    assert_true(scanner.count > 0);
    for (size_t i = 0; i < scanner.count; i++)
        check(&scanner, scanner.rows[i]);
    assert_int_equal(complaints, 0);
}

static void no_cell_is_empty(void **state)
{
    (void)state;
    for_each_row(check_texts);
}

static void each_example_is_claimed_by_its_own_row(void **state)
{
    (void)state;
    for_each_row(check_example);
}

static void a_cut_example_is_read_safely(void **state)
{
    (void)state;
    for_each_row(check_cuts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_cell_is_empty),
        cmocka_unit_test(each_example_is_claimed_by_its_own_row),
        cmocka_unit_test(a_cut_example_is_read_safely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
