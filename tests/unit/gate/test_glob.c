/* Patterns: which are sound, what they match, how a text becomes one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "gate/glob.h"

static void sound_patterns_are_taken(void **state)
{
    static const char *const sound[] = { "",        "*",       "a?c",           "[a-z]",
                                         "[]]",     "[!]a]",   "[[:alpha:]_]*", "\\[",
                                         "a\\\\",   "x]",      "[\\]]",         "[^]]",
                                         "[a-z-9]", "[z-]",    "[-a]",          "[]-a]",
                                         "[a-a]",   "[z\\-a]", "[[:alpha:]-0]" };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(sound); i++)
        if (why_glob_fault(sound[i]))
            fail_msg("'%s': %s", sound[i], why_glob_fault(sound[i]));
}

static void broken_patterns_are_told(void **state)
{
    static const char *const broken[] = { "[",      "a[b",        "operator[]", "[!]",
                                          "a\\",    "[[:alfa:]]", "[[:alpha]",  "[]",
                                          "[z-a]",  "[!9-0]",     "x[a-cz-a]*", "[\\z-a]",
                                          "[z-\\a]" };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(broken); i++)
        if (!why_glob_fault(broken[i]))
            fail_msg("'%s' was taken", broken[i]);
}

static void paths_match_from_any_folder_on(void **state)
{
    (void)state;
    assert_true(why_glob_matches_path("main/app.c", "/home/me/project/main/app.c"));
    assert_true(why_glob_matches_path("app.c", "main/app.c"));
    assert_true(why_glob_matches_path("*/main/*", "/home/me/main/sub/app.c"));
    assert_true(why_glob_matches_path("app.c", "app.c"));
    assert_false(why_glob_matches_path("pp.c", "main/app.c"));
    assert_false(why_glob_matches_path("main", "main/app.c"));
    assert_false(why_glob_matches_path("*", ""));
}

static void literal_patterns_match_their_text_alone(void **state)
{
    static const char *const texts[] = {
        "operator[]", "a*b", "what?", "back\\slash", "plain", "x]"
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(texts); i++) {
        struct why_strbuf glob;

        why_strbuf_init(&glob);
        why_glob_add_literal(&glob, texts[i], strlen(texts[i]));
        assert_null(why_glob_fault(glob.text));
        assert_true(why_glob_matches(glob.text, texts[i]));
        assert_false(why_glob_matches(glob.text, "axxb"));
        why_strbuf_deinit(&glob);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_patterns_are_taken),
        cmocka_unit_test(broken_patterns_are_told),
        cmocka_unit_test(paths_match_from_any_folder_on),
        cmocka_unit_test(literal_patterns_match_their_text_alone),
    };

    return cmocka_run_group_tests_name("gate/glob", tests, NULL, NULL);
}
