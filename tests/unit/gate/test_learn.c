/* What is learned is read back, and is of the crash that it was learned from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "espwhy/gate.h"
#include "espwhy/strbuf.h"
#include "gate/fingerprint.h"
#include "rules/engine.h"

#define TODAY 20260615u
#define CODE 0x400d1000u /* in flash */
#define TEXT_20 "0123456789abcdefghij"
#define TEXT_100 TEXT_20 TEXT_20 TEXT_20 TEXT_20 TEXT_20

static struct why_gate *make_gate(void)
{
    struct why_gate *gate = NULL;

    assert_int_equal(why_gate_create(TODAY, &gate, NULL), WHY_OK);
    return gate;
}

static struct why_crash *make_crash(const char *function, uint32_t id)
{
    const struct crash_recipe recipe = {
        .chip = "esp32",
        .reason = "LoadProhibited",
        .core = { .given = true,
                  .registers = { { "PC", CODE }, { "EXCCAUSE", 28 }, { "EXCVADDR", 8 } },
                  .frames = { { .pc = CODE, .name = function },
                              { .pc = CODE, .name = "handle" },
                              { .pc = CODE, .name = "app_main" } } },
    };
    struct why_crash *crash = crash_build(&recipe);

    crash->id = id;
    crash->first_line = 12;
    crash->log_name = "logs/crash.log";
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(why_fingerprint(crash, NULL), WHY_OK);
    return crash;
}

static void test(struct why_gate *gate, struct why_crash *crash)
{
    assert_int_equal(why_gate_test(gate, crash, NULL), WHY_OK);
}

/* What a run with these crashes learns behind what a file holds; to be freed. */
static struct why_strbuf learn(const char *file, struct why_crash *const *crashes, size_t count)
{
    struct why_gate *gate = make_gate();
    struct why_strbuf out;

    assert_int_equal(why_gate_learn(gate, file, strlen(file), NULL), WHY_OK);
    for (size_t i = 0; i < count; i++)
        test(gate, crashes[i]);
    why_strbuf_init(&out);
    why_strbuf_adds(&out, why_gate_learned(gate));
    why_gate_destroy(gate);
    return out;
}

/* True when the text is a sound file, whose signature is of the crash. */
static bool recognises(const char *text, struct why_crash *crash)
{
    struct why_gate *gate = make_gate();
    struct why_error err = { .text = "" };
    bool recognised;

    if (why_gate_add_signatures(gate, text, strlen(text), &err) != WHY_OK)
        fail_msg("%s\nin: %s", err.text, text);
    crash->judgement = (struct why_judgement){ .signature = NULL };
    test(gate, crash);
    recognised = crash->judgement.signature != NULL;
    crash->judgement = (struct why_judgement){ .signature = NULL };
    why_gate_destroy(gate);
    return recognised;
}

static void a_crash_becomes_a_signature(void **state)
{
    struct why_crash *crash = make_crash("sensor_read", 1);
    struct why_strbuf text = learn("", &crash, 1);
    struct why_strbuf expected;

    (void)state;
    why_strbuf_init(&expected);
    why_strbuf_addf(&expected,
                    "\n[null-deref-sensor_read]\nclass = null-deref\n"
                    "function = top:sensor_read\nfingerprint = %s\n"
                    "note = %s (crash.log:12, 2026-06-15)\naction = fail\n",
                    crash->fingerprint, crash->findings[0].summary);
    assert_string_equal(text.text, expected.text);
    assert_true(recognises(text.text, crash));
    why_strbuf_deinit(&expected);
    why_strbuf_deinit(&text);
    why_crash_destroy(crash);
}

/* Names that a hostile or an odd firmware may have. */
static const char *const odd_names[] = {
    "Ring::operator[](int)",
    "operator new(unsigned int)",
    "a*b?c\\d",
    "x ; action = ignore",
    "a;b",
    "]\\n[evil",
    "[evil]",
    "# no comment",
    "= ignore",
    "{lambda(int)#1}::operator()(int) const",
    "<impl core::fmt::Display for app::Error>::fmt",
    TEXT_100 TEXT_100,
    "gr\xc3\xb6\xc3\x9f"
    "e",
    "\xc3\xa4" TEXT_20 TEXT_20 TEXT_20 "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
    "********************************************************************************************",
};

