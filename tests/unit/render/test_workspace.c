/* Paths that may be followed: below the workspace, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "render/workspace.h"

struct path_case {
    const char *file;
    const char *root;
    const char *folder;
    const char *expected; /* NULL: lies elsewhere */
};

/* clang-format off */
static const struct path_case path_cases[] = {
    { "main/app.c",               NULL,     NULL,       "main/app.c" },
    { "./main//app.c",            NULL,     NULL,       "main/app.c" },
    { "main/../lib/x.c",          NULL,     NULL,       "lib/x.c" },
    { "/ws/main/app.c",           NULL,     NULL,       NULL },
    { "/ws/main/app.c",           "/ws",    "/ws",      "main/app.c" },
    { "/ws/main/app.c",           "/ws/",   "/ws",      "main/app.c" },
    { "/ws/build/../main/app.c",  "/ws",    "/ws",      "main/app.c" },
    { "/ws2/main/app.c",          "/ws",    "/ws",      NULL },
    { "/ws",                      "/ws",    "/ws",      NULL },
    { "/etc/passwd",              "/",      "/",        "etc/passwd" },
    { "main/app.c",               "/ws",    "/ws/fw",   "fw/main/app.c" },
    { "../logs/crash.log",        "/ws",    "/ws/fw",   "logs/crash.log" },
    { "../../logs/crash.log",     "/ws",    "/ws/fw",   NULL },
    { "main/app.c",               "/ws",    "/other",   NULL },
    { "../ws/main/app.c",         "/ws",    "/other",   "main/app.c" },
    { "main/app.c",               "/w:s",   "/w:s",     "main/app.c" },
    { "../../../etc/passwd",      NULL,     NULL,       NULL },
    { "main/../../etc/passwd",    "/ws",    "/ws",      NULL },
    { "/ws/../etc/passwd",        "/ws",    "/ws",      NULL },
    { "/../../../../etc/passwd",  "/ws",    "/ws",      NULL },
    { "C:\\x\\app.c",             "/ws",    "/ws",      NULL },
    { "C:/x/app.c",               "/ws",    "/ws",      NULL },
    { "main/##[group]x.c",        "/ws",    "/ws",      NULL },
    { "main\\app.c",              "/ws",    "/ws",      NULL },
    { "file:///etc/passwd",       "/ws",    "/ws",      NULL },
    { "main/app.c:1:1: error: x", "/ws",    "/ws",      NULL },
    { "main/a\npp.c",             "/ws",    "/ws",      NULL },
    { "main/\x1b[31mapp.c",       "/ws",    "/ws",      NULL },
    { "main/",                    "/ws",    "/ws",      NULL },
    { ".",                        "/ws",    "/ws",      NULL },
    { "",                         "/ws",    "/ws",      NULL },
    { NULL,                       "/ws",    "/ws",      NULL },
};
/* clang-format on */

static void path_is_relative_to_the_root(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(path_cases); i++) {
        const struct path_case *row = &path_cases[i];
        const struct why_format_options options = { .root = row->root, .folder = row->folder };
        struct why_strbuf out;
        bool below;

        why_strbuf_init(&out);
        below = why_workspace_path(&out, row->file, &options);
        if (below != (row->expected != NULL) || strcmp(out.text, below ? row->expected : "") != 0)
            fail_msg("%s: got %s", row->file ? row->file : "(null)", below ? out.text : "nothing");
        why_strbuf_deinit(&out);
    }
}

static void source_lies_where_the_maps_say(void **state)
{
    static const struct {
        const char *file;
        const char *expected; /* NULL: outside */
    } cases[] = {
        { "/build/main/app.c", "fw/main/app.c" },
        { "/build/lib/x/y.c", "third/y.c" },
        { "/build", "fw" },
        { "/buildings/app.c", NULL },
        { "/build/../../../etc/passwd", NULL },
        { "/idf/heap.c", NULL },
        { "/ws/idf/heap.c", "idf/heap.c" },
        { "C:\\fw\\main\\app.c", "fw/src/main/app.c" },
        { "main/app.c", "fw/main/app.c" },
        { NULL, NULL },
    };
    struct why_format_options options = { .root = "/ws", .folder = "/ws/fw" };
    struct why_sources *sources;

    (void)state;
    assert_int_equal(why_sources_create(&sources, NULL), WHY_OK);
    assert_int_equal(why_sources_add_map(sources, "/build/", ".", NULL), WHY_OK);
    assert_int_equal(why_sources_add_map(sources, "/build/lib/x", "/ws/third", NULL), WHY_OK);
    assert_int_equal(why_sources_add_map(sources, "/idf", "/opt/idf", NULL), WHY_OK);
    assert_int_equal(why_sources_add_map(sources, "C:/fw", "src", NULL), WHY_OK);
    options.sources = sources;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_strbuf out;

        why_strbuf_init(&out);
        if (why_workspace_source(&out, cases[i].file, &options) != (cases[i].expected != NULL) ||
            strcmp(out.text, cases[i].expected ? cases[i].expected : "") != 0)
            fail_msg("%s: got %s", cases[i].file ? cases[i].file : "(null)", out.text);
        why_strbuf_deinit(&out);
    }
    why_sources_destroy(sources);
}

static void overlong_name_is_no_path(void **state)
{
    static char name[8192];
    const struct why_format_options options = { .root = "/ws", .folder = "/ws" };
    struct why_strbuf out;

    (void)state;
    memset(name, 'a', sizeof(name) - 1);
    why_strbuf_init(&out);
    assert_false(why_workspace_path(&out, name, &options));
    assert_int_equal(out.len, 0);
    why_strbuf_deinit(&out);
}

static void log_stands_for_a_source_file_that_is_not_known(void **state)
{
    static const struct {
        const char *log_name;
        const char *path;      /* NULL: not below the root */
        const char *file_name; /* that stands for it then */
    } cases[] = {
        { "logs/a.log", "fw/logs/a.log", "a.log" },
        { "/ws/a.log", "a.log", "a.log" },
        { "/tmp/a.log", NULL, "a.log" },
        { "<stdin>", NULL, "log" },
        { "a\xff.log", NULL, "a\xef\xbf\xbd.log" },
        { "a\x07.log", NULL, "log" },
        { NULL, NULL, "log" },
    };
    const struct why_format_options options = { .root = "/ws", .folder = "/ws/fw" };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const struct why_crash crash = { .log_name = cases[i].log_name, .first_line = 12 };
        struct why_strbuf name;
        struct why_spot_at spot;

        assert_int_equal(why_spot_at_verdict(&spot, &crash, &options), cases[i].path != NULL);
        assert_string_equal(spot.path.text, cases[i].path ? cases[i].path : "");
        assert_int_equal(spot.line, 12);
        why_spot_at_deinit(&spot);
        why_strbuf_init(&name);
        why_log_file_add(&name, &crash);
        assert_string_equal(name.text, cases[i].file_name);
        why_strbuf_deinit(&name);
    }
}

static void uri_holds_no_delimiter(void **state)
{
    struct why_strbuf out;

    (void)state;
    why_strbuf_init(&out);
    why_uri_add(&out, "main/a b?#%:\xc3\xa4.c");
    assert_string_equal(out.text, "main/a%20b%3F%23%25%3A%C3%A4.c");
    why_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_relative_to_the_root),
        cmocka_unit_test(source_lies_where_the_maps_say),
        cmocka_unit_test(overlong_name_is_no_path),
        cmocka_unit_test(log_stands_for_a_source_file_that_is_not_known),
        cmocka_unit_test(uri_holds_no_delimiter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
