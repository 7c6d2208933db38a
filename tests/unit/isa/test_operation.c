/* What instructions make of registers: operations, sets and slots that no other disassembler tells.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "isa/isa.h"

#define PC 0x42000100u
#define NONE WHY_ISA_NO_REGISTER
enum { RA = 1, SP = 2, S0 = 8, S1 = 9, A0 = 10, A1 = 11, A5 = 15, S2 = 18, S10 = 26, S11 = 27 };

/* Registers by number, of either architecture. */
#define BIT(n) ((uint64_t)1 << (n))

struct operation_case {
    const char *chip;
    uint32_t bits;
    enum why_operation operation;
    int dest, source;
    uint32_t value;
    unsigned shift;
};

struct set_case {
    const char *chip;
    const char *text;
    uint32_t bits;
    uint64_t reads;
    uint64_t writes;
    bool unknown;
};

struct slot_case {
    uint32_t bits;
    int number;
    int32_t offset;
};

/* clang-format off */
static const struct operation_case operations[] = {
    { "esp32c3", 0x3c0267b7, WHY_OP_CONSTANT,     A5, NONE, 0x3c026000, 0 },  /* lui a5,0x3c026 */
    { "esp32c3", 0x4501,     WHY_OP_CONSTANT,     A0, NONE, 0, 0 },           /* li a0,0 */
    { "esp32c3", 0x00001517, WHY_OP_ADDRESS,      A0, NONE, PC + 0x1000, 0 }, /* auipc a0,0x1 */
    { "esp32c3", 0x0808,     WHY_OP_ADD_CONSTANT, A0, SP,   16, 0 },          /* addi a0,sp,16 */
    { "esp32c3", 0x852e,     WHY_OP_MOVE,         A0, A1,   0, 0 },           /* mv a0,a1 */
    { "esp32c3", 0x953e,     WHY_OP_ADD,          A0, A0,   0, 0 },           /* add a0,a0,a5 */
    { "esp32h4", 0x20b54533, WHY_OP_ADD,          A0, A0,   0, 2 },           /* sh2add a0,a0,a1 */
    { "esp32c3", 0x00000013, WHY_OP_NONE,       NONE, NONE,  0, 0 },           /* nop */
    { "esp32c3", 0x9782,     WHY_OP_ADDRESS,      RA, NONE, PC + 2, 0 },      /* jalr a5 */
    { "esp32c5", 0xbc42,     WHY_OP_CONSTANT,     A0, NONE, 0, 0 },           /* cm.popretz {ra},16 */
    { "esp32c5", 0xac26,     WHY_OP_MOVE_PAIR,    S0, A0,   0, 0 },           /* cm.mvsa01 s0,s1 */
    { "esp32c5", 0xac66,     WHY_OP_MOVE_PAIR,    A0, S0,   0, 0 },           /* cm.mva01s s0,s1 */
    { "esp32",   0x004136,   WHY_OP_ENTER,        1,  1,    0u - 32, 0 },     /* entry a1, 32 */
    { "esp32",   0x0008e0,   WHY_OP_ADDRESS,      8,  NONE, 0x82000103, 0 },  /* callx8 a8 */
    { "esp32",   0xffff81,   WHY_OP_LITERAL,      8,  NONE, 0, 0 },           /* l32r a8, 0x420000fc */
    { "esp32",   0x839870,   WHY_OP_MOVE_IF,      9,  8,    0, 0 },           /* moveqz a9, a8, a7 */
    { "esp32",   0x747080,   WHY_OP_MASK,         7,  8,    0xff, 0 },        /* extui a7, a8, 0, 8 */
    { "esp32",   0x202330,   WHY_OP_MOVE,         2,  3,    0, 0 },           /* or a2, a3, a3 */
    { "esp32",   0x202340,   WHY_OP_OR,           2,  3,    0, 0 },           /* or a2, a3, a4 */
};

static const struct set_case sets[] = {
    { "esp32c5", "cm.push {ra,s0-s2},-16",   0xb872, BIT(SP) | BIT(RA) | BIT(S0) | BIT(S1) | BIT(S2), BIT(SP), false },
    { "esp32c5", "cm.popret {ra,s0},16",     0xbe52, BIT(SP), BIT(SP) | BIT(RA) | BIT(S0), false },
    { "esp32c5", "cm.popretz {ra},16",       0xbc42, BIT(SP), BIT(SP) | BIT(RA) | BIT(A0), false },
    { "esp32c5", "cm.mvsa01 s0,s1",          0xac26, BIT(A0) | BIT(A1), BIT(S0) | BIT(S1), false },
    { "esp32c5", "cm.jalt 63",               0xa0fe, 0, BIT(RA), false },
    { "esp32c5", "not a0,a0",                0x9d75, BIT(A0), BIT(A0), false },
    { "esp32h4", "fmadd.s ft1,ft2,ft3,ft4",  0x203170c3, BIT(34) | BIT(35) | BIT(36), BIT(33), false },
    { "esp32c3", "sw zero,0(zero)",          0x00002023, 0, 0, false },
    { "esp32c3", "ecall",                    0x00000073, 0, 0, true },
    { "esp32p4", ".4byte 0x0000005f",        0x0000005f, 0, 0, true },
    { "esp32p4", "esp.lp.setup",             0x0052c02b, 0, 0, false },
    { "esp32c3", ".2byte 0x8002",            0x8002, 0, 0, true },
    { "esp32s3", ".byte 0x0e, 0x00, 0x00, 0x00", 0x0e, 0, 0, true },
    { "esp32s3", ".byte 0x04, 0x00, 0x83",   0x830004, 0, 0, true },
    { "esp32",   "lsxp f1, a2, a3",          0x181230, BIT(2) | BIT(3), BIT(2) | BIT(33), false },
    { "esp32",   "wsr.windowbase a3",        0x134830, BIT(3), 0, true },
    { "esp32",   "retw.n",                   0xf01d, BIT(0), 0, false },
    { "esp32",   "call12 0x42000104",        0x000035, 0, BIT(12), false },
};

