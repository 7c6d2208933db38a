/* What is said of a pointer that the ELF names, and what is not said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "rules/engine.h"

#define KNOWN(number)                                                                              \
    {                                                                                              \
        .known = true, .value = (number)                                                           \
    }

/* A store through NULL by "sb a5,10(a0)". */
#define STORE_FAULT                                                                                \
    .chip = "esp32c3", .reason = "Store access fault", .has_instruction = true,                    \
    .instruction = { 0x23, 0x05, 0xf5, 0x00 }

#define STORE_CORE                                                                                 \
    .core = { .given = true,                                                                       \
              .registers = { { "MEPC", 0x42006960 }, { "A0", 0 }, { "A5", 1 }, { "MTVAL", 10 } },  \
              .frames = { { 0x42006960, "store_access_fault", NULL, NULL },                        \
                          { 0x42006984, "app_main", NULL, NULL } } }

/* A call that went to @p target; RA stands behind it. */
#define CALLED(target)                                                                             \
    .chip = "esp32c3", .reason = "Instruction access fault",                                       \
    .core = { .given = true,                                                                       \
              .registers = { { "MEPC", (target) }, { "RA", 0x42000de4 }, { "MTVAL", (target) } },  \
              .frames = { { (target), "??", NULL, NULL },                                          \
                          { 0x42000de4, "run_command", NULL, NULL } } }

static const struct why_came_from passed_null[] = {
    { .frame = 1,
      .function = "app_main",
      .file = "main.c",
      .line = 16,
      .parameter = "store_test",
      .expression = "NULL",
      .value = KNOWN(0) },
};

#define STORE_TEST                                                                                 \
    {                                                                                              \
        .member = "data", .target = "store_test->data", .offset = KNOWN(10), .bytes = 1,           \
        .store = true, .pointer = {                                                                \
            .register_name = "A0",                                                                 \
            .value = KNOWN(0),                                                                     \
            .kind = WHY_EXPRESSION_PARAMETER,                                                      \
            .text = "store_test",                                                                  \
            .type = "store_test_t *",                                                              \
            .variable = "store_test",                                                              \
            .proven = true,                                                                        \
            .came_from = passed_null,                                                              \
            .came_from_count = 1,                                                                  \
        }                                                                                          \
    }

#define DRV                                                                                        \
    {                                                                                              \
        .member = "ops or id", .offset = KNOWN(10), .bytes = 1, .store = true, .pointer = {        \
            .register_name = "A0",                                                                 \
            .value = KNOWN(0),                                                                     \
            .kind = WHY_EXPRESSION_LOADED,                                                         \
            .text = "ctx->bus[ctx->n]->drv",                                                       \
            .type = "struct driver *",                                                             \
            .variable = "ctx",                                                                     \
        }                                                                                          \
    }

#define RESULT                                                                                     \
    {                                                                                              \
        .offset = KNOWN(10), .bytes = 1, .store = true, .pointer = {                               \
            .register_name = "A0",                                                                 \
            .value = KNOWN(0),                                                                     \
            .kind = WHY_EXPRESSION_RESULT,                                                         \
            .text = "find_node()",                                                                 \
            .callee = "find_node",                                                                 \
        }                                                                                          \
    }

#define CALLBACK                                                                                   \
    {                                                                                              \
        .frame = 1, .call = true, .pointer = {                                                     \
            .register_name = "A5",                                                                 \
            .kind = WHY_EXPRESSION_LOADED,                                                         \
            .text = "ops->cb",                                                                     \
            .type = "void (*)(int)",                                                               \
        }                                                                                          \
    }

#define STRLEN                                                                                     \
    {                                                                                              \
        .frame = 1, .function = "strlen", .name = "s", .number = 1, .value = {                     \
            .value = KNOWN(0),                                                                     \
            .kind = WHY_EXPRESSION_LOADED,                                                         \
            .text = "user->name",                                                                  \
            .type = "const char *",                                                                \
        }                                                                                          \
    }

