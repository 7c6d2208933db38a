/* DWARF expressions over the registers and the memory of a frame. */
#include <dwarf.h>

#include "firmware/expression.h"
#include "fixture.h"

#define A0 10
#define A0_VALUE 0x100u
#define CFA 0x1000u
#define FRAME_BASE 0x2000u
#define KNOWN_WORD 0x300u /* holds 0x84838281 */
#define WORD 0x84838281u

static bool read_memory(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    static const unsigned char word[] = { 0x81, 0x82, 0x83, 0x84 };

    (void)context;
    if (address != KNOWN_WORD)
        return false;
    memcpy(bytes, word, n);
    return true;
}

#define MINUS(n) ((Dwarf_Word) - (n))

struct outcome {
    enum why_place_kind kind;
    uint32_t value;
    uint32_t missing;
};

struct row {
    const char *name;
    Dwarf_Op operations[8]; /* an atom of 0 ends them */
    enum why_evaluation evaluation;
    struct outcome place;
};

/* clang-format off */
static const struct row rows[] = {
    { "nothing", { { 0 } }, WHY_EVALUATION_EMPTY, { 0 } },
    { "address", { { .atom = DW_OP_addr, .number = 0x3fc80000 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0x3fc80000, 0 } },
    { "literal", { { .atom = DW_OP_lit31 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 31, 0 } },
    { "negative", { { .atom = DW_OP_const1s, .number = MINUS(2) } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0xfffffffe, 0 } },
    { "register", { { .atom = DW_OP_reg10 } }, WHY_EVALUATED, { WHY_PLACE_REGISTER, 10, 0 } },
    { "numbered register", { { .atom = DW_OP_regx, .number = 40 } }, WHY_EVALUATED, { WHY_PLACE_REGISTER, 40, 0 } },
    { "register and more", { { .atom = DW_OP_reg10 }, { .atom = DW_OP_lit1 } }, WHY_EVALUATION_BAD, { 0 } },
    { "register upon a value", { { .atom = DW_OP_lit1 }, { .atom = DW_OP_reg10 } }, WHY_EVALUATION_BAD, { 0 } },
    { "by register", { { .atom = DW_OP_breg10, .number = MINUS(16) } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, A0_VALUE - 16, 0 } },
    { "by numbered register", { { .atom = DW_OP_bregx, .number = A0, .number2 = 4 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, A0_VALUE + 4, 0 } },
    { "by unknown register", { { .atom = DW_OP_breg9, .number = 4 } }, WHY_EVALUATION_MISSING, { 0 } },
    { "by no register", { { .atom = DW_OP_bregx, .number = 4000 } }, WHY_EVALUATION_MISSING, { 0 } },
    { "by frame base", { { .atom = DW_OP_fbreg, .number = MINUS(20) } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, FRAME_BASE - 20, 0 } },
    { "by CFA", { { .atom = DW_OP_call_frame_cfa }, { .atom = DW_OP_plus_uconst, .number = 8 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, CFA + 8, 0 } },
    { "value", { { .atom = DW_OP_lit5 }, { .atom = DW_OP_stack_value } }, WHY_EVALUATED, { WHY_PLACE_VALUE, 5, 0 } },
    { "value of nothing", { { .atom = DW_OP_stack_value } }, WHY_EVALUATION_BAD, { 0 } },
    { "value and more", { { .atom = DW_OP_lit5 }, { .atom = DW_OP_stack_value }, { .atom = DW_OP_nop } }, WHY_EVALUATION_BAD, { 0 } },
    { "word", { { .atom = DW_OP_const2u, .number = KNOWN_WORD }, { .atom = DW_OP_deref } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, WORD, 0 } },
    { "byte", { { .atom = DW_OP_const2u, .number = KNOWN_WORD }, { .atom = DW_OP_deref_size, .number = 1 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0x81, 0 } },
    { "too wide", { { .atom = DW_OP_const2u, .number = KNOWN_WORD }, { .atom = DW_OP_deref_size, .number = 8 } }, WHY_EVALUATION_BAD, { 0 } },
    { "no memory", { { .atom = DW_OP_const2u, .number = 0x304 }, { .atom = DW_OP_deref } }, WHY_EVALUATION_MISSING, { 0, 0, 0x304 } },
    { "dup", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_dup }, { .atom = DW_OP_mul } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 9, 0 } },
    { "drop", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_lit4 }, { .atom = DW_OP_drop } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 3, 0 } },
    { "over", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_lit4 }, { .atom = DW_OP_over } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 3, 0 } },
    { "pick", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_lit4 }, { .atom = DW_OP_pick, .number = 1 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 3, 0 } },
    { "pick too deep", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_pick, .number = MINUS(1) } }, WHY_EVALUATION_BAD, { 0 } },
    { "swap", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_lit4 }, { .atom = DW_OP_swap }, { .atom = DW_OP_minus } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 1, 0 } },
    { "rot", { { .atom = DW_OP_lit9 }, { .atom = DW_OP_lit4 }, { .atom = DW_OP_lit2 }, { .atom = DW_OP_rot }, { .atom = DW_OP_minus } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 5, 0 } },
    { "plus of one", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_plus } }, WHY_EVALUATION_BAD, { 0 } },
    { "not known", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_piece, .number = 4 } }, WHY_EVALUATION_BAD, { 0 } },
    { "neg, not", { { .atom = DW_OP_lit3 }, { .atom = DW_OP_neg }, { .atom = DW_OP_not } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 2, 0 } },
    { "abs", { { .atom = DW_OP_const1s, .number = MINUS(7) }, { .atom = DW_OP_abs } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 7, 0 } },
    { "div", { { .atom = DW_OP_const1s, .number = MINUS(7) }, { .atom = DW_OP_lit2 }, { .atom = DW_OP_div } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0xfffffffd, 0 } },
    { "div of the lowest", { { .atom = DW_OP_const4u, .number = 0x80000000 }, { .atom = DW_OP_const1s, .number = MINUS(1) }, { .atom = DW_OP_div } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0x80000000, 0 } },
    { "div by zero", { { .atom = DW_OP_lit2 }, { .atom = DW_OP_lit0 }, { .atom = DW_OP_div } }, WHY_EVALUATION_BAD, { 0 } },
    { "mod by zero", { { .atom = DW_OP_lit2 }, { .atom = DW_OP_lit0 }, { .atom = DW_OP_mod } }, WHY_EVALUATION_BAD, { 0 } },
    { "shift too far", { { .atom = DW_OP_lit2 }, { .atom = DW_OP_const1u, .number = 32 }, { .atom = DW_OP_shl } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0, 0 } },
    { "shra", { { .atom = DW_OP_const1s, .number = MINUS(8) }, { .atom = DW_OP_const1u, .number = 40 }, { .atom = DW_OP_shra } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 0xffffffff, 0 } },
    { "signed order", { { .atom = DW_OP_const1s, .number = MINUS(8) }, { .atom = DW_OP_lit1 }, { .atom = DW_OP_lt } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 1, 0 } },
    { "branch", { { .atom = DW_OP_lit7, .offset = 0 }, { .atom = DW_OP_lit1, .offset = 1 }, { .atom = DW_OP_bra, .number = 1, .offset = 2 }, { .atom = DW_OP_lit9, .offset = 5 }, { .atom = DW_OP_nop, .offset = 6 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 7, 0 } },
    { "no branch", { { .atom = DW_OP_lit7, .offset = 0 }, { .atom = DW_OP_lit0, .offset = 1 }, { .atom = DW_OP_bra, .number = 1, .offset = 2 }, { .atom = DW_OP_lit9, .offset = 5 }, { .atom = DW_OP_nop, .offset = 6 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 9, 0 } },
    { "skip to the end", { { .atom = DW_OP_lit7, .offset = 0 }, { .atom = DW_OP_skip, .number = 1, .offset = 1 }, { .atom = DW_OP_lit9, .offset = 4 } }, WHY_EVALUATED, { WHY_PLACE_MEMORY, 7, 0 } },
    { "into an operation", { { .atom = DW_OP_lit7, .offset = 0 }, { .atom = DW_OP_skip, .number = 1, .offset = 1 }, { .atom = DW_OP_const2u, .number = 9, .offset = 4 }, { .atom = DW_OP_nop, .offset = 7 } }, WHY_EVALUATION_BAD, { 0 } },
    { "back", { { .atom = DW_OP_lit7, .offset = 0 }, { .atom = DW_OP_skip, .number = MINUS(4), .offset = 1 } }, WHY_EVALUATION_BAD, { 0 } },
};
/* clang-format on */

static size_t count_of(const struct row *row)
{
    size_t count = 0;

    while (count < WHY_COUNTOF(row->operations) && row->operations[count].atom != 0)
        count++;
    return count;
}

static void place_is_where_the_expression_says(void **state)
{
    struct why_registers registers = { .known = 1u << A0 };
    struct why_target target = { .registers = &registers, .read = read_memory };

    (void)state;
    registers.value[A0] = A0_VALUE;
    target.cfa = (struct why_value){ .known = true, .value = CFA };
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        const struct why_operations expression = { .operations = rows[i].operations,
                                                   .count = count_of(&rows[i]),
                                                   .frame_base = { true, FRAME_BASE, 0 } };
        struct why_dwarf_place place = { .kind = WHY_PLACE_MEMORY };
        enum why_evaluation evaluation = why_expression_place(&expression, &target, &place);

        if (evaluation != rows[i].evaluation || place.kind != rows[i].place.kind ||
            place.value != rows[i].place.value || place.missing != rows[i].place.missing)
            fail_msg("%s: %d, kind %d, 0x%08x, missing 0x%08x", rows[i].name, (int)evaluation,
                     (int)place.kind, place.value, place.missing);
    }
}

