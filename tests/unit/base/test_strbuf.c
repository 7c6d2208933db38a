/* A growing buffer is always terminated, and latches its failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/strbuf.h"

static void an_empty_buffer_is_an_empty_text(void **state)
{
    struct why_strbuf sb;

    (void)state;
    why_strbuf_init(&sb);
    assert_string_equal(sb.text, "");
    why_strbuf_clear(&sb);
    why_strbuf_add(&sb, "x", 0);
    assert_string_equal(sb.text, "");
    assert_int_equal(sb.cap, 0);
    why_strbuf_deinit(&sb);
}

static void everything_is_appended_and_terminated(void **state)
{
    struct why_strbuf sb;

    (void)state;
    why_strbuf_init(&sb);
    why_strbuf_adds(&sb, "PC");
    why_strbuf_pad(&sb, ' ', 6);
    why_strbuf_addc(&sb, ':');
    why_strbuf_addf(&sb, " 0x%08x", 0x400d8362u);
    why_strbuf_add(&sb, "\0!", 2);
    assert_int_equal(sb.len, 22);
    assert_memory_equal(sb.text, "PC      : 0x400d8362\0!", 23);
    assert_false(sb.failed);
    why_strbuf_clear(&sb);
    assert_string_equal(sb.text, "");
    why_strbuf_deinit(&sb);
    assert_string_equal(sb.text, "");
}

static void it_grows_as_far_as_needed(void **state)
{
    struct why_strbuf sb;

    (void)state;
    why_strbuf_init(&sb);
    for (size_t i = 0; i < 10000; i++)
        why_strbuf_addf(&sb, "%zu,", i % 10);
    assert_int_equal(sb.len, 20000);
    assert_int_equal(strlen(sb.text), 20000);
    assert_string_equal(sb.text + 19996, "8,9,");
    why_strbuf_deinit(&sb);
}

static void a_failure_is_latched(void **state)
{
    struct why_strbuf sb;

    (void)state;
    why_strbuf_init(&sb);
    why_strbuf_adds(&sb, "kept");
    why_strbuf_pad(&sb, 'x', SIZE_MAX);
    assert_true(sb.failed);
    why_strbuf_adds(&sb, "lost");
    assert_string_equal(sb.text, "kept");
    why_strbuf_clear(&sb);
    assert_false(sb.failed);
    why_strbuf_deinit(&sb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(everything_is_appended_and_terminated),
        cmocka_unit_test(it_grows_as_far_as_needed),
        cmocka_unit_test(a_failure_is_latched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
