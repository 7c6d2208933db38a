/* Where the values of registers come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/strbuf.h"
#include "values/flow.h"

#define BASE 0x42001000u  /* of every function */
#define TABLE 0x42001100u /* of the switch */
#define CODE_BYTES 128u
#define FAILS "FAILS"

struct value {
    uint32_t offset; /* of the instruction */
    const char *name;
    const char *text; /* NULL ends the list; FAILS: nothing is told; with bars: the values that
                         meet there */
};

struct flow_case {
    const char *name;
    const char *chip; /* NULL: esp32c3 */
    const char *code;
    struct value values[8];
};

/* clang-format off */
static const struct flow_case cases[] = {
    { .name = "a straight line",
      .code = "9307050083a7870003a70700130747001300000067800000",
      .values = { { 0x10, "a5", "[a0+8]" }, { 0x10, "a4", "[[a0+8]+0]+4" }, { 0x00, "a0", "a0" }, { 0x00, "sp", "sp+0" }, { 0x00, "zero", "0x0" } } },
    { .name = "ways that agree",
      .code = "9307050063860500130705006f008000130705001300000067800000",
      .values = { { 0x14, "a5", "a0" }, { 0x14, "a4", "a0" } } },
    { .name = "ways that differ",
      .code = "63860500832705006f008000832706001300000067800000",
      .values = { { 0x10, "a5", "?" }, { 0x10, "a5", "[a0+0]|[a2+0]" }, { 0x10, "a0", "a0" } } },
    { .name = "a pointer that moves in a loop",
      .code = "9307050083a6450003a7070093874700e39cd7fe67800000",
      .values = { { 0x08, "a5", "?" }, { 0x08, "a5", "a0|?+4" }, { 0x08, "a3", "[a1+4]" }, { 0x10, "a4", "[?+0]" } } },
    { .name = "a call",
      .code = "130101ff2326110023248100130405001385050097000000e78000108327050013000000"
              "0324810067800000",
      .values = { { 0x24, "s0", "a0" }, { 0x24, "a5", "[call@18 0x42001114+0]" }, { 0x24, "a1", "op@18" }, { 0x28, "s0", "s0" } } },
    { .name = "a word on the stack over a call",
      .code = "130101fe2326a10097000000e78000108327c10083a7470067800000",
      .values = { { 0x18, "a5", "[a0+4]" } } },
    { .name = "a word on the stack whose address a call knows",
      .code = "130101fe2326a1002322b1001305810097000000e78000108327c1000327410013000000"
              "67800000",
      .values = { { 0x20, "a5", "[sp-32+12]" }, { 0x20, "a4", "a1" } } },
    { .name = "a store to an array on the stack",
      .code = "130101fe2322a100232ea10093078100b387b7002380c7000327c1018326410013000000"
              "67800000",
      .values = { { 0x20, "a4", "[sp-32+28]" }, { 0x20, "a3", "a0" } } },
    { .name = "a pointer to the stack that moves",
      .code = "130101fe2322a100930741019387f7ff2380c700e39cd7fe032741001300000067800000",
      .values = { { 0x1c, "a4", "[sp-32+4]" } } },
    { .name = "an address that was computed from the stack pointer",
      .code = "130101fe2322a100b307b1402380c700032741001300000067800000",
      .values = { { 0x14, "a4", "[sp-32+4]" } } },
    { .name = "a switch, a case that is fallen into",
      .code = "130730006368b70293952500371700423307b70003270710670007009307060013000000"
              "83a6070067800000930705006ff01fff67800000",
      .values = { { 0x20, "a5", "?" }, { 0x20, "a2", "a2" }, { 0x1c, "a5", "a5" } } },
    { .name = "an element of a table",
      .code = "b707c93f9387070113173500b387e70083a747001300000067800000",
      .values = { { 0x14, "a5", "[(0x3fc90010 + a0<<3)+4]" } } },
    { .name = "a jump out of the function",
      .code = "8327050083a7870063840500678007001300000067800000",
      .values = { { 0x10, "a5", "[[a0+0]+8]" } } },
    { .name = "bytes between the lines",
      .code = "6f008000ffffffff6306050093870500ffffffff67800000",
      .values = { { 0x14, "a5", "?" } } },
    { .name = "an instruction that nobody knows",
      .code = "930705007b7000001300000067800000",
      .values = { { 0x08, "a5", "op@4" } } },
    { .name = "a number in two pieces",
      .code = "130101ff93070000375734121307876767800000",
      .values = { { 0x10, "a4", "0x12345678" }, { 0x10, "a5", "0x0" } } },
    { .name = "a jump that nobody can tell",
      .code = "b307b50083a7070063060600b387d700678007001300000067800000",
      .values = { { 0x10, "a5", "FAILS" } } },
    { .name = "a line that is never reached",
      .code = "6f00c000930705001300000067800000",
      .values = { { 0x04, "a5", "FAILS" } } },
    { .name = "a loop without a branch", .chip = "esp32",
      .code = "3641008d0276830798084b88a8243df03df01df0",
      .values = { { 0x08, "a8", "?" }, { 0x08, "a4", "a4" }, { 0x0e, "a10", "[a4+8]" }, { 0x0e, "a9", "[?+0]" }, { 0x10, "a10", "?" }, { 0x10, "a1", "sp-32" } } },
};
/* clang-format on */

/* The switch goes to its second case and to its first one. */
static const uint32_t table[] = { BASE + 0x20, BASE + 0x1c, BASE + 0x2c, BASE + 0x34 };

struct code {
    uint8_t bytes[CODE_BYTES];
    uint32_t size;
};