static const struct verdict_case cases[] = {
    { .name = "a parameter that is NULL is named in the summary",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = STORE_TEST },
      .verdict = "null-deref/write certain",
      .function = "store_access_fault",
      .says = "store through NULL pointer `store_test`" },
    { .name = "what debug information says of the register is evidence",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = STORE_TEST },
      .verdict = "null-deref/write certain",
      .says = "A0 holds parameter `store_test` (store_test_t *) here" },
    { .name = "the offset is that of a member",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = STORE_TEST },
      .verdict = "null-deref/write certain",
      .says = "= NULL + 10 (0xa), the offset of member `data` in store_test_t" },
    { .name = "a pointer far from NULL whose index wraps around is not NULL",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true,
                 .access = { .offset = KNOWN(0x75c3fff6),
                             .bytes = 1,
                             .store = true,
                             .pointer = { .value = KNOWN(0x8a3c0014),
                                          .kind = WHY_EXPRESSION_VARIABLE,
                                          .text = "conn" } } },
      .verdict = "wild-pointer/write likely",
      .says = "write through `conn` = 0x8a3c0014, at an index or offset that is out of range" },
    { .name = "the outermost caller is where to look",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = STORE_TEST },
      .verdict = "null-deref/write certain",
      .says = "find out why app_main() passes NULL for `store_test`" },
    { .name = "of a chain the last link is NULL, the one before is not",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = DRV },
      .verdict = "null-deref/write certain",
      .says = "by the code, A0 was read from `ctx->bus[ctx->n]->drv` (struct driver *); "
              "`ctx->bus[ctx->n]` is not NULL" },
    { .name = "several members at the offset are all named",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = DRV },
      .verdict = "null-deref/write certain",
      .says = "the offset of member `ops` or `id` in struct driver" },
    { .name = "a function returned NULL",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = RESULT },
      .verdict = "null-deref/write certain",
      .says = "store through the NULL pointer that find_node() returned" },
    { .name = "what a function returned is to be checked",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true, .access = RESULT },
      .verdict = "null-deref/write certain",
      .says = "check what find_node() returns before it is used" },
    { .name = "the reason why a pointer has no name is told",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true,
                 .access = { .pointer = { .register_name = "A0",
                                          .value = KNOWN(0),
                                          .reason = "two ways meet there" } } },
      .verdict = "null-deref/write certain",
      .says = "which pointer A0 holds is not known: two ways meet there" },
    { .name = "without a name the summary stays as it was",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true,
                 .access = { .pointer = { .register_name = "A0", .value = KNOWN(0) } } },
      .verdict = "null-deref/write certain",
      .says = "write through a NULL pointer, address 0x0000000a" },
    { .name = "a constant is no name",
      .crash = { STORE_FAULT, STORE_CORE, .has_access = true,
                 .access = { .pointer = { .value = KNOWN(0),
                                          .kind = WHY_EXPRESSION_CONSTANT,
                                          .text = "NULL" } } },
      .verdict = "null-deref/write certain",
      .says = "write through a NULL pointer, address 0x0000000a" },
    { .name = "a proven NULL proves the fault whatever was folded into the base",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "A0", 8 }, { "MTVAL", 18 } } },
                 .has_access = true,
                 .access = { .offset = KNOWN(18),
                             .bytes = 1,
                             .pointer = { .value = KNOWN(0),
                                          .kind = WHY_EXPRESSION_PARAMETER,
                                          .text = "table",
                                          .proven = true } } },
      .verdict = "null-deref/write certain" },
    { .name = "a NULL by the code alone does not",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "A0", 8 }, { "MTVAL", 18 } } },
                 .has_access = true,
                 .access = { .offset = KNOWN(18),
                             .bytes = 1,
                             .pointer = { .value = KNOWN(0),
                                          .kind = WHY_EXPRESSION_PARAMETER,
                                          .text = "table" } } },
      .verdict = "null-deref/write likely" },
    { .name = "a pointer that is not NULL is not called so",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "A0", 8 }, { "MTVAL", 18 } } },
                 .has_access = true,
                 .access = { .pointer = { .register_name = "A0",
                                          .value = KNOWN(8),
                                          .kind = WHY_EXPRESSION_PARAMETER,
                                          .text = "table" } } },
      .verdict = "null-deref/write likely",
      .says = "store through `table`, which is NULL + 8" },
    { .name = "an argument of a library function is told at the caller",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x40000600 }, { "A0", 0 }, { "MTVAL", 0 } },
                           .frames = { { 0x40000600, "strlen", NULL, NULL },
                                       { 0x42000de4, "show_name", NULL, NULL } } },
                 .has_argument = true,
                 .argument = STRLEN },
      .verdict = "null-deref/read certain",
      .function = "show_name",
      .says = "strlen(s = NULL), called with `user->name` from show_name()" },
    { .name = "and the caller is said to have passed it",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x40000600 }, { "A0", 0 }, { "MTVAL", 0 } },
                           .frames = { { 0x40000600, "strlen", NULL, NULL },
                                       { 0x42000de4, "show_name", NULL, NULL } } },
                 .has_argument = true,
                 .argument = STRLEN },
      .verdict = "null-deref/read certain",
      .says = "by the code, show_name() passed `user->name` (const char *) to strlen(); `user` is "
              "not NULL" },
    { .name = "an argument that the caller no longer holds is NULL when NULL was accessed",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x40000600 }, { "MTVAL", 0 } },
                           .frames = { { 0x40000600, "strlen", NULL, NULL },
                                       { 0x42000de4, "show_name", NULL, NULL } } },
                 .has_argument = true,
                 .argument = { .frame = 1, .function = "strlen", .number = 1 } },
      .verdict = "null-deref/read certain",
      .says = "strlen(argument 1 = NULL), called from show_name()" },
    { .name = "and may be anything when something near it was",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x40000600 }, { "MTVAL", 8 } },
                           .frames = { { 0x40000600, "strlen", NULL, NULL },
                                       { 0x42000de4, "show_name", NULL, NULL } } },
                 .has_argument = true,
                 .argument = { .frame = 1, .function = "strlen", .number = 1 } },
      .verdict = "null-deref/read likely",
      .says = "read through a NULL pointer, address 0x00000008" },
    { .name = "a call through NULL names the function pointer",
      .crash = { CALLED(0), .has_access = true, .access = CALLBACK },
      .verdict = "null-call certain",
      .function = "run_command",
      .says = "call through NULL function pointer `ops->cb`" },
    { .name = "a call through garbage names it, too",
      .crash = { CALLED(0x8a3c0014), .has_access = true, .access = CALLBACK },
      .verdict = "wild-jump/plain certain",
      .says = "call through `ops->cb` to an address that is not code" },
    { .name = "a pointer of another value is not the one that was called",
      .crash = { CALLED(0x8a3c0014), .has_access = true,
                 .access = { .frame = 1,
                             .call = true,
                             .pointer = { .text = "ops->cb", .value = KNOWN(0x42000100) } } },
      .verdict = "wild-jump/plain certain",
      .says = "jump to an address that is not code" },
    { .name = "an entry of a table of virtual functions",
      .crash = { CALLED(0x8a3c0014), .has_access = true,
                 .access = { .frame = 1,
                             .call = true,
                             .pointer = { .text = "valve->_vptr.Valve[2]",
                                          .kind = WHY_EXPRESSION_LOADED } } },
      .verdict = "wild-jump/vtable certain" },
    { .name = "a wild pointer is named",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x8a3c0014 },
                                          { "MTVAL", 0x8a3c001e } } },
                 .has_access = true,
                 .access = { .offset = KNOWN(10),
                             .bytes = 1,
                             .target = "conn->host",
                             .pointer = { .register_name = "A0",
                                          .value = KNOWN(0x8a3c0014),
                                          .kind = WHY_EXPRESSION_VARIABLE,
                                          .text = "conn",
                                          .proven = true } } },
      .verdict = "wild-pointer/write certain",
      .says = "write through `conn`, which leads nowhere good: 0x8a3c0014 is mapped to nothing" },
    { .name = "and so is what it would have accessed",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x8a3c0014 },
                                          { "MTVAL", 0x8a3c001e } } },
                 .has_access = true,
                 .access = { .offset = KNOWN(10),
                             .bytes = 1,
                             .target = "conn->host",
                             .pointer = { .value = KNOWN(0x8a3c0014), .text = "conn" } } },
      .verdict = "wild-pointer/write certain",
      .says = "MTVAL 0x8a3c001e (`conn->host`) is the address that was refused" },
    { .name = "the pointer that was read from freed memory, and who was freed",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0xfefefefe },
                                          { "MTVAL", 0xfefeff08 } } },
                 .has_access = true,
                 .access = { .pointer = { .register_name = "A0",
                                          .value = KNOWN(0xfefefefe),
                                          .kind = WHY_EXPRESSION_LOADED,
                                          .text = "node->next" } } },
      .verdict = "use-after-free/write likely",
      .contributing = "wild-pointer",
      .says = "`node->next` holds the pattern: what `node` points at was freed before" },
    { .name = "a member that was never set",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0xcececece },
                                          { "MTVAL", 0xcececed8 } } },
                 .has_access = true,
                 .access = { .pointer = { .register_name = "A0",
                                          .value = KNOWN(0xcececece),
                                          .kind = WHY_EXPRESSION_LOADED,
                                          .text = "node->next" } } },
      .verdict = "uninitialized-memory/write likely",
      .says = "write through `node->next`, which was read from new heap memory where nothing had "
              "been written" },
    { .name = "a function pointer from freed memory",
      .crash = { CALLED(0xfefefefe), .has_access = true, .access = CALLBACK },
      .verdict = "use-after-free/call likely",
      .contributing = "wild-jump",
      .says = "call through `ops->cb`, which was read from freed memory" },
    { .name = "an ELF of another build names nothing",
      .crash = { STORE_FAULT, STORE_CORE, .elf = WHY_ELF_NO, .has_access = true,
                 .access = STORE_TEST },
      .verdict = "null-deref/write likely",
      .says = "write through a NULL pointer, address 0x0000000a" },
    { .name = "an instruction that does not fit names nothing",
      .crash = { STORE_FAULT,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "A0", 0 }, { "MTVAL", 4 } } },
                 .has_access = true, .access = STORE_TEST },
      .verdict = "null-deref/write possible",
      .says = "write through a NULL pointer, address 0x00000004" },
};

