/* Log bytes become text that does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "base/text.h"

#define FFFD "\xef\xbf\xbd"

static const struct text_case {
    const char *name;
    const char *bytes;
    const char *text;
} texts[] = {
    { "plain", "PC : 0x4", "PC : 0x4" },
    { "UTF-8", "\xc3\xa4\xe2\x86\x92\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x86\x92\xf0\x9f\x98\x80" },
    { "a tab is a blank", "a\tb", "a b" },
    { "control bytes are shown", "a\x07\x08\x7f", "a\\x07\\x08\\x7f" },
    { "colour", "\x1b[0;31mE (1)\x1b[0m", "E (1)" },
    { "cursor movement", "\x1b[2J\x1b[10;20Hx", "x" },
    { "two-byte escape",
      "\x1b"
      "Dx",
      "x" },
    { "a cut escape is shown", "x\x1b[0;3", "x\\x1b[0;3" },
    { "an escape alone", "\x1b", "\\x1b" },
    { "stray continuation",
      "a\x80"
      "b",
      "a" FFFD "b" },
    { "cut sequence", "a\xe2\x86", "a" FFFD FFFD },
    { "overlong slash", "\xc0\xaf", FFFD FFFD },
    { "surrogate", "\xed\xa0\x80", FFFD FFFD FFFD },
    { "beyond Unicode", "\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD },
    { "five bytes", "\xf8\x88\x80\x80\x80", FFFD FFFD FFFD FFFD FFFD },
    { "right to left override",
      "a\xe2\x80\xae"
      "b",
      "a" FFFD "b" },
    { "isolate",
      "a\xe2\x81\xa6"
      "b",
      "a" FFFD "b" },
    { "Arabic letter mark", "a\xd8\x9cz", "a" FFFD "z" },
    { "C1 control",
      "a\xc2\x9b"
      "31m",
      "a" FFFD "31m" },
    { "nothing", "", "" },
};

static void bytes_become_clean_text(void **state)
{
    struct why_arena *arena = why_arena_create(1u << 20);

    (void)state;
    assert_non_null(arena);
    for (size_t i = 0; i < WHY_COUNTOF(texts); i++) {
        const char *text = why_text_clean(arena, why_span_of(texts[i].bytes));

        if (strcmp(text, texts[i].text) != 0)
            fail_msg("%s: '%s', not '%s'", texts[i].name, text, texts[i].text);
    }
    assert_string_equal(why_text_clean(arena, (why_span){ "a\0b", 3 }), "a\\x00b");
    assert_false(why_arena_failed(arena));
    why_arena_destroy(arena);
}

static void text_needs_memory(void **state)
{
    struct why_arena *arena = why_arena_create(8);

    (void)state;
    assert_non_null(arena);
    assert_string_equal(why_text_clean(arena, why_span_of("longer than that")), "");
    assert_true(why_arena_failed(arena));
    why_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_clean_text),
        cmocka_unit_test(text_needs_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
