/* What a log says is not obeyed by the viewer of a build's output. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "render/commands.h"

struct command_case {
    const char *text;
    enum why_notation notation;
    const char *expected;
};

/* clang-format off */
static const struct command_case command_cases[] = {
    { "::error::x\n",              WHY_NOTATION_TEXT, "\\x3a:error::x\n" },
    { "a\n  ::error file=x::y\n",  WHY_NOTATION_TEXT, "a\n  \\x3a:error file=x::y\n" },
    { "a\r::add-mask::y\n",        WHY_NOTATION_TEXT, "a\r\\x3a:add-mask::y\n" },
    { "a\n \033[1;31m::error::x", WHY_NOTATION_TEXT, "a\n \033[1;31m\\x3a:error::x" },
    { "\033[2m \033[0m::debug::\033[m", WHY_NOTATION_TEXT, "\033[2m \033[0m\\x3a:debug::\033[m" },
    { "x\033[1m::error::x",        WHY_NOTATION_TEXT, "x\033[1m::error::x" },
    { "\033[1K::error::x",         WHY_NOTATION_TEXT, "\033[1K::error::x" },
    { "a ::error::x\n",            WHY_NOTATION_TEXT, "a ::error::x\n" },
    { "::operator new(unsigned)",  WHY_NOTATION_XML,  "&#58;:operator new(unsigned)" },
    { "::Cls::run()",              WHY_NOTATION_TEXT, "::Cls::run()" },
    { "std::vector::at",           WHY_NOTATION_TEXT, "std::vector::at" },
    { "\"x ##[error]y\"",          WHY_NOTATION_JSON, "\"x \\u0023#[error]y\"" },
    { "<a>###[group]</a>",         WHY_NOTATION_XML,  "<a>#&#35;#[group]</a>" },
    { "##vso[task.complete]",      WHY_NOTATION_TEXT, "\\x23#vso[task.complete]" },
    { "##teamcity[x]",             WHY_NOTATION_TEXT, "\\x23#teamcity[x]" },
    { "### a/b: c ## [x] #[y]",    WHY_NOTATION_TEXT, "### a/b: c ## [x] #[y]" },
    { "",                          WHY_NOTATION_TEXT, "" },
};
/* clang-format on */

static void commands_lose_their_first_character(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(command_cases); i++) {
        struct why_strbuf out;

        why_strbuf_init(&out);
        why_strbuf_adds(&out, command_cases[i].text);
        why_commands_disarm(&out, 0, command_cases[i].notation);
        assert_string_equal(out.text, command_cases[i].expected);
        why_strbuf_deinit(&out);
    }
}

static void what_stands_before_is_left_alone(void **state)
{
    struct why_strbuf out;

    (void)state;
    why_strbuf_init(&out);
    why_strbuf_adds(&out, "##[a] ");
    why_commands_disarm(&out, out.len, WHY_NOTATION_TEXT);
    assert_string_equal(out.text, "##[a] ");
    why_strbuf_adds(&out, "::error::x");
    why_commands_disarm(&out, 6, WHY_NOTATION_TEXT);
    assert_string_equal(out.text, "##[a] ::error::x");
    why_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_lose_their_first_character),
        cmocka_unit_test(what_stands_before_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
