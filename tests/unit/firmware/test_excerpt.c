/* The lines around a verdict's place, as read from a file. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "espwhy/diagnosis.h"
#include "espwhy/strbuf.h"
#include "firmware/excerpt.h"

#define PATH_BYTES 64

/* A folder with one source, and a crash at a line of it. */
struct scene {
    char folder[32];
    char source[PATH_BYTES];
    char elf[PATH_BYTES];
    struct why_sources *sources;
    struct why_crash crash;
    struct why_finding finding;
    struct why_function function;
    struct why_frame frame;
    struct why_core core;
    struct why_crash_elf elf_file;
};

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void set_age(const char *path, time_t written)
{
    const struct timespec times[2] = { { .tv_sec = written }, { .tv_sec = written } };

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));

    if (!scene)
        return -1;
    (void)snprintf(scene->folder, sizeof(scene->folder), "/tmp/why-excerpt-XXXXXX");
    if (!mkdtemp(scene->folder) || why_sources_create(&scene->sources, NULL) != WHY_OK ||
        why_sources_add_project(scene->sources, scene->folder, NULL) != WHY_OK)
        return -1;
    (void)snprintf(scene->source, PATH_BYTES, "%s/app.c", scene->folder);
    (void)snprintf(scene->elf, PATH_BYTES, "%s/app.elf", scene->folder);
    scene->crash.arena = why_arena_create((size_t)1024 * 1024);
    scene->crash.findings = &scene->finding;
    scene->crash.finding_count = 1;
    *state = scene;
    return scene->crash.arena ? 0 : -1;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    (void)unlink(scene->source);
    (void)unlink(scene->elf);
    (void)rmdir(scene->folder);
    why_sources_destroy(scene->sources);
    why_arena_destroy(scene->crash.arena);
    free(scene);
    return 0;
}

static const struct why_excerpt *quote(struct scene *scene, uint32_t line)
{
    scene->crash.excerpt = NULL;
    scene->finding.place.file = "app.c";
    scene->finding.place.line = line;
    assert_int_equal(why_excerpt_source(&scene->crash, scene->sources, NULL), WHY_OK);
    return scene->crash.excerpt;
}

struct row {
    const char *name;
    const char *file;
    uint32_t line;
    uint32_t first; /* 0: no excerpt */
    const char *lines;
};

/* clang-format off */
static const struct row rows[] = {
    { "in the middle",        "a\nb\nc\nd\ne\nf\n", 3,           1, "a|b|c|d|e|" },
    { "further on",           "a\nb\nc\nd\ne\nf\n", 4,           2, "b|c|d|e|f|" },
    { "first line",           "a\nb\nc\nd\n",       1,           1, "a|b|c|"     },
    { "last line",            "a\nb\nc\nd\n",       4,           2, "b|c|d|"     },
    { "last without its end", "a\nb\nc",            3,           1, "a|b|c|"     },
    { "behind the last",      "a\nb\nc\n",          4,           0, ""           },
    { "largest number",       "a\nb\nc\n",          UINT32_MAX,  0, ""           },
    { "CR LF",                "a\r\nb\r\n\r\nd",    2,           1, "a|b||d|"    },
    { "control bytes, tabs",  "\ta\x1b[31mb\x07\n", 1,           1, " ab\\x07|"  },
    { "no UTF-8",             "a\xff\n",            1,           1, "a\xEF\xBF\xBD|" },
    { "empty",                "",                   1,           0, ""           },
    { "no line",              "a\n",                0,           0, ""           },
};
/* clang-format on */

static void lines_around_the_place(void **state)
{
    struct scene *scene = *state;

    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        const struct why_excerpt *excerpt;
        struct why_strbuf joined;

        why_strbuf_init(&joined);
        write_file(scene->source, rows[i].file, strlen(rows[i].file));
        excerpt = quote(scene, rows[i].line);
        for (size_t k = 0; excerpt && k < excerpt->line_count; k++) {
            why_strbuf_adds(&joined, excerpt->lines[k]);
            why_strbuf_addc(&joined, '|');
        }
        if ((excerpt ? excerpt->first_line : 0) != rows[i].first ||
            strcmp(joined.text, rows[i].lines) != 0)
            fail_msg("%s: \"%s\"", rows[i].name, joined.text);
        why_strbuf_deinit(&joined);
        if (excerpt)
            assert_int_equal(excerpt->line, rows[i].line);
    }
}

static void long_line_is_cut(void **state)
{
    struct scene *scene = *state;
    char *line = malloc(100000);

    assert_non_null(line);
    memset(line, 'x', 100000);
    write_file(scene->source, line, 100000);
    free(line);
    assert_int_equal(strlen(quote(scene, 1)->lines[0]), 400);
}

static void caret_counts_characters(void **state)
{
    struct scene *scene = *state;
    static const char text[] = "\xC3\xA4\xC3\xB6 = p->x;\n";

    write_file(scene->source, text, sizeof(text) - 1);
    scene->function = (struct why_function){ .file = "app.c", .line = 1, .column = 8 };
    scene->frame = (struct why_frame){ .functions = &scene->function, .function_count = 1 };
    scene->core = (struct why_core){
        .backtrace = { .source = WHY_BACKTRACE_DEVICE, .frames = &scene->frame, .frame_count = 1 }
    };
    scene->crash.cores = &scene->core;
    scene->crash.core_count = 1;
    assert_int_equal(quote(scene, 1)->caret, 0);
    scene->finding.place.frame = (struct why_value){ .known = true };
    assert_int_equal(quote(scene, 1)->caret, 6);
    scene->function.column = 1;
    assert_int_equal(quote(scene, 1)->caret, 1);
    scene->function.column = 1000;
    assert_int_equal(quote(scene, 1)->caret, 0);
}

static void file_newer_than_the_elf_is_told(void **state)
{
    struct scene *scene = *state;

    write_file(scene->source, "a\n", 2);
    assert_false(quote(scene, 1)->newer);
    write_file(scene->elf, "x", 1);
    scene->elf_file.path = scene->elf;
    scene->crash.elfs = &scene->elf_file;
    scene->crash.elf_count = 1;
    set_age(scene->elf, 1000000);
    set_age(scene->source, 999999);
    assert_false(quote(scene, 1)->newer);
    set_age(scene->source, 1000030);
    assert_false(quote(scene, 1)->newer);
    set_age(scene->source, 1000100);
    assert_true(quote(scene, 1)->newer);
}

static void elf_of_another_build_shows_no_source(void **state)
{
    struct scene *scene = *state;

    write_file(scene->source, "a\n", 2);
    scene->elf_file = (struct why_crash_elf){ .path = "x", .match = WHY_ELF_NO };
    scene->crash.elfs = &scene->elf_file;
    scene->crash.elf_count = 1;
    assert_null(quote(scene, 1));
}

static void without_places_nothing_is_read(void **state)
{
    struct scene *scene = *state;

    write_file(scene->source, "a\n", 2);
    scene->finding.place.file = "app.c";
    scene->finding.place.line = 1;
    assert_int_equal(why_excerpt_source(&scene->crash, NULL, NULL), WHY_OK);
    assert_null(scene->crash.excerpt);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lines_around_the_place),
        CASE(long_line_is_cut),
        CASE(caret_counts_characters),
        CASE(file_newer_than_the_elf_is_told),
        CASE(elf_of_another_build_shows_no_source),
        CASE(without_places_nothing_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