static void odd_texts_neither_break_the_file_nor_the_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(odd_names); i++) {
        struct why_crash *crash = make_crash(odd_names[i], 1);
        struct why_strbuf text;

        ((struct why_finding *)crash->findings)[0].summary = odd_names[i];
        crash->log_name = "a\n[b]\x1b[2J ; c.log";
        text = learn("", &crash, 1);
        if (!recognises(text.text, crash))
            fail_msg("not of its crash: %s", text.text);
        assert_null(strstr(text.text, "\n[evil"));
        assert_null(strstr(text.text, "\naction = ignore"));
        why_strbuf_deinit(&text);
        why_crash_destroy(crash);
    }
}

static void each_fault_is_learned_once_under_a_name_of_its_own(void **state)
{
    struct why_crash *crashes[] = { make_crash("a::b", 1), make_crash("a::b", 2),
                                    make_crash("a-b", 3) };
    struct why_strbuf text = learn("", crashes, WHY_COUNTOF(crashes));
    struct why_strbuf again;

    (void)state;
    assert_non_null(strstr(text.text, "[null-deref-a-b]"));
    assert_non_null(strstr(text.text, "[null-deref-a-b-2]"));
    assert_null(strstr(text.text, "[null-deref-a-b-3]"));
    again = learn(text.text, crashes, WHY_COUNTOF(crashes));
    assert_string_equal(again.text, "");
    for (size_t i = 0; i < WHY_COUNTOF(crashes); i++)
        why_crash_destroy(crashes[i]);
    why_strbuf_deinit(&again);
    why_strbuf_deinit(&text);
}

static void names_of_known_signatures_are_not_used(void **state)
{
    static const char others[] = "[null-deref-a]\ntask = none\n";
    struct why_crash *crash = make_crash("a", 1);
    struct why_gate *gate = make_gate();

    (void)state;
    assert_int_equal(why_gate_add_signatures(gate, others, strlen(others), NULL), WHY_OK);
    assert_int_equal(why_gate_learn(gate, "", 0, NULL), WHY_OK);
    test(gate, crash);
    assert_non_null(strstr(why_gate_learned(gate), "[null-deref-a-2]"));
    why_gate_destroy(gate);
    why_crash_destroy(crash);
}

static void what_a_signature_is_of_is_not_learned(void **state)
{
    static const char known[] = "[mine]\nclass = null-deref\naction = ignore\n";
    struct why_crash *crash = make_crash("a", 1);
    struct why_gate *gate = make_gate();
    struct why_strbuf text = learn(known, &crash, 1);

    (void)state;
    assert_string_equal(text.text, "");
    assert_int_equal(why_gate_add_signatures(gate, known, strlen(known), NULL), WHY_OK);
    assert_int_equal(why_gate_learn(gate, "", 0, NULL), WHY_OK);
    test(gate, crash);
    assert_string_equal(why_gate_learned(gate), "");
    why_strbuf_deinit(&text);
    why_gate_destroy(gate);
    why_crash_destroy(crash);
}

static void an_update_is_learned_in_place_of_its_crash(void **state)
{
    struct why_crash *crashes[] = { make_crash("early", 1), make_crash("late", 1) };
    struct why_strbuf text = learn("", crashes, WHY_COUNTOF(crashes));

    (void)state;
    assert_null(strstr(text.text, "early"));
    assert_non_null(strstr(text.text, "[null-deref-late]"));
    why_strbuf_deinit(&text);
    why_crash_destroy(crashes[0]);
    why_crash_destroy(crashes[1]);
}

static void a_broken_file_is_refused(void **state)
{
    static const char broken[] = "[a]\nclas = x\n";
    struct why_gate *gate = make_gate();
    struct why_error err = { .text = "" };

    (void)state;
    assert_int_equal(why_gate_learn(gate, broken, strlen(broken), &err), WHY_E_USAGE);
    assert_string_equal(err.text, "2: unknown key 'clas', did you mean 'class'?");
    why_gate_destroy(gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crash_becomes_a_signature),
        cmocka_unit_test(odd_texts_neither_break_the_file_nor_the_match),
        cmocka_unit_test(each_fault_is_learned_once_under_a_name_of_its_own),
        cmocka_unit_test(names_of_known_signatures_are_not_used),
        cmocka_unit_test(what_a_signature_is_of_is_not_learned),
        cmocka_unit_test(an_update_is_learned_in_place_of_its_crash),
        cmocka_unit_test(a_broken_file_is_refused),
    };

    return cmocka_run_group_tests_name("gate/learn", tests, NULL, NULL);
}