static struct code parse(const char *digits)
{
    struct code code = { .size = (uint32_t)strlen(digits) / 2 };

    for (uint32_t i = 0; i < code.size && i < CODE_BYTES; i++) {
        const char pair[] = { digits[2 * i], digits[2 * i + 1], 0 };

        code.bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return code;
}

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    const struct code *code = context;

    if (address >= TABLE && address - TABLE + n <= sizeof(table)) {
        memcpy(bytes, (const uint8_t *)table + (address - TABLE), n);
        return true;
    }
    if (address < BASE || address - BASE + n > code->size)
        return false;
    memcpy(bytes, code->bytes + (address - BASE), n);
    return true;
}

static void print(struct why_strbuf *out, const struct why_term *term, enum why_arch_id arch);

static void print_made(struct why_strbuf *out, const struct why_term *term, enum why_arch_id arch)
{
    const bool index = term->kind == WHY_TERM_INDEX;

    if (term->kind == WHY_TERM_LOAD || index)
        why_strbuf_adds(out, index ? "(" : "[");
    print(out, term->a, arch);
    if (index) {
        why_strbuf_adds(out, " + ");
        print(out, term->b, arch);
        why_strbuf_addf(out, "<<%u)", term->shift);
        return;
    }
    why_strbuf_addf(out, "%+d%s", (int)term->constant, term->kind == WHY_TERM_LOAD ? "]" : "");
}

/* NOLINTNEXTLINE(misc-no-recursion): the terms of the cases are small */
static void print(struct why_strbuf *out, const struct why_term *term, enum why_arch_id arch)
{
    switch (term->kind) {
    case WHY_TERM_UNKNOWN:
        why_strbuf_adds(out, "?");
        break;
    case WHY_TERM_ENTRY:
        why_strbuf_adds(out, why_isa_register(arch, term->number));
        break;
    case WHY_TERM_STACK:
        why_strbuf_addf(out, "sp%+d", (int)term->constant);
        break;
    case WHY_TERM_CONSTANT:
        why_strbuf_addf(out, "0x%x", (unsigned)term->constant);
        break;
    case WHY_TERM_RESULT:
        why_strbuf_addf(out, "call@%x 0x%x", (unsigned)(term->address - BASE),
                        (unsigned)term->target);
        break;
    case WHY_TERM_OTHER:
        why_strbuf_addf(out, "op@%x", (unsigned)(term->address - BASE));
        break;
    case WHY_TERM_LOAD:
    case WHY_TERM_ADD:
    case WHY_TERM_INDEX:
        print_made(out, term, arch);
        break;
    }
}

static int number_of(enum why_arch_id arch, const char *name)
{
    for (int i = 0; i < (int)WHY_ARCH_REGISTERS; i++)
        if (strcmp(why_isa_register(arch, i), name) == 0)
            return i;
    return -1;
}

static void print_ways(struct why_strbuf *out, const struct why_isa *isa,
                       const struct why_isa_code *source, const struct why_term *met,
                       struct why_arena *arena)
{
    const struct code *code = source->context;
    struct why_ways ways = { .count = 0 };

    if (!why_follow_ways(isa, source, BASE, BASE + code->size, met, &ways, arena))
        why_strbuf_adds(out, FAILS);
    for (size_t i = 0; i < ways.count; i++) {
        why_strbuf_adds(out, i == 0 ? "" : "|");
        print(out, ways.terms[i], isa->arch);
    }
}

static bool check_value(const struct flow_case *c, const struct value *value)
{
    const struct why_isa isa = why_isa_of(NULL, why_chip_find(c->chip ? c->chip : "esp32c3"));
    const struct code code = parse(c->code);
    const struct why_isa_code source = { .read = read_code, .context = &code };
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    const int number = number_of(isa.arch, value->name);
    struct why_strbuf text = { 0 };
    struct why_flow flow;
    bool same;

    if (!why_follow(&isa, &source, BASE, BASE + code.size, BASE + value->offset, &flow, arena))
        why_strbuf_adds(&text, FAILS);
    else if (strchr(value->text, '|'))
        print_ways(&text, &isa, &source, flow.registers[number], arena);
    else
        print(&text, flow.registers[number], isa.arch);
    same = strcmp(text.text, value->text) == 0;
    if (!same)
        print_error("%s: %s at +0x%x is %s, not %s\n", c->name, value->name,
                    (unsigned)value->offset, text.text, value->text);
    why_strbuf_deinit(&text);
    why_arena_destroy(arena);
    return same;
}

static void values_are_followed_as_far_as_all_ways_agree(void **state)
{
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        for (const struct value *value = cases[i].values; value->text; value++)
            failed += !check_value(&cases[i], value);
    assert_int_equal(failed, 0);
}

static void what_is_no_function_is_not_followed(void **state)
{
    const struct why_isa isa = why_isa_of(NULL, why_chip_find("esp32c3"));
    const struct code code = parse("67800000");
    const struct why_isa_code source = { .read = read_code, .context = &code };
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    struct why_flow flow;

    (void)state;
    assert_true(why_follow(&isa, &source, BASE, BASE + 4, BASE, &flow, arena));
    assert_false(why_follow(&isa, &source, BASE, BASE, BASE, &flow, arena));
    assert_false(why_follow(&isa, &source, BASE + 4, BASE + 8, BASE + 4, &flow, arena));
    assert_false(why_follow(&isa, &source, BASE, BASE + 4, BASE + 2, &flow, arena));
    assert_false(why_follow(&isa, &source, 0, UINT32_MAX, BASE, &flow, arena));
    why_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_followed_as_far_as_all_ways_agree),
        cmocka_unit_test(what_is_no_function_is_not_followed),
    };

    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
