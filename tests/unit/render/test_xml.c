/* Text in XML ends neither its element nor its attribute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "render/xml.h"

struct xml_case {
    const char *text;
    const char *expected;
};

/* clang-format off */
static const struct xml_case xml_cases[] = {
    { "a < b && c > d",           "a &lt; b &amp;&amp; c &gt; d" },
    { "\"x\" 'y'",                "&quot;x&quot; &apos;y&apos;" },
    { "]]></failure>",            "]]&gt;&lt;/failure&gt;" },
    { "&#0;",                     "&amp;#0;" },
    { "a\nb\tc",                  "a\nb\tc" },
    { "a\rb\x1b[31m\x01",         "a?b?[31m?" },
    { "a\xef\xbf\xbe" "b\xef\xbf\xbf", "a?b?" },
    { "\xef\xbf\xbd \xc3\xa4",    "\xef\xbf\xbd \xc3\xa4" },
    { "",                         "" },
};
/* clang-format on */

static void markup_is_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(xml_cases); i++) {
        struct why_strbuf out;

        why_strbuf_init(&out);
        why_xml_add(&out, xml_cases[i].text);
        assert_string_equal(out.text, xml_cases[i].expected);
        why_strbuf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
