/* Where an expression stands on a line of C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/caret.h"

struct caret_case {
    const char *line;
    const char *expression;
    uint32_t column; /* of the compiler */
    const char *at;  /* the rest of the line from the caret on; NULL: the compiler's column stays */
};

/* clang-format off */
static const struct caret_case cases[] = {
    { "    got = ctx->drv->ops->read(ctx->drv, to);", "ctx->drv", 21, "drv->ops->read(ctx->drv, to);" },
    { "    got = ctx->drv->ops->read(ctx->drv, to);", "ctx->drv->ops", 21, "ops->read(ctx->drv, to);" },
    { "    got = ctx -> drv->ops;", "ctx->drv", 0, "drv->ops;" },
    { "    store_test->data = 0x5F;", "store_test", 22, "store_test->data = 0x5F;" },
    { "    *out = g_sensors[id].value;", "out", 10, "out = g_sensors[id].value;" },
    { "    value = g_sensors[2].next->value;", "g_sensors[2].next", 30, "next->value;" },
    { "    value = g_sensors[ 2 ].next->value;", "g_sensors[2].next", 30, "next->value;" },
    { "    errors = find_driver(address)->errors;", "find_driver()", 36, "find_driver(address)->errors;" },
    { "    return a->x + b->x;", "x", 14, NULL },
    { "    return that->node + node->next;", "node", 30, "node->next;" },
    { "    log(\"node\"); /* node */ node->next = 0;", "node", 30, "node->next = 0;" },
    { "    c = '\"'; node->next = 0;", "node", 20, "node->next = 0;" },
    { "    nodes = my_node; // node", "node", 9, NULL },
    { "    speed_ = speed;", "this", 12, NULL },
    { "    node = node->next;", "node", 16, "node->next;" },
    { "    node = node->next;", "node", 0, "node = node->next;" },
    { "", "node", 3, NULL },
    { "    x = \"open", "open", 3, NULL },
    { "    (*node)->kind = 2;", "*node", 3, "*node)->kind = 2;" },
};
/* clang-format on */

static bool check(const struct caret_case *c)
{
    const why_span line = { c->line, strlen(c->line) };
    const uint32_t wanted = c->at ? (uint32_t)(strlen(c->line) - strlen(c->at)) + 1 : c->column;
    const uint32_t got = why_caret_column(line, c->expression, c->column);

    if (got != wanted)
        print_error("%s in %s: column %u, not %u\n", c->expression, c->line, (unsigned)got,
                    (unsigned)wanted);
    return got == wanted;
}

static void caret_stands_below_the_last_component(void **state)
{
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        failed += !check(&cases[i]);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caret_stands_below_the_last_component),
    };

    return cmocka_run_group_tests_name("caret", tests, NULL, NULL);
}
