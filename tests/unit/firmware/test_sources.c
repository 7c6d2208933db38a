/* Which file a path leads to, and which ones are never opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "firmware/sources.h"

#define COMMAND_BYTES 2048

/* A folder with sources at several places, made anew for each test. */
struct tree {
    char root[32];
    struct why_sources *sources;
};

static void write_tree(const struct tree *tree)
{
    static const char script[] =
        "cd %s && mkdir -p p/main p/src q/src/deep real out p/dir.c && "
        "echo x | tee p/main/app.c p/src/a.c q/src/a.c q/src/deep/a.c "
        "q/top.c real/in.cpp out/secret.c p/.env p/main/key.pem >p/low.S && "
        "ln -s ../../out/secret.c p/main/link.c && ln -s ../.env "
        "p/main/env.c && ln -s real linked && mkfifo p/main/pipe.c";
    char command[COMMAND_BYTES];

    assert_in_range(snprintf(command, sizeof(command), script, tree->root), 1, sizeof(command) - 1);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): no input of others in it */
}

static int set_up(void **state)
{
    struct tree *tree = calloc(1, sizeof(*tree));

    if (!tree)
        return -1;
    (void)snprintf(tree->root, sizeof(tree->root), "/tmp/why-sources-XXXXXX");
    if (!mkdtemp(tree->root) || why_sources_create(&tree->sources, NULL) != WHY_OK)
        return -1;
    write_tree(tree);
    *state = tree;
    return 0;
}

static int tear_down(void **state)
{
    struct tree *tree = *state;
    char command[COMMAND_BYTES];

    why_sources_destroy(tree->sources);
    (void)snprintf(command, sizeof(command), "rm -rf %s", tree->root);
    if (system(command) != 0) /* NOLINT(cert-env33-c): no input of others in it */
        return -1;
    free(tree);
    return 0;
}

/* What a path leads to, below the tree; "" for nothing. "@" in the path is the tree. */
static void check(const struct tree *tree, const char *path, const char *expected)
{
    char named[COMMAND_BYTES];
    char *real = realpath(tree->root, NULL);
    char *found = NULL;

    (void)snprintf(named, sizeof(named), "%s%s", path[0] == '@' ? tree->root : "",
                   path[0] == '@' ? path + 1 : path);
    assert_non_null(real);
    assert_int_equal(why_sources_find(tree->sources, named, &found, NULL), WHY_OK);
    if (!found)
        found = strdup("");
    else
        memmove(found, found + strlen(real) + 1, strlen(found) - strlen(real));
    if (strcmp(found, expected) != 0)
        fail_msg("%s leads to \"%s\", not to \"%s\"", path, found, expected);
    free(found);
    free(real);
}

static const char *below(const struct tree *tree, const char *name, char *path)
{
    (void)snprintf(path, COMMAND_BYTES, "%s/%s", tree->root, name);
    return path;
}

static void add_map(const struct tree *tree, const char *from, const char *to)
{
    char path[COMMAND_BYTES];

    assert_int_equal(why_sources_add_map(tree->sources, from, below(tree, to, path), NULL), WHY_OK);
}

static void add_dir(const struct tree *tree, const char *name)
{
    char path[COMMAND_BYTES];

    assert_int_equal(why_sources_add_dir(tree->sources, below(tree, name, path), NULL), WHY_OK);
}

static void add_project(const struct tree *tree, const char *name)
{
    char path[COMMAND_BYTES];

    assert_int_equal(why_sources_add_project(tree->sources, below(tree, name, path), NULL), WHY_OK);
}

static void nothing_is_found_where_nothing_was_told(void **state)
{
    check(*state, "@/p/main/app.c", "");
    check(*state, "main/app.c", "");
    check(*state, "", "");
}

static void project_has_files_under_their_own_paths(void **state)
{
    add_project(*state, "p");
    check(*state, "@/p/main/app.c", "p/main/app.c");
    check(*state, "main/app.c", "p/main/app.c");
    check(*state, "./main/../main/app.c", "p/main/app.c");
    check(*state, "low.S", "p/low.S");
    check(*state, "app.c", "");
    check(*state, "/main/app.c", "");
}

static void project_is_not_left(void **state)
{
    add_project(*state, "p");
    check(*state, "@/out/secret.c", "");
    check(*state, "@/p/../out/secret.c", "");
    check(*state, "../out/secret.c", "");
    check(*state, "main/link.c", "");
    check(*state, "@/p-other/a.c", "");
}

