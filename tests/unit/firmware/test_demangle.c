/* Names as the source spells them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/demangle.h"

#define ARENA_BYTES ((size_t)1024 * 1024)

struct name_case {
    const char *in;
    const char *out;
};

/* clang-format off */
static const struct name_case cases[] = {
    { "app_main",                                  "app_main" },
    { "_ZN4Ring4pushEi",                           "Ring::push(int)" },
    { "_ZNK4Ring4sizeEv",                          "Ring::size() const" },
    { "_ZN12_GLOBAL__N_14pool4freeEPv.constprop.0", "(anonymous namespace)::pool::free(void*)" },
    { "_ZN4core9panicking9panic_fmt17h0123456789abcdefE", "core::panicking::panic_fmt" },
    { "_RNvC6_123foo3bar",                         "123foo::bar" },
    { "xQueueReceive.isra.0",                      "xQueueReceive" },
    { "copy.part.0.constprop.1",                   "copy" },
    { "panic_handler.cold",                        "panic_handler" },
    { "_Z",                                        "_Z" },
    { "_ZN",                                       "_ZN" },
    { "",                                          "" },
    { ".isra.0",                                   ".isra.0" },
    { "bad\x1b[31m\x01name",                       "bad\\x01name" },
};
/* clang-format on */

static void names_are_readable(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct why_arena *arena = why_arena_create(ARENA_BYTES);
        const char *out = why_demangle(arena, cases[i].in);

        if (strcmp(out, cases[i].out) != 0)
            fail_msg("%s became %s", cases[i].in, out);
        why_arena_destroy(arena);
    }
}

/* Each level of "pair<S, S>" doubles the text: 2^40 bytes of it if nobody stopped the printer. */
static void name_that_explodes_stays_as_it_is(void **state)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    struct why_arena *arena = why_arena_create(ARENA_BYTES);
    char name[512] = "_Z1fSt4pairIiiE";
    size_t len = strlen(name);

    (void)state;
    for (size_t i = 1; i < 30; i++) {
        const char step[] = {
            'S', '_', 'I', 'S', digits[i - 1], '_', 'S', digits[i - 1], '_', 'E'
        };

        memcpy(name + len, step, sizeof(step));
        len += sizeof(step);
    }
    assert_string_equal(why_demangle(arena, name), name);
    why_arena_destroy(arena);
}

static void only_mangled_names_are_demangled(void **state)
{
    struct why_arena *arena = why_arena_create(ARENA_BYTES);

    (void)state;
    assert_null(why_demangle_only(arena, "app_main"));
    assert_null(why_demangle_only(arena, "_Zzz"));
    assert_string_equal(why_demangle_only(arena, "_Z1fv"), "f()");
    why_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_readable),
        cmocka_unit_test(name_that_explodes_stays_as_it_is),
        cmocka_unit_test(only_mangled_names_are_demangled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
