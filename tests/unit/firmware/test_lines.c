/* Paths of sources, as machines of all kinds wrote them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/lines.h"

struct path_case {
    const char *file;
    const char *directory;
    const char *path;
};

/* clang-format off */
static const struct path_case cases[] = {
    { "/src/main.c",                    "/build",   "/src/main.c" },
    { "main/main.c",                    "/build",   "/build/main/main.c" },
    { "../main/main.c",                 "/build",   "/build/../main/main.c" },
    { "main.c",                         NULL,       "main.c" },
    { "C:/esp/main.c",                  "C:/build", "C:/esp/main.c" },
    { "C:/build/C:/esp/main/main.c",    "C:/build", "C:/esp/main/main.c" },
    { "C:/build/D:\\esp\\main.c",       "C:/build", "D:\\esp\\main.c" },
    { "/build/C:/esp/main.c",           "/build",   "C:/esp/main.c" },
    { "/odd/a:b/main.c",                "/build",   "/odd/a:b/main.c" },
    { "/src/\x1b[31mmain.c",            NULL,       "/src/main.c" },
    { "",                               "/build",   "/build/" },
};
/* clang-format on */

static void path_is_absolute_where_that_can_be_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_source_line place = { .file = cases[i].file, .directory = cases[i].directory };
        struct why_arena *arena = why_arena_create((size_t)64 * 1024);
        const char *path = why_line_path(&place, arena);

        if (!path || strcmp(path, cases[i].path) != 0)
            fail_msg("'%s' in '%s' is '%s'", cases[i].file, cases[i].directory, path);
        why_arena_destroy(arena);
    }
}

static void no_file_has_no_path(void **state)
{
    struct why_source_line place = { .directory = "/build" };

    (void)state;
    assert_null(why_line_path(&place, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_absolute_where_that_can_be_told),
        cmocka_unit_test(no_file_has_no_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
