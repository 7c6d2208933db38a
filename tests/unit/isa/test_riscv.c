/* RISC-V instructions: text, kind, operands, and what each chip makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "isa/isa.h"

#define PC 0x42000100u
#define NONE WHY_ISA_NO_REGISTER
enum { ZERO, RA, SP, GP, TP, T0, T1, T2, S0, S1, A0, A1, A2, A3, A4, A5 };

struct text_case {
    uint32_t bits;
    uint8_t length;
    const char *text;
    enum why_insn_kind kind;
};

struct target_case {
    uint32_t bits;
    uint32_t target;
};

struct access_case {
    const char *name;
    uint32_t bits;
    int base, offset, bytes, dest, source;
    bool is_signed;
};

struct chip_case {
    const char *chip; /* NULL: not known */
    uint32_t bits;
    enum why_insn_legality legality;
};

/* As objdump prints them. */
/* clang-format off */
static const struct text_case texts[] = {
    { 0x00f50523, 4, "sb a5,10(a0)",             WHY_INSN_STORE },
    { 0xffc12083, 4, "lw ra,-4(sp)",             WHY_INSN_LOAD },
    { 0x00078503, 4, "lb a0,0(a5)",              WHY_INSN_LOAD },
    { 0x3c0267b7, 4, "lui a5,0x3c026",           WHY_INSN_OTHER },
    { 0x00000097, 4, "auipc ra,0x0",             WHY_INSN_OTHER },
    { 0x896080e7, 4, "jalr -1898(ra)",           WHY_INSN_CALL_INDIRECT },
    { 0x00008067, 4, "ret",                      WHY_INSN_RETURN },
    { 0x00028067, 4, "jr t0",                    WHY_INSN_RETURN },
    { 0x00078067, 4, "jr a5",                    WHY_INSN_JUMP_INDIRECT },
    { 0x02a5c533, 4, "div a0,a1,a0",             WHY_INSN_DIVIDE },
    { 0x30047073, 4, "csrci mstatus,8",          WHY_INSN_OTHER },
    { 0x7e202573, 4, "csrr a0,0x7e2",            WHY_INSN_OTHER },
    { 0x0ff0000f, 4, "fence",                    WHY_INSN_OTHER },
    { 0x0310000f, 4, "fence rw,w",               WHY_INSN_OTHER },
    { 0x30200073, 4, "mret",                     WHY_INSN_RETURN },
    { 0x4187d793, 4, "srai a5,a5,0x18",          WHY_INSN_OTHER },
    { 0x0cb6252f, 4, "amoswap.w.aq a0,a1,(a2)",  WHY_INSN_ATOMIC },
    { 0x00c5a507, 4, "flw fa0,12(a1)",           WHY_INSN_LOAD },
    { 0xc00517d3, 4, "fcvt.w.s a5,fa0,rtz",      WHY_INSN_OTHER },
    { 0x20f74533, 4, "sh2add a0,a4,a5",          WHY_INSN_OTHER },
    { 0xffffffff, 4, ".4byte 0xffffffff",        WHY_INSN_OTHER },
    { 0x1141,     2, "addi sp,sp,-16",           WHY_INSN_OTHER },
    { 0xc606,     2, "sw ra,12(sp)",             WHY_INSN_STORE },
    { 0x40b2,     2, "lw ra,12(sp)",             WHY_INSN_LOAD },
    { 0x8082,     2, "ret",                      WHY_INSN_RETURN },
    { 0x9782,     2, "jalr a5",                  WHY_INSN_CALL_INDIRECT },
    { 0x8782,     2, "jr a5",                    WHY_INSN_JUMP_INDIRECT },
    { 0x4501,     2, "li a0,0",                  WHY_INSN_OTHER },
    { 0x852e,     2, "mv a0,a1",                 WHY_INSN_OTHER },
    { 0x6709,     2, "lui a4,0x2",               WHY_INSN_OTHER },
    { 0x7179,     2, "addi sp,sp,-48",           WHY_INSN_OTHER },
    { 0x0808,     2, "addi a0,sp,16",            WHY_INSN_OTHER },
    { 0x0001,     2, "nop",                      WHY_INSN_OTHER },
    { 0x9002,     2, "ebreak",                   WHY_INSN_OTHER },
    { 0x0000,     2, "unimp",                    WHY_INSN_OTHER },
    { 0x8002,     2, ".2byte 0x8002",            WHY_INSN_OTHER },
    { 0xb842,     2, "cm.push {ra},-16",         WHY_INSN_STORE },
    { 0xb872,     2, "cm.push {ra,s0-s2},-16",   WHY_INSN_STORE },
    { 0xbefe,     2, "cm.popret {ra,s0-s11},112", WHY_INSN_RETURN },
    { 0xac62,     2, "cm.mva01s s0,s0",          WHY_INSN_OTHER },
    { 0xa0fe,     2, "cm.jalt 63",               WHY_INSN_CALL_INDIRECT },
    { 0x9d75,     2, "not a0,a0",                WHY_INSN_OTHER },
    { 0x8108,     2, "lbu a0,0(a0)",             WHY_INSN_LOAD },
};

