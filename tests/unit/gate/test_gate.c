/* Conditions of --fail-on: what is understood, what is refused, what is met. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "espwhy/diagnosis.h"
#include "espwhy/gate.h"
#include "gate/fingerprint.h"
#include "rules/engine.h"

#define TODAY 20260615u
#define CODE 0x400d1000u /* in flash */

static struct why_gate *make_gate(void)
{
    struct why_gate *gate = NULL;

    assert_int_equal(why_gate_create(TODAY, &gate, NULL), WHY_OK);
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

static void add_signatures(struct why_gate *gate, const char *text)
{
    struct why_error err = { .text = "" };

    if (why_gate_add_signatures(gate, text, strlen(text), &err) != WHY_OK)
        fail_msg("%s: %s", text, err.text);
}

static void test(struct why_gate *gate, struct why_crash *crash)
{
    assert_int_equal(why_gate_test(gate, crash, NULL), WHY_OK);
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
        struct why_crash crash = make_crash(&finding, match_cases[i].confidence);

        assert_int_equal(why_gate_add(gate, match_cases[i].list, NULL), WHY_OK);
        assert_true(why_gate_is_set(gate));
        test(gate, &crash);
        crash.id = 2; /* met again: still listed once */
        test(gate, &crash);
        assert_matched(gate, match_cases[i].list, match_cases[i].matched);
        why_gate_destroy(gate);
    }
}

struct refuse_case {
    const char *list;
    const char *says;
};

static const struct refuse_case refuse_cases[] = {
    { "nul-deref", "unknown condition 'nul-deref', did you mean 'null-deref'?" },
    { "crash,nul-deref:certain", "unknown condition 'nul-deref', did you mean 'null-deref'?" },
    { "nul-deref/read", "unknown fault class 'nul-deref', did you mean 'null-deref'?" },
    { "mismatches", "unknown condition 'mismatches', did you mean 'mismatch'?" },
    { "any-signatur", "unknown condition 'any-signatur', did you mean 'any-signature'?" },
    { "there-is-nothing-like-it",
      "unknown condition 'there-is-nothing-like-it', neither a fault class nor one of crash, "
      "signature:NAME, any-signature, new, reset, mismatch" },
    { "null-deref/jump", "unknown variant 'jump' of 'null-deref', it has: read,write" },
    { "null-deref/", "unknown variant '' of 'null-deref', it has: read,write" },
    { "null-deref:likely",
      "unknown condition 'null-deref:likely': only ':certain' may follow a class" },
    { "crash:certain", "':certain' goes with a fault class, not with 'crash'" },
    { "new:certain", "':certain' goes with a fault class, not with 'new'" },
    { "signature:knwon", "unknown signature 'knwon', did you mean 'known'?" },
    { "signature:", "unknown signature ''" },
    { "", "empty condition in a list" },
    { "crash,,null-deref", "empty condition in a list" },
};

static void unknown_names_are_refused_and_add_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(refuse_cases); i++) {
        struct why_gate *gate = make_gate();
        struct why_error err = { .status = WHY_OK };

        add_signatures(gate, "[known]\ntask = t\n");
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
    test(gate, &crash);
    assert_matched(gate, "null-deref", "");
    why_gate_destroy(gate);
}

static void empty_gate_is_never_failed(void **state)
{
    struct why_gate *gate = make_gate();
    struct why_finding finding;
    struct why_crash crash = make_crash(&finding, WHY_CERTAIN);

    (void)state;
    assert_false(why_gate_is_set(gate));
    test(gate, &crash);
    assert_matched(gate, "no condition", "");
    why_gate_destroy(gate);
    why_gate_destroy(NULL);
}