static void pointers_are_named_as_far_as_they_are_known(void **state)
{
    (void)state;
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

static void the_finding_tells_pointer_and_callers(void **state)
{
    struct crash_recipe recipe = { STORE_FAULT, STORE_CORE, .has_access = true,
                                   .access = STORE_TEST };
    struct why_crash *crash = crash_build(&recipe);
    const struct why_finding *verdict;
    struct why_error err;

    (void)state;
    assert_int_equal(why_diagnose(crash, &err), WHY_OK);
    verdict = &crash->findings[0];
    assert_string_equal(verdict->pointer.expression, "store_test");
    assert_string_equal(verdict->pointer.member, "data");
    assert_string_equal(verdict->pointer.target, "store_test->data");
    assert_string_equal(verdict->pointer.state, "store_test is NULL");
    assert_int_equal(verdict->pointer.member_offset.value, 10);
    assert_int_equal(verdict->came_from_count, 1);
    assert_string_equal(verdict->came_from[0].function, "app_main");
    why_crash_destroy(crash);
}

static void words_of_another_frame_do_not_stand_at_the_line(void **state)
{
    struct crash_recipe recipe = { STORE_FAULT, STORE_CORE, .has_access = true,
                                   .access = STORE_TEST };
    struct why_crash *crash;
    struct why_error err;

    (void)state;
    recipe.access.frame = 1;
    crash = crash_build(&recipe);
    assert_int_equal(why_diagnose(crash, &err), WHY_OK);
    assert_null(crash->findings[0].pointer.state);
    why_crash_destroy(crash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_are_named_as_far_as_they_are_known),
        cmocka_unit_test(the_finding_tells_pointer_and_callers),
        cmocka_unit_test(words_of_another_frame_do_not_stand_at_the_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
