/* The manual page of a class, the list of classes, the manual of all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "sample_crash.h"

static const struct why_format_options options = { .width = 100 };

static void page_has_every_part(void **state)
{
    struct why_strbuf out;

    (void)state;
    why_strbuf_init(&out);
    why_format_explain(&out, &sample_rule, &options);
    assert_string_equal(out.text, "null-deref: Null pointer dereference\n"
                                  "\n"
                                  "  variants       read, write\n"
                                  "  claims         at most certain\n"
                                  "  comes before   wild-pointer, unknown\n"
                                  "\n"
                                  "what it means\n"
                                  "  A pointer was NULL.\n"
                                  "\n"
                                  "how the chip shows it\n"
                                  "  The chip refused a store.\n"
                                  "\n"
                                  "what to check\n"
                                  "  · the pointer\n"
                                  "  · its <owner>\n"
                                  "\n"
                                  "how to reproduce it\n"
                                  "    *pointer = 1;\n"
                                  "\n"
                                  "read more\n"
                                  "  · a manual\n"
                                  "  · another manual\n"
                                  "\n"
                                  "sources\n"
                                  "  · the ISA\n");
    why_strbuf_deinit(&out);
}

static void list_has_a_line_for_every_class(void **state)
{
    struct why_strbuf out;
    const struct why_rule *rule;
    const char *at;

    (void)state;
    why_strbuf_init(&out);
    why_format_fault_list(&out, &options);
    at = out.text;
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        at = strstr(at, rule->id);
        assert_non_null(at);
        assert_true(at == out.text || at[-1] == '\n');
    }
    why_strbuf_deinit(&out);
}

static void manual_has_a_section_for_every_class(void **state)
{
    struct why_strbuf out;
    const struct why_rule *rule;

    (void)state;
    why_strbuf_init(&out);
    why_format_fault_manual(&out);
    for (size_t i = 0; (rule = why_rule_at(i)) != NULL; i++) {
        char heading[80];
        char link[160];

        (void)snprintf(heading, sizeof(heading), "\n## %s\n", rule->id);
        (void)snprintf(link, sizeof(link), "| [%s](#%s) |", rule->id, rule->id);
        assert_non_null(strstr(out.text, heading));
        assert_non_null(strstr(out.text, link));
    }
    why_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_has_every_part),
        cmocka_unit_test(list_has_a_line_for_every_class),
        cmocka_unit_test(manual_has_a_section_for_every_class),
    };

    return cmocka_run_group_tests_name("render/explain", tests, NULL, NULL);
}