static void crashes_of_a_baseline_are_not_new(void **state)
{
    static const char report[] = "{\"crashes\": [{\"fingerprint\": \"1-0123456789abcdef\"}]}";
    struct why_gate *gate = make_gate();
    struct why_finding finding;
    struct why_crash crash = make_crash(&finding, WHY_CERTAIN);

    (void)state;
    assert_int_equal(why_gate_add_baseline(gate, report, strlen(report), NULL), WHY_OK);
    assert_int_equal(why_gate_add(gate, "new", NULL), WHY_OK);
    crash.fingerprint = "1-0123456789abcdef";
    test(gate, &crash);
    assert_matched(gate, "known", "");
    crash.fingerprint = NULL;
    crash.id = 2;
    test(gate, &crash);
    assert_matched(gate, "no fingerprint", "new");
    why_gate_destroy(gate);
}

/* ---- what is known of a crash ------------------------------------------------------------------
 */

struct known_case {
    const char *signatures;
    const char *matched;
};

#define ALL                                                                                        \
    "crash,null-deref,null-deref:certain,signature:a,signature:b,any-signature,new,reset,mismatch"
#define OTHER "\n[b]\nclass = abort\n"

static const struct known_case known_cases[] = {
    { "[a]\nclass = assert\n" OTHER, "crash,null-deref,null-deref:certain,new" },
    { "[a]\nclass = null-deref\n" OTHER,
      "crash,null-deref,null-deref:certain,signature:a,any-signature" },
    { "[a]\nclass = null-deref\naction = warn\n" OTHER, "signature:a" },
    { "[a]\nclass = null-deref\naction = ignore\n" OTHER, "signature:a" },
    { "[a]\nclass = null-deref\naction = ignore\nexpires = 2026-06-15\n" OTHER, "signature:a" },
    { "[a]\nclass = null-deref\naction = ignore\nexpires = 2026-06-14\n" OTHER,
      "crash,null-deref,null-deref:certain,signature:a,any-signature" },
    { "[a]\nclass = null-deref\naction = warn\nexpires = 2025-12-31\n" OTHER,
      "crash,null-deref,null-deref:certain,signature:a,any-signature" },
    { "[b]\nclass = null-deref\n[a]\nclass = null-deref\naction = ignore\n",
      "crash,null-deref,null-deref:certain,signature:b,any-signature" },
};

static struct why_crash *make_real_crash(void)
{
    static const struct crash_recipe recipe = {
        .chip = "esp32",
        .reason = "LoadProhibited",
        .core = { .given = true,
                  .registers = { { "PC", CODE }, { "EXCCAUSE", 28 }, { "EXCVADDR", 8 } },
                  .frames = { { .pc = CODE, .name = "Ring::operator[](int)" },
                              { .pc = CODE, .name = "handle" },
                              { .pc = CODE, .name = "app_main" } } },
    };
    struct why_crash *crash = crash_build(&recipe);

    crash->id = 1;
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(why_fingerprint(crash, NULL), WHY_OK);
    ((struct why_finding *)crash->findings)[0].confidence = WHY_CERTAIN;
    return crash;
}

static void signatures_excuse_what_nothing_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(known_cases); i++) {
        struct why_gate *gate = make_gate();
        struct why_crash *crash = make_real_crash();

        add_signatures(gate, known_cases[i].signatures);
        assert_int_equal(why_gate_add(gate, ALL, NULL), WHY_OK);
        test(gate, crash);
        assert_matched(gate, known_cases[i].signatures, known_cases[i].matched);
        why_crash_destroy(crash);
        why_gate_destroy(gate);
    }
}

static void judgement_tells_the_signature(void **state)
{
    struct why_gate *gate = make_gate();
    struct why_crash *crash = make_real_crash();
    const struct why_signature_met *met;
    size_t count;

    (void)state;
    add_signatures(gate, "[x]\ntask = none\n[a]\nfunction = handle\naction = ignore\n"
                         "expires = 2026-01-31\nnote = words\nissue = #7\n");
    assert_true(why_gate_has_signatures(gate));
    test(gate, crash);
    assert_int_equal(crash->judgement.action, WHY_ACTION_FAIL);
    assert_string_equal(crash->judgement.signature, "a");
    assert_string_equal(crash->judgement.note, "words");
    assert_string_equal(crash->judgement.issue, "#7");
    assert_string_equal(crash->judgement.expired, "2026-01-31");
    crash->id = 2;
    test(gate, crash);
    met = why_gate_signatures(gate, &count);
    assert_int_equal(count, 2);
    assert_string_equal(met[0].judgement.signature, "x");
    assert_int_equal(met[0].crashes, 0);
    assert_string_equal(met[1].judgement.signature, "a");
    assert_int_equal(met[1].crashes, 2);
    why_gate_destroy(gate);
    assert_string_equal(crash->judgement.signature, "a"); /* outlives the gate */
    why_crash_destroy(crash);
}

