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
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_true(is_kebab(why_span_of(rules[i]->id)));
        assert_ptr_equal(why_rule_find(rules[i]->id), rules[i]);
    }
}

static bool is_text(const char *text)
{
    size_t len = text ? strlen(text) : 0;

    return len > 0 && text[0] != ' ' && text[len - 1] != ' ' && text[len - 1] != '\n';
}

static void no_text_is_missing(void **state)
{
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct why_rule *rule = rules[i];
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
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        why_span rest = why_span_of(rules[i]->variants);
        why_span item;

        while (take_item(&rest, &item)) {
            assert_true(is_kebab(item));
            assert_int_equal(count_item(rules[i]->variants, item), 1);
            assert_true(why_rule_has_variant(rules[i], item));
        }
    }
}

/* True when the rule of an id exists, is not `rule`, and does not supersede it in turn. */
static bool may_supersede(const struct why_rule *rule, why_span id)
{
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    for (size_t i = 0; i < count; i++)
        if (why_span_equals(id, rules[i]->id))
            return rules[i] != rule && count_item(rules[i]->supersedes, why_span_of(rule->id)) == 0;
    return false;
}

static void superseded_rules_exist_and_no_two_supersede_each_other(void **state)
{
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        why_span rest = why_span_of(rules[i]->supersedes);
        why_span item;

        while (take_item(&rest, &item)) {
            if (!may_supersede(rules[i], item))
                printf("%s: supersedes %.*s\n", rules[i]->id, (int)item.len, item.ptr);
            assert_true(may_supersede(rules[i], item));
        }
    }
}

static void every_rule_says_how_much_it_may_claim(void **state)
{
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_true(rules[i]->at_most >= WHY_POSSIBLE);
        assert_true(rules[i]->at_most <= WHY_CERTAIN);
    }
}

static void unknown_is_the_last_resort(void **state)
{
    size_t count;
    const struct why_rule *const *rules = why_rules(&count);

    (void)state;
    assert_true(count > 1);
    assert_string_equal(rules[count - 1]->id, "unknown");
    assert_int_equal(rules[count - 1]->at_most, WHY_POSSIBLE);
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
