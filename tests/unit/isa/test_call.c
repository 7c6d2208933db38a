/* Which return addresses follow a call. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "isa/call.h"

#define CODE 0x42000000u

struct call_case {
    const char *name;
    enum why_arch_id arch;
    uint8_t bytes[8]; /* those before the return address, which stands behind them */
    enum why_isa_call_before answer;
    enum why_insn_kind kind; /* when found */
    uint32_t target;         /* 0: not direct */
    uint8_t length;
    uint8_t window;
};

#define RETURN_ADDRESS (CODE + 8)

/* clang-format off */
static const struct call_case cases[] = {
    { "jal",             WHY_ARCH_RISCV, { 0x13, 0, 0, 0,  0xef, 0xf0, 0xbf, 0xb7 },
      WHY_CALL_FOUND, WHY_INSN_CALL, CODE + 4 - 0x486, 4, 0 },
    { "auipc and jalr",  WHY_ARCH_RISCV, { 0x97, 0x60, 0x38, 0xfe,  0xe7, 0x80, 0x60, 0x89 },
      WHY_CALL_FOUND, WHY_INSN_CALL, CODE + 0xfe386000u - 1898, 4, 0 },
    { "auipc of another register", WHY_ARCH_RISCV, { 0x17, 0x63, 0x38, 0xfe,  0xe7, 0x80, 0x60, 0x89 },
      WHY_CALL_FOUND, WHY_INSN_CALL_INDIRECT, 0, 4, 0 },
    { "c.jalr",          WHY_ARCH_RISCV, { 0x13, 0, 0, 0,  0x01, 0x00, 0x82, 0x97 },
      WHY_CALL_FOUND, WHY_INSN_CALL_INDIRECT, 0, 2, 0 },
    { "c.jal",           WHY_ARCH_RISCV, { 0x13, 0, 0, 0,  0x01, 0x00, 0x4d, 0x33 },
      WHY_CALL_FOUND, WHY_INSN_CALL, CODE + 6 - 0x25e, 2, 0 },
    { "jump",            WHY_ARCH_RISCV, { 0x13, 0, 0, 0,  0x6f, 0x00, 0x00, 0x00 },
      WHY_CALL_NONE, 0, 0, 0, 0 },
    { "return",          WHY_ARCH_RISCV, { 0x13, 0, 0, 0,  0x01, 0x00, 0x82, 0x80 },
      WHY_CALL_NONE, 0, 0, 0, 0 },
    { "zeros",           WHY_ARCH_RISCV, { 0 }, WHY_CALL_NONE, 0, 0, 0, 0 },
    { "call8",           WHY_ARCH_XTENSA, { 0, 0, 0, 0, 0,  0x25, 0x00, 0x00 },
      WHY_CALL_FOUND, WHY_INSN_CALL, CODE + 8, 3, 8 },
    { "callx12",         WHY_ARCH_XTENSA, { 0, 0, 0, 0, 0,  0xf0, 0x08, 0x00 },
      WHY_CALL_FOUND, WHY_INSN_CALL_INDIRECT, 0, 3, 12 },
    { "l32r and callx8", WHY_ARCH_XTENSA, { 0x34, 0x12,  0x81, 0xff, 0xff,  0xe0, 0x08, 0x00 },
      WHY_CALL_FOUND, WHY_INSN_CALL, 0xff811234, 3, 8 }, /* the literal overlaps the L32R */
    { "l32r of another register", WHY_ARCH_XTENSA, { 0x34, 0x12,  0x91, 0xff, 0xff,  0xe0, 0x08, 0x00 },
      WHY_CALL_FOUND, WHY_INSN_CALL_INDIRECT, 0, 3, 8 },
    { "literal that is not there", WHY_ARCH_XTENSA, { 0x34, 0x12,  0x81, 0xfe, 0xff,  0xe0, 0x08, 0x00 },
      WHY_CALL_FOUND, WHY_INSN_CALL_INDIRECT, 0, 3, 8 },
    { "call0",           WHY_ARCH_XTENSA, { 0, 0, 0, 0, 0,  0x05, 0x00, 0x00 },
      WHY_CALL_FOUND, WHY_INSN_CALL, CODE + 8, 3, 0 },
    { "entry",           WHY_ARCH_XTENSA, { 0, 0, 0, 0, 0,  0x36, 0x41, 0x00 },
      WHY_CALL_NONE, 0, 0, 0, 0 },
};
/* clang-format on */

/* The code stands at CODE, and nothing before it. */
static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    const struct call_case *row = context;

    if (address < CODE || address - CODE > sizeof row->bytes ||
        n > sizeof row->bytes - (address - CODE))
        return false;
    memcpy(bytes, row->bytes + (address - CODE), n);
    return true;
}

static enum why_isa_call_before ask(const struct call_case *row, uint32_t address,
                                    struct why_insn *call)
{
    const struct why_isa isa = why_isa_of(why_arch_get(row->arch), NULL);
    const struct why_isa_code code = { .read = read_code, .context = row };

    return why_isa_call_before(&isa, &code, address, call);
}

static bool is_as_wanted(const struct call_case *row, const struct why_insn *call)
{
    return call->kind == row->kind && call->direct == (row->target != 0) &&
           (!call->direct || call->target == row->target) && call->length == row->length &&
           call->address == RETURN_ADDRESS - row->length && call->window_change == row->window;
}

static void call_before_the_address_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_insn call = { 0 };
        const enum why_isa_call_before answer = ask(&cases[i], RETURN_ADDRESS, &call);

        if (answer != cases[i].answer)
            fail_msg("%s: answer %d", cases[i].name, answer);
        if (answer == WHY_CALL_FOUND && !is_as_wanted(&cases[i], &call))
            fail_msg("%s: kind %d, target 0x%08x, %u bytes", cases[i].name, call.kind, call.target,
                     call.length);
    }
}

static void missing_bytes_are_no_answer(void **state)
{
    struct why_insn call;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        assert_int_equal(ask(&cases[i], CODE, &call), WHY_CALL_UNREADABLE);
        assert_int_equal(ask(&cases[i], CODE + 1000, &call), WHY_CALL_UNREADABLE);
        assert_int_equal(ask(&cases[i], 0, &call), WHY_CALL_UNREADABLE);
    }
}

/* The call stands at the very start of what can be read: no AUIPC before it is looked for. */
static void call_at_the_start_of_the_code_is_found(void **state)
{
    const struct call_case row = { .arch = WHY_ARCH_RISCV, .bytes = { 0xe7, 0x80, 0x60, 0x89 } };
    struct why_insn call;

    (void)state;
    assert_int_equal(ask(&row, CODE + 4, &call), WHY_CALL_FOUND);
    assert_int_equal(call.kind, WHY_INSN_CALL_INDIRECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call_before_the_address_is_found),
        cmocka_unit_test(missing_bytes_are_no_answer),
        cmocka_unit_test(call_at_the_start_of_the_code_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
