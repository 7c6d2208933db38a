/* Conditions of --fail-on: what is understood, what is refused, what is met. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/diagnosis.h"
#include "espwhy/gate.h"

static struct why_gate *make_gate(void)
{
    struct why_gate *gate = NULL;

    assert_int_equal(why_gate_create(&gate, NULL), WHY_OK);
    return gate;
}

/* A crash with one finding, a write through NULL. */
static struct why_crash make_crash(struct why_finding *finding, enum why_confidence confidence)
{
    *finding = (struct why_finding){
        .rule = why_rule_find("null-deref"),
        .variant = "write",
        .confidence = confidence,
    };
    assert_non_null(finding->rule);
    return (struct why_crash){ .id = 1, .findings = finding, .finding_count = 1 };
}

struct match_case {
    const char *list;
    enum why_confidence confidence;
    const char *matched; /* comma separated */
};

static const struct match_case match_cases[] = {
    { "crash", WHY_POSSIBLE, "crash" },
    { "null-deref", WHY_LIKELY, "null-deref" },
    { "null-deref/write", WHY_LIKELY, "null-deref/write" },
    { "null-deref/read", WHY_LIKELY, "" },
    { "null-deref:certain", WHY_LIKELY, "" },
    { "null-deref:certain", WHY_CERTAIN, "null-deref:certain" },
    { "null-deref/write:certain", WHY_CERTAIN, "null-deref/write:certain" },
    { "null-deref/read:certain", WHY_CERTAIN, "" },
    { "unknown", WHY_CERTAIN, "" },
    { " unknown , null-deref , crash, crash ", WHY_CERTAIN, "null-deref,crash" },
};

static void assert_matched(const struct why_gate *gate, const char *list, const char *expected)
{
    char got[256] = "";
    size_t count;
    const char *const *matched = why_gate_matched(gate, &count);

    for (size_t i = 0; i < count; i++) {
        assert_true(strlen(got) + strlen(matched[i]) + 2 < sizeof(got));
        strcat(got, i == 0 ? "" : ",");
        strcat(got, matched[i]);
    }
    if (strcmp(got, expected) != 0)
        fail_msg("%s: met '%s', not '%s'", list, got, expected);
}

static void verdict_meets_conditions(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(match_cases); i++) {
        struct why_gate *gate = make_gate();
        struct why_finding finding;
        const struct why_crash crash = make_crash(&finding, match_cases[i].confidence);

        assert_int_equal(why_gate_add(gate, match_cases[i].list, NULL), WHY_OK);
        assert_true(why_gate_is_set(gate));
        assert_int_equal(why_gate_test(gate, &crash), match_cases[i].matched[0] != '\0');
        (void)why_gate_test(gate, &crash); /* met again: still listed once */
        assert_matched(gate, match_cases[i].list, match_cases[i].matched);
        why_gate_destroy(gate);
    }
}

struct refuse_case {
    const char *list;
    const char *says;
};

static const struct refuse_case refuse_cases[] = {
    { "nul-deref", "unknown fault class 'nul-deref', did you mean 'null-deref'?" },
    { "crash,nul-deref:certain", "unknown fault class 'nul-deref', did you mean 'null-deref'?" },
    { "there-is-nothing-like-it", "unknown fault class 'there-is-nothing-like-it'" },
    { "null-deref/jump", "unknown variant 'jump' of 'null-deref', it has: read,write" },
    { "null-deref/", "unknown variant '' of 'null-deref', it has: read,write" },
    { "null-deref:likely",
      "unknown condition 'null-deref:likely': only ':certain' may follow a class" },
    { "crash:certain", "':certain' goes with a fault class, not with 'crash'" },
    { "", "empty condition in a list of fault classes" },
    { "crash,,null-deref", "empty condition in a list of fault classes" },
};

static void unknown_names_are_refused_and_add_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(refuse_cases); i++) {
        struct why_gate *gate = make_gate();
        struct why_error err = { .status = WHY_OK };

        assert_int_equal(why_gate_add(gate, refuse_cases[i].list, &err), WHY_E_USAGE);
        assert_string_equal(err.text, refuse_cases[i].says);
        assert_false(why_gate_is_set(gate));
        why_gate_destroy(gate);
    }
}

static void only_the_verdict_counts(void **state)
{
    struct why_gate *gate = make_gate();
    struct why_finding findings[2];
    struct why_crash crash = make_crash(&findings[1], WHY_CERTAIN);

    (void)state;
    findings[0] = (struct why_finding){ .rule = why_rule_find("unknown") };
    crash.findings = findings;
    crash.finding_count = 2;
    assert_int_equal(why_gate_add(gate, "null-deref", NULL), WHY_OK);
    assert_false(why_gate_test(gate, &crash));
    why_gate_destroy(gate);
}

static void empty_gate_is_never_failed(void **state)
{
    struct why_gate *gate = make_gate();
    struct why_finding finding;
    const struct why_crash crash = make_crash(&finding, WHY_CERTAIN);

    (void)state;
    assert_false(why_gate_is_set(gate));
    assert_false(why_gate_test(gate, &crash));
    assert_matched(gate, "no condition", "");
    why_gate_destroy(gate);
    why_gate_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_meets_conditions),
        cmocka_unit_test(unknown_names_are_refused_and_add_nothing),
        cmocka_unit_test(only_the_verdict_counts),
        cmocka_unit_test(empty_gate_is_never_failed),
    };

    return cmocka_run_group_tests_name("gate/gate", tests, NULL, NULL);
}