static void an_update_takes_back_what_its_crash_met(void **state)
{
    struct why_gate *gate = make_gate();
    struct why_crash *crash = make_real_crash();
    size_t count;

    (void)state;
    add_signatures(gate, "[a]\ntask = late\naction = ignore\n");
    assert_int_equal(why_gate_add(gate, "crash", NULL), WHY_OK);
    test(gate, crash);
    assert_matched(gate, "first", "crash");
    crash->task = "late";
    crash->update = true;
    test(gate, crash);
    assert_matched(gate, "update", "");
    test(gate, crash);
    assert_int_equal(why_gate_signatures(gate, &count)[0].crashes, 1);
    why_crash_destroy(crash);
    why_gate_destroy(gate);
}

static const struct {
    const char *class;
    const char *variant;
    bool reset;
} reset_cases[] = {
    { "brownout", NULL, true },
    { "unexpected-reset", "glitch", true },
    { "rtc-wdt", "boot", true },
    { "lockup", NULL, true },
    { "interrupt-wdt", "reset-only", true },
    { "task-wdt", "reset-only", true },
    { "interrupt-wdt", "isr", false },
    { "boot-failure", "bad-image", false },
    { "abort", NULL, false },
};

static void resets_are_told_by_their_verdict(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(reset_cases); i++) {
        struct why_gate *gate = make_gate();
        struct why_finding finding;
        struct why_crash crash = make_crash(&finding, WHY_CERTAIN);
        const char *variant = reset_cases[i].variant;

        finding.rule = why_rule_find(reset_cases[i].class);
        finding.variant = variant;
        assert_non_null(finding.rule);
        assert_true(!variant ||
                    why_rule_has_variant(finding.rule, (why_span){ variant, strlen(variant) }));
        assert_int_equal(why_gate_add(gate, "reset", NULL), WHY_OK);
        test(gate, &crash);
        assert_matched(gate, reset_cases[i].class, reset_cases[i].reset ? "reset" : "");
        why_gate_destroy(gate);
    }
}

static void resets_and_wrong_elfs_are_conditions(void **state)
{
    static const struct why_crash_elf wrong = { .path = "x", .match = WHY_ELF_NO };
    struct why_gate *gate = make_gate();
    struct why_finding finding;
    struct why_crash crash = make_crash(&finding, WHY_CERTAIN);

    (void)state;
    assert_int_equal(why_gate_add(gate, "reset,mismatch", NULL), WHY_OK);
    test(gate, &crash);
    assert_matched(gate, "neither", "");
    crash.elfs = &wrong;
    crash.elf_count = 1;
    test(gate, &crash);
    assert_matched(gate, "wrong ELF", "mismatch");
    finding.rule = why_rule_find("interrupt-wdt");
    finding.variant = "reset-only";
    test(gate, &crash);
    assert_matched(gate, "reset", "reset,mismatch");
    why_gate_destroy(gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_meets_conditions),
        cmocka_unit_test(unknown_names_are_refused_and_add_nothing),
        cmocka_unit_test(only_the_verdict_counts),
        cmocka_unit_test(empty_gate_is_never_failed),
        cmocka_unit_test(crashes_of_a_baseline_are_not_new),
        cmocka_unit_test(signatures_excuse_what_nothing_names),
        cmocka_unit_test(judgement_tells_the_signature),
        cmocka_unit_test(an_update_takes_back_what_its_crash_met),
        cmocka_unit_test(resets_are_told_by_their_verdict),
        cmocka_unit_test(resets_and_wrong_elfs_are_conditions),
    };

    return cmocka_run_group_tests_name("gate/gate", tests, NULL, NULL);
}