static const struct target_case targets[] = {
    { 0xb7bff0ef, PC - 0x486 },  { 0x945f20ef, PC - 0xd6bc }, { 0x0000006f, PC },
    { 0xfe0518e3, PC - 16 },     { 0x00b50463, PC + 8 },
    { 0x334d, PC - 0x25e },      { 0xa001, PC },                  { 0xd97d, PC - 10 },
};

static const struct access_case accesses[] = {
    { "sb",       0x00f50523, A0, 10, 1, NONE, A5,   false },
    { "lb",       0x00078503, A5, 0,  1, A0,   NONE, true },
    { "lhu",      0x00255783, A0, 2,  2, A5,   NONE, false },
    { "lw zero",  0x00002003, ZERO, 0, 4, NONE, NONE, false },
    { "c.lwsp",   0x40b2,     SP, 12, 4, RA,   NONE, false },
    { "c.sw",     0xc3cc,     A5, 4,  4, NONE, A1,   false },
    { "amoswap",  0x0cb6252f, A2, 0,  4, A0,   A1,   false },
    { "flw",      0x00c5a507, A1, 12, 4, WHY_ISA_FLOAT + 10, NONE, false },
    { "cm.push",  0xb842,     SP, -4, 4, NONE, NONE, false },
};

/* C3 has IMC, C6 also A, C5 also Zc, P4 and H4 also F; P4 may have Zc, H4 has B. */
static const struct chip_case chips[] = {
    { "esp32c3", 0x00f50523, WHY_INSN_LEGAL },
    { NULL,      0x00f50523, WHY_INSN_LEGAL },
    { "esp32c3", 0x0cb6252f, WHY_INSN_ILLEGAL },
    { "esp32c6", 0x0cb6252f, WHY_INSN_LEGAL },
    { NULL,      0x0cb6252f, WHY_INSN_UNKNOWN },
    { "esp32c6", 0x00c5a507, WHY_INSN_ILLEGAL },
    { "esp32p4", 0x00c5a507, WHY_INSN_LEGAL },
    { "esp32c6", 0xb842,     WHY_INSN_ILLEGAL },
    { "esp32c5", 0xb842,     WHY_INSN_LEGAL },
    { "esp32p4", 0xb842,     WHY_INSN_UNKNOWN },
    { "esp32c3", 0x20f74533, WHY_INSN_ILLEGAL },
    { "esp32h4", 0x20f74533, WHY_INSN_LEGAL },
    { "esp32c3", 0x0052c02b, WHY_INSN_ILLEGAL },
    { "esp32p4", 0x0052c02b, WHY_INSN_LEGAL },
    { "esp32c3", 0x0000005f, WHY_INSN_ILLEGAL },
    { "esp32p4", 0x0000005f, WHY_INSN_UNKNOWN },
    { "esp32c3", 0xffffffff, WHY_INSN_ILLEGAL },
    { "esp32p4", 0xffffffff, WHY_INSN_ILLEGAL },
    { "esp32c3", 0x02000053, WHY_INSN_ILLEGAL },
    { "esp32c5", 0x02000053, WHY_INSN_ILLEGAL },
    { "esp32p4", 0x02000053, WHY_INSN_ILLEGAL },
    { "esp32p4", 0x04000053, WHY_INSN_UNKNOWN },
    { "esp32c3", 0x00000000, WHY_INSN_TRAP },
    { "esp32c3", 0x00100073, WHY_INSN_TRAP },
    { "esp32c3", 0xc0001073, WHY_INSN_TRAP },
    { "esp32c3", 0x9002,     WHY_INSN_TRAP },
    { "esp32c3", 0x2000,     WHY_INSN_ILLEGAL },
    { "esp32c3", 0x00000073, WHY_INSN_LEGAL },
};
/* clang-format on */