static void stack_has_an_end(void **state)
{
    struct why_registers registers = { .known = 0 };
    struct why_target target = { .registers = &registers, .read = read_memory };
    struct why_dwarf_place place;
    Dwarf_Op operations[1000];
    struct why_operations expression = { .operations = operations, .count = 1000 };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(operations); i++)
        operations[i] = (Dwarf_Op){ .atom = DW_OP_lit1, .offset = i };
    assert_int_equal(why_expression_place(&expression, &target, &place), WHY_EVALUATION_BAD);
}

static void word_is_fetched_from_its_place(void **state)
{
    static const Dwarf_Op memory[] = { { .atom = DW_OP_const2u, .number = KNOWN_WORD } };
    static const Dwarf_Op in_register[] = { { .atom = DW_OP_reg10 } };
    static const Dwarf_Op nowhere[] = { { .atom = DW_OP_lit2 } };
    static const Dwarf_Op cfa[] = { { .atom = DW_OP_call_frame_cfa } };
    struct why_registers registers = { .known = 1u << A0 };
    struct why_target target = { .registers = &registers, .read = read_memory };
    struct why_operations expression = { .operations = memory, .count = 1 };
    uint32_t word = 0;
    uint32_t missing = 1;

    (void)state;
    registers.value[A0] = A0_VALUE;
    assert_int_equal(why_expression_word(&expression, &target, &word, &missing), WHY_EVALUATED);
    assert_int_equal(word, WORD);
    expression.operations = in_register;
    assert_int_equal(why_expression_word(&expression, &target, &word, &missing), WHY_EVALUATED);
    assert_int_equal(word, A0_VALUE);
    expression.operations = nowhere;
    assert_int_equal(why_expression_word(&expression, &target, &word, &missing),
                     WHY_EVALUATION_MISSING);
    assert_int_equal(missing, 2);
    assert_int_equal(word, A0_VALUE);
    expression.operations = cfa;
    assert_int_equal(why_expression_word(&expression, &target, &word, &missing),
                     WHY_EVALUATION_MISSING);
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(place_is_where_the_expression_says),
        cmocka_unit_test(stack_has_an_end),
        cmocka_unit_test(word_is_fetched_from_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
