/* Audits every row of the catalogue of faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "espwhy/diagnosis.h"

/* Lower-case words of letters and digits, joined by single hyphens. */
static bool is_kebab(why_span id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || why_is_digit(c);

        if (!word && (c != '-' || i == 0 || i + 1 == id.len || id.ptr[i - 1] == '-'))
            return false;
    }
    return id.len > 0;
}

/* Take the next item of a comma separated list; false at its end. */
static bool take_item(why_span *list, why_span *item)
{
    if (why_span_is_empty(*list))
        return false;
    if (!why_span_take_until(list, ",", item)) {
        *item = *list;
        list->len = 0;
    }
    return true;
}

static size_t count_item(const char *list, why_span wanted)
{
    why_span rest = why_span_of(list);
    why_span item;
    size_t count = 0;

    while (take_item(&rest, &item))
        count += item.len == wanted.len && memcmp(item.ptr, wanted.ptr, item.len) == 0;
    return count;
}

static void ids_are_kebab_case_and_unique(void **state)
{
    const struct why_rule *rule;

    (void)state;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        assert_true(is_kebab(why_span_of(rule->id)));
        assert_ptr_equal(why_rule_find(rule->id), rule);
    }
}

static bool is_text(const char *text)
{
    size_t len = text ? strlen(text) : 0;

    return len > 0 && text[0] != ' ' && text[len - 1] != ' ' && text[len - 1] != '\n';
}

static void no_text_is_missing(void **state)
{
    const struct why_rule *rule;

    (void)state;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        const char *const texts[] = { rule->title,     rule->means,     rule->shows, rule->check,
                                      rule->reproduce, rule->read_more, rule->source };

        for (size_t t = 0; t < WHY_COUNTOF(texts); t++) {
            if (!is_text(texts[t]))
                printf("%s: text %zu is missing or ends in a blank\n", rule->id, t);
            assert_true(is_text(texts[t]));
        }
        assert_non_null(rule->match);
    }
}

static void variants_are_well_formed(void **state)
{
    const struct why_rule *rule;

    (void)state;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        why_span rest = why_span_of(rule->variants);
        why_span item;

        while (take_item(&rest, &item)) {
            assert_true(is_kebab(item));
            assert_int_equal(count_item(rule->variants, item), 1);
            assert_true(why_rule_has_variant(rule, item));
        }
    }
}

/* True when the rule of an id exists, is not `rule`, and does not supersede it in turn. */
static bool may_supersede(const struct why_rule *superseding, why_span id)
{
    const struct why_rule *rule;

    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++)
        if (why_span_equals(id, rule->id))
            return rule != superseding &&
                   count_item(rule->supersedes, why_span_of(superseding->id)) == 0;
    return false;
}

static void superseded_rules_exist_and_no_two_supersede_each_other(void **state)
{
    const struct why_rule *rule;

    (void)state;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        why_span rest = why_span_of(rule->supersedes);
        why_span item;

        while (take_item(&rest, &item)) {
            if (!may_supersede(rule, item))
                printf("%s: supersedes %.*s\n", rule->id, (int)item.len, item.ptr);
            assert_true(may_supersede(rule, item));
        }
    }
}

static void every_rule_says_how_much_it_may_claim(void **state)
{
    const struct why_rule *rule;

    (void)state;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        assert_true(rule->at_most >= WHY_POSSIBLE);
        assert_true(rule->at_most <= WHY_CERTAIN);
    }
}

static void unknown_is_the_last_resort(void **state)
{
    const struct why_rule *unknown = why_rule_find("unknown");
    size_t index = 0;

    (void)state;
    while (why_rule_at(index) && why_rule_at(index) != unknown)
        index++;
    assert_true(index > 0);
    assert_ptr_equal(why_rule_at(index), unknown);
    assert_null(why_rule_at(index + 1));
    assert_int_equal(unknown->at_most, WHY_POSSIBLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_kebab_case_and_unique),
        cmocka_unit_test(no_text_is_missing),
        cmocka_unit_test(variants_are_well_formed),
        cmocka_unit_test(superseded_rules_exist_and_no_two_supersede_each_other),
        cmocka_unit_test(every_rule_says_how_much_it_may_claim),
        cmocka_unit_test(unknown_is_the_last_resort),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
