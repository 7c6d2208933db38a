/* Looking up rules by name, and guessing what was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "espwhy/diagnosis.h"

static void rules_are_found_by_their_whole_id(void **state)
{
    (void)state;
    assert_non_null(why_rule_find("null-deref"));
    assert_null(why_rule_find("null"));
    assert_null(why_rule_find("null-deref/write"));
    assert_null(why_rule_find(""));
}

static void variants_are_whole_words(void **state)
{
    const struct why_rule *rule = why_rule_find("null-deref");

    (void)state;
    assert_true(why_rule_has_variant(rule, why_span_of("read")));
    assert_true(why_rule_has_variant(rule, why_span_of("write")));
    assert_false(why_rule_has_variant(rule, why_span_of("rea")));
    assert_false(why_rule_has_variant(rule, why_span_of("read,write")));
    assert_false(why_rule_has_variant(rule, why_span_of("")));
    assert_false(why_rule_has_variant(why_rule_find("unknown"), why_span_of("read")));
}

static void slips_are_guessed_and_nonsense_is_not(void **state)
{
    char long_name[200];

    (void)state;
    assert_string_equal(why_rule_suggest("null-derf"), "null-deref");
    assert_string_equal(why_rule_suggest("Null-deref"), "null-deref");
    assert_string_equal(why_rule_suggest("interupt-wdt"), "interrupt-wdt");
    assert_string_equal(why_rule_suggest("asert"), "assert");
    assert_null(why_rule_suggest("xyzzy"));
    assert_null(why_rule_suggest(""));
    memset(long_name, 'n', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    assert_null(why_rule_suggest(long_name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_found_by_their_whole_id),
        cmocka_unit_test(variants_are_whole_words),
        cmocka_unit_test(slips_are_guessed_and_nonsense_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