static struct why_insn decode(const char *chip_id, uint32_t bits)
{
    const struct why_chip *chip = chip_id ? why_chip_find(chip_id) : NULL;
    const struct why_isa isa = why_isa_of(why_arch_get(WHY_ARCH_RISCV), chip);
    const uint8_t bytes[] = { (uint8_t)bits, (uint8_t)(bits >> 8), (uint8_t)(bits >> 16),
                              (uint8_t)(bits >> 24) };
    struct why_insn insn;

    assert_true(why_isa_decode(&isa, bytes, sizeof bytes, PC, &insn));
    return insn;
}

static void text_is_the_assemblers(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(texts); i++) {
        const struct why_insn insn = decode(NULL, texts[i].bits);
        char text[WHY_INSN_TEXT_BYTES];

        why_isa_text(&insn, text, sizeof text);
        if (strcmp(text, texts[i].text) != 0 || insn.length != texts[i].length ||
            insn.kind != texts[i].kind)
            fail_msg("%s: %s, %u bytes, kind %d", texts[i].text, text, insn.length, insn.kind);
    }
}

static void target_is_relative_to_the_instruction(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(targets); i++) {
        const struct why_insn insn = decode(NULL, targets[i].bits);

        if (!insn.direct || insn.target != targets[i].target)
            fail_msg("0x%08x: 0x%08x, not 0x%08x", targets[i].bits, insn.target, targets[i].target);
    }
}

static void access_tells_base_offset_and_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(accesses); i++) {
        const struct access_case *want = &accesses[i];
        const struct why_insn insn = decode("esp32h4", want->bits);

        if (!why_insn_accesses_memory(&insn) || insn.base != want->base ||
            insn.offset != want->offset || insn.access_bytes != want->bytes ||
            insn.dest != want->dest || insn.source[0] != want->source ||
            insn.access_signed != want->is_signed)
            fail_msg("%s: base %d, offset %d, %u bytes, dest %d, source %d", want->name, insn.base,
                     insn.offset, insn.access_bytes, insn.dest, insn.source[0]);
    }
}

static void legality_depends_on_the_chip(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(chips); i++) {
        const struct why_insn insn = decode(chips[i].chip, chips[i].bits);

        if (insn.legality != chips[i].legality)
            fail_msg("%s 0x%08x: %d", chips[i].chip ? chips[i].chip : "any", chips[i].bits,
                     insn.legality);
    }
}

static void divisor_is_the_second_source(void **state)
{
    const struct why_insn insn = decode(NULL, 0x02a5c533); /* div a0,a1,a0 */

    (void)state;
    assert_int_equal(insn.dest, A0);
    assert_int_equal(insn.source[0], A1);
    assert_int_equal(insn.source[1], A0);
}

static void indirect_call_tells_its_register(void **state)
{
    const struct why_insn insn = decode(NULL, 0x896080e7); /* jalr -1898(ra) */

    (void)state;
    assert_int_equal(insn.base, RA);
    assert_int_equal(insn.offset, -1898);
    assert_int_equal(insn.dest, RA);
    assert_false(insn.direct);
}

static void too_few_bytes_are_no_instruction(void **state)
{
    const struct why_isa isa = why_isa_of(why_arch_get(WHY_ARCH_RISCV), NULL);
    const uint8_t bytes[] = { 0x23, 0x05, 0xf5 };
    struct why_insn insn = { .length = 77 };

    (void)state;
    assert_false(why_isa_decode(&isa, bytes, 0, PC, &insn));
    assert_false(why_isa_decode(&isa, bytes, 1, PC, &insn));
    assert_false(why_isa_decode(&isa, bytes, 3, PC, &insn));
    assert_int_equal(insn.length, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_the_assemblers),
        cmocka_unit_test(target_is_relative_to_the_instruction),
        cmocka_unit_test(access_tells_base_offset_and_width),
        cmocka_unit_test(legality_depends_on_the_chip),
        cmocka_unit_test(divisor_is_the_second_source),
        cmocka_unit_test(indirect_call_tells_its_register),
        cmocka_unit_test(too_few_bytes_are_no_instruction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