/* From the stack pointer before the instruction. */
static const struct slot_case slots[] = {
    { 0xb872, S2, -4 },  { 0xb872, S1, -8 },  { 0xb872, S0, -12 }, { 0xb872, RA, -16 },
    { 0xbe52, S0, 12 },  { 0xbe52, RA, 8 },   { 0xbc42, RA, 12 },
    { 0xbaf2, S11, 60 }, { 0xbaf2, S10, 56 }, { 0xbaf2, RA, 12 },
    { 0xc606, RA, 12 },  { 0x40b2, RA, 12 },
};

static const struct slot_case no_slots[] = {
    { 0xb872, SP, 0 }, { 0xb872, A0, 0 }, { 0xbc42, A0, 0 }, { 0x40b2, SP, 0 }, { 0x852e, A0, 0 },
    { 0x40b2, NONE, 0 },
};
/* clang-format on */

static struct why_insn decode(const char *chip_id, uint32_t bits)
{
    const struct why_chip *chip = why_chip_find(chip_id);
    const struct why_isa isa = why_isa_of(NULL, chip);
    const uint8_t bytes[] = { (uint8_t)bits, (uint8_t)(bits >> 8), (uint8_t)(bits >> 16),
                              (uint8_t)(bits >> 24) };
    struct why_insn insn;

    assert_true(why_isa_decode(&isa, bytes, sizeof bytes, PC, &insn));
    return insn;
}

static void operation_tells_what_the_register_gets(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(operations); i++) {
        const struct operation_case *want = &operations[i];
        const struct why_insn insn = decode(want->chip, want->bits);

        if (insn.operation != want->operation || insn.dest != want->dest ||
            insn.source[0] != want->source || insn.value != want->value ||
            insn.shift != want->shift)
            fail_msg("0x%08x: operation %d, dest %d, source %d, value 0x%x, shift %u", want->bits,
                     insn.operation, insn.dest, insn.source[0], insn.value, insn.shift);
    }
}

static void sets_hold_every_register(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(sets); i++) {
        const struct why_insn insn = decode(sets[i].chip, sets[i].bits);
        char text[WHY_INSN_TEXT_BYTES];

        why_isa_text(&insn, text, sizeof text);
        if (strcmp(text, sets[i].text) != 0 || insn.reads != sets[i].reads ||
            insn.writes != sets[i].writes || insn.clobbers_unknown != sets[i].unknown)
            fail_msg("%s: %s, reads 0x%" PRIx64 ", writes 0x%" PRIx64, sets[i].text, text,
                     insn.reads, insn.writes);
    }
}

static void slot_tells_where_a_register_is_saved(void **state)
{
    int32_t offset;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(slots); i++) {
        const struct why_insn insn = decode("esp32c5", slots[i].bits);

        if (!why_insn_slot(&insn, slots[i].number, &offset) || offset != slots[i].offset)
            fail_msg("0x%04x, register %d", slots[i].bits, slots[i].number);
    }
    for (size_t i = 0; i < WHY_COUNTOF(no_slots); i++) {
        const struct why_insn insn = decode("esp32c5", no_slots[i].bits);

        if (why_insn_slot(&insn, no_slots[i].number, &offset))
            fail_msg("0x%04x, register %d: %d", no_slots[i].bits, no_slots[i].number, (int)offset);
    }
}

static void base_moves_by_the_frame(void **state)
{
    const struct why_insn push = decode("esp32c5", 0xb876); /* cm.push {ra,s0-s2},-32 */
    const struct why_insn step = decode("esp32", 0x01c213); /* ssip f1, a2, 4 */

    (void)state;
    assert_true(push.updates_base && step.updates_base);
    assert_int_equal(push.base_change, -32);
    assert_int_equal(step.base_change, 4);
}

static void control_does_not_go_on_behind_jumps(void **state)
{
    const struct why_insn jump = decode("esp32c3", 0xa001);
    const struct why_insn trap = decode("esp32c3", 0x9002);
    const struct why_insn call = decode("esp32c3", 0x9782);
    const struct why_insn loop = decode("esp32", 0x108276);

    (void)state;
    assert_false(why_insn_goes_on(&jump));
    assert_false(why_insn_goes_on(&trap));
    assert_true(why_insn_goes_on(&call));
    assert_true(why_insn_goes_on(&loop));
    assert_true(loop.repeats && loop.direct);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operation_tells_what_the_register_gets),
        cmocka_unit_test(sets_hold_every_register),
        cmocka_unit_test(slot_tells_where_a_register_is_saved),
        cmocka_unit_test(base_moves_by_the_frame),
        cmocka_unit_test(control_does_not_go_on_behind_jumps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