static void only_regular_files_of_source_code(void **state)
{
    add_project(*state, "p");
    check(*state, ".env", "");
    check(*state, "main/key.pem", "");
    check(*state, "main/env.c", "");
    check(*state, "main/pipe.c", "");
    check(*state, "dir.c", "");
    check(*state, "main", "");
}

static void project_behind_a_link(void **state)
{
    add_project(*state, "linked");
    check(*state, "@/linked/in.cpp", "real/in.cpp");
    check(*state, "@/real/in.cpp", "real/in.cpp");
}

static void longest_map_wins_then_the_first(void **state)
{
    add_map(*state, "/b", "out");
    add_map(*state, "/b/src/", "q/src");
    add_map(*state, "/b/src", "p/src");
    check(*state, "/b/src/a.c", "q/src/a.c");
    check(*state, "/b/secret.c", "out/secret.c");
    check(*state, "/bsrc/a.c", "");
    check(*state, "/b/src2/a.c", "");
    check(*state, "/x/b/src/a.c", "");
}

static void map_is_not_left(void **state)
{
    add_map(*state, "/b", "p");
    add_map(*state, "/gone", "nowhere");
    check(*state, "/b/main/app.c", "p/main/app.c");
    check(*state, "/b/../out/secret.c", "");
    check(*state, "/b/main/link.c", "");
    check(*state, "/gone/main/app.c", "");
}

static void map_of_all_paths_and_of_one_file(void **state)
{
    add_map(*state, "/", "p");
    add_map(*state, "/one.c", "q/top.c");
    check(*state, "/main/app.c", "p/main/app.c");
    check(*state, "/one.c", "q/top.c");
}

static void folder_has_the_longest_tail(void **state)
{
    add_dir(*state, "q");
    check(*state, "/b/src/deep/a.c", "q/src/deep/a.c");
    check(*state, "/b/src/a.c", "q/src/a.c");
    check(*state, "src/a.c", "q/src/a.c");
    check(*state, "/b/other/top.c", "q/top.c");
    check(*state, "/b/deep/a.c", "");
    check(*state, "C:\\b\\src\\a.c", "q/src/a.c");
}

static void longer_tail_wins_over_the_first_folder(void **state)
{
    add_dir(*state, "q/src");
    add_dir(*state, "p");
    check(*state, "/b/src/a.c", "p/src/a.c");
    check(*state, "/b/other/a.c", "q/src/a.c");
}

static void folder_is_not_left(void **state)
{
    add_dir(*state, "p");
    check(*state, "/b/../out/secret.c", "");
    check(*state, "../out/secret.c", "");
    check(*state, "/b/main/link.c", "");
    check(*state, "@/out/secret.c", "");
}

static void map_then_folder_then_project(void **state)
{
    add_project(*state, "p");
    check(*state, "src/a.c", "p/src/a.c");
    add_dir(*state, "q");
    check(*state, "src/a.c", "q/src/a.c");
    add_map(*state, "src", "q/src/deep");
    check(*state, "src/a.c", "q/src/deep/a.c");
}

static void folder_that_is_none_is_an_error(void **state)
{
    struct tree *tree = *state;
    struct why_error err = { .status = WHY_OK };
    char path[COMMAND_BYTES];

    assert_int_equal(why_sources_add_dir(tree->sources, below(tree, "nowhere", path), &err),
                     WHY_E_IO);
    assert_non_null(strstr(err.text, "nowhere"));
    assert_int_equal(why_sources_add_dir(tree->sources, below(tree, "q/top.c", path), &err),
                     WHY_E_IO);
}

static void path_that_is_too_long_is_not_found(void **state)
{
    const struct tree *tree = *state;
    char *path = malloc(100001);
    char *found = NULL;

    add_dir(tree, "q");
    assert_non_null(path);
    memset(path, '/', 100000);
    memcpy(path + 100000 - 6, "/top.c", sizeof("/top.c"));
    assert_int_equal(why_sources_find(tree->sources, path, &found, NULL), WHY_OK);
    assert_null(found);
    free(path);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_found_where_nothing_was_told),
        CASE(project_has_files_under_their_own_paths),
        CASE(project_is_not_left),
        CASE(only_regular_files_of_source_code),
        CASE(project_behind_a_link),
        CASE(longest_map_wins_then_the_first),
        CASE(map_is_not_left),
        CASE(map_of_all_paths_and_of_one_file),
        CASE(folder_has_the_longest_tail),
        CASE(longer_tail_wins_over_the_first_folder),
        CASE(folder_is_not_left),
        CASE(map_then_folder_then_project),
        CASE(folder_that_is_none_is_an_error),
        CASE(path_that_is_too_long_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
