/* Plain names: every spelling of a function gives the same words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "gate/plain_name.h"

struct name_case {
    const char *name;
    const char *plain;
};

static const struct name_case name_cases[] = {
    { "app_main", "app_main" },
    { "", "" },
    { "::", "" },
    /* copies that compilers make */
    { "send_packet.isra.0", "send_packet" },
    { "send_packet.constprop.0.isra.1", "send_packet" },
    { "send_packet.part.0.cold", "send_packet" },
    { "send_packet.lto_priv.12", "send_packet" },
    { "send_packet.llvm.1234567890", "send_packet" },
    { "send_packet$part$0", "send_packet" },
    { "send_packet$isra$0$cold", "send_packet" },
    { "send_packet [clone .isra.0]", "send_packet" },
    { "ring::push(int) [clone .part.3] [clone .cold]", "ring::push" },
    { "ring::push(int) (.isra.0)", "ring::push" },
    { "memcpy@@LIB_1.0", "memcpy" },
    { ".hidden", ".hidden" },
    /* C++ */
    { "irrigation::Range<int>::clamp(int) const", "irrigation::Range::clamp" },
    { "irrigation::Range::clamp", "irrigation::Range::clamp" },
    { "_ZNK10irrigation5RangeIiE5clampEi", "irrigation::Range::clamp" },
    { "_ZN4ring4pushEi.part.0", "ring::push" },
    { "int const& std::max<int>(int const&, int const&)", "std::max" },
    { "void visit<Shape<(Kind)2>, (1 > 0)>(Shape<(Kind)2>&)", "visit" },
    { "decltype (size(x)) ring::count<Ring>(Ring&)", "ring::count" },
    { "Ring::name[abi:cxx11]() const", "Ring::name" },
    { "Ring::~Ring()", "Ring::~Ring" },
    { "Ring::swap(Ring&) &&", "Ring::swap" },
    { "(anonymous namespace)::poll(int)", "poll" },
    { "net::(anonymous namespace)::poll(int)", "net::poll" },
    { "net::<unnamed>::poll", "net::poll" },
    { "net::{anonymous}::poll", "net::poll" },
    { "non-virtual thunk to Pump::start(int)", "Pump::start" },
    { "setup()::{lambda(int)#1}::operator()(int) const", "setup::{lambda}" },
    { "setup(int) const::{lambda(int)#2}::operator()(int) const", "setup::{lambda}" },
    { "setup()::<lambda(int)>::operator()(int) const", "setup::{lambda}" },
    { "setup()::<lambda()>", "setup::{lambda}" },
    { "setup()::{lambda(int)#1}::_FUN(int)", "setup::{lambda}" },
    { "setup()::'lambda'()::operator()() const", "setup::{lambda}" },
    { "setup()::'lambda0'(int)::operator()(int) const", "setup::{lambda}" },
    { "setup()::$_1::operator()() const", "setup::{lambda}" },
    { "Bits::operator<(Bits const&) const", "Bits::operator<" },
    { "Bits& operator<< <int>(Bits&, int)", "operator<<" },
    { "Bits::operator->()", "Bits::operator->" },
    { "Bits::operator[](unsigned int)", "Bits::operator[]" },
    { "Bits::operator bool() const", "Bits::operator bool" },
    { "operator new[](unsigned int)", "operator new[]" },
    { "operators::run(int)", "operators::run" },
    { "my_operator(int)", "my_operator" },
    /* Rust */
    { "valve::open::h0123456789abcdef", "valve::open" },
    { "valve::open::h0123456789abcdeg", "valve::open::h0123456789abcdeg" },
    { "_ZN5valve4open17h0123456789abcdefE", "valve::open" },
    { "_RNvCs1234_5valve4open", "valve::open" },
    { "valve::main::{{closure}}::h0123456789abcdef", "valve::main::{closure}" },
    { "valve::main::{closure#0}", "valve::main::{closure}" },
    { "<valve::Relay<T> as valve::Switch>::set", "valve::Relay::set" },
    { "<&mut valve::Relay as valve::Switch>::set", "valve::Relay::set" },
    { "valve::<impl valve::Switch for u32>::set", "valve::set" },
    { "valve::set::<u32, fn() -> i32>", "valve::set" },
    /* what nobody ever closed */
    { "ring::Buffer<int", "ring::Buffer" },
    { "((((", "" },
    { "operator", "operator" },
    { "a b", "b" },
};

static void names_become_plain(void **state)
{
    struct why_arena *arena = why_arena_create(1 << 20);
    unsigned failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(name_cases); i++) {
        const char *plain = why_plain_name(arena, name_cases[i].name);

        if (plain && strcmp(plain, name_cases[i].plain) == 0)
            continue;
        print_error("%s: %s, not %s\n", name_cases[i].name, plain ? plain : "NULL",
                    name_cases[i].plain);
        failed++;
    }
    why_arena_destroy(arena);
    assert_int_equal(failed, 0);
}

/* A hostile name costs neither stack nor time. */
static void deep_nesting_is_survived(void **state)
{
    static char name[100000];
    struct why_arena *arena = why_arena_create(1 << 20);

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(name); i++)
        name[i] = "<(a "[i % 4];
    assert_non_null(why_plain_name(arena, name));
    memset(name, '<', sizeof(name) - 1);
    assert_non_null(why_plain_name(arena, name));
    why_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_plain),
        cmocka_unit_test(deep_nesting_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
