/* Xtensa instructions: text, kind, operands, and what each chip makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "isa/isa.h"

#define PC 0x400d1236u
#define NONE WHY_ISA_NO_REGISTER
#define F0 WHY_ISA_FLOAT

struct text_case {
    uint32_t bits;
    uint8_t length;
    const char *text;
    enum why_insn_kind kind;
};

struct target_case {
    const char *name;
    uint32_t bits;
    uint32_t target;
    uint8_t window;
};

struct access_case {
    const char *name;
    uint32_t bits;
    int base, index, offset, bytes, dest, source;
    bool is_signed, updates;
};

struct chip_case {
    const char *chip; /* NULL: not known */
    uint32_t bits;
    enum why_insn_legality legality;
};

/* As QEMU's disassembler prints them. */
/* clang-format off */
static const struct text_case texts[] = {
    { 0x004136, 3, "entry a1, 32",              WHY_INSN_OTHER },
    { 0x0008e0, 3, "callx8 a8",                 WHY_INSN_CALL_INDIRECT },
    { 0x000080, 3, "ret",                       WHY_INSN_RETURN },
    { 0x000090, 3, "retw",                      WHY_INSN_RETURN },
    { 0xf01d,   2, "retw.n",                    WHY_INSN_RETURN },
    { 0x0002a0, 3, "jx a2",                     WHY_INSN_JUMP_INDIRECT },
    { 0x4288,   2, "l32i.n a8, a2, 16",         WHY_INSN_LOAD },
    { 0x0009,   2, "s32i.n a0, a0, 0",          WHY_INSN_STORE },
    { 0x0a4282, 3, "s8i a8, a2, 10",            WHY_INSN_STORE },
    { 0x029282, 3, "l16si a8, a2, 4",           WHY_INSN_LOAD },
    { 0x01e222, 3, "s32c1i a2, a2, 4",          WHY_INSN_ATOMIC },
    { 0xd28a90, 3, "quos a8, a10, a9",          WHY_INSN_DIVIDE },
    { 0xfd0c,   2, "movi.n a13, 15",            WHY_INSN_OTHER },
    { 0xf17c,   2, "movi.n a1, -1",             WHY_INSN_OTHER },
    { 0xffa282, 3, "movi a8, 767",              WHY_INSN_OTHER },
    { 0x820b,   2, "addi.n a8, a2, -1",         WHY_INSN_OTHER },
    { 0x11a980, 3, "slli a10, a9, 8",           WHY_INSN_OTHER },
    { 0x747080, 3, "extui a7, a8, 0, 8",        WHY_INSN_OTHER },
    { 0x03e630, 3, "rsr.ps a3",                 WHY_INSN_OTHER },
    { 0x13d100, 3, "wsr.excsave1 a0",           WHY_INSN_OTHER },
    { 0xe38e70, 3, "rur.threadptr a8",          WHY_INSN_OTHER },
    { 0x0020c0, 3, "memw",                      WHY_INSN_OTHER },
    { 0x006f20, 3, "rsil a2, 15",               WHY_INSN_OTHER },
    { 0x0041f0, 3, "break 1, 15",               WHY_INSN_OTHER },
    { 0xf06d,   2, "ill.n",                     WHY_INSN_OTHER },
    { 0x000000, 3, "ill",                       WHY_INSN_OTHER },
    { 0x0a1230, 3, "add.s f1, f2, f3",          WHY_INSN_OTHER },
    { 0x740014, 3, "mul.aa.ll a0, a1",          WHY_INSN_OTHER },
    { 0x080104, 3, "mula.dd.ll.ldinc m0, a1, m0, m2", WHY_INSN_LOAD },
    { 0x491220, 3, "s32e a2, a2, -60",          WHY_INSN_STORE },
    { 0x408010, 3, "rotw 1",                    WHY_INSN_OTHER },
    { 0x00000e, 4, ".byte 0x0e, 0x00, 0x00, 0x00", WHY_INSN_OTHER },
};

static const struct target_case targets[] = {
    { "call8 +4",     0x000025, 0x400d1238, 8 },
    { "call0 back",   0xfffc05, 0x400d11f8, 0 },
    { "j self",       0xffff06, 0x400d1236, 0 },
    { "beqz",         0x00a216, 0x400d1244, 0 },
    { "bnei",         0xf82866, 0x400d1232, 0 },
    { "beqz.n",       0x428c,   0x400d123e, 0 },
    { "loop end",     0x108276, 0x400d124a, 0 },
    { "l32r below",   0xffff81, 0x400d1234, 0 },
};

static const struct access_case accesses[] = {
    { "s8i",     0x0a4282, 2, NONE, 10, 1, NONE, 8,    false, false },
    { "l16si",   0x029282, 2, NONE, 4,  2, 8,    NONE, true,  false },
    { "l32i.n",  0x4288,   2, NONE, 16, 4, 8,    NONE, false, false },
    { "s32c1i",  0x04e2a2, 2, NONE, 16, 4, 10,   10,   false, false },
    { "l32r",    0xffff81, NONE, NONE, 0, 4, 8,  NONE, false, false },
    { "lsx",     0x081230, 2, 3,    0,  4, F0 + 1, NONE, false, false },
    { "ssip",    0x01c213, 2, NONE, 0,  4, NONE, F0 + 1, false, true },
    { "lsxp",    0x181230, 2, NONE, 0,  4, F0 + 1, NONE, false, false },
    { "ldinc",   0x800204, 2, NONE, 4,  4, NONE, NONE, false, true },
    { "lddec",   0x900204, 2, NONE, -4, 4, NONE, NONE, false, true },
};

static const struct chip_case chips[] = {
    { "esp32",   0x4288,   WHY_INSN_LEGAL },
    { NULL,      0x4288,   WHY_INSN_LEGAL },
    { "esp32",   0x0a1230, WHY_INSN_LEGAL },
    { "esp32s2", 0x0a1230, WHY_INSN_ILLEGAL },
    { NULL,      0x0a1230, WHY_INSN_UNKNOWN },
    { "esp32s2", 0x108276, WHY_INSN_ILLEGAL },
    { "esp32s3", 0x108276, WHY_INSN_LEGAL },
    { "esp32",   0x00000e, WHY_INSN_ILLEGAL },
    { "esp32s3", 0x00000e, WHY_INSN_UNKNOWN },
    { NULL,      0x00000e, WHY_INSN_UNKNOWN },
    { "esp32",   0x060000, WHY_INSN_ILLEGAL },
    { "esp32s3", 0x060000, WHY_INSN_UNKNOWN },
    { "esp32s2", 0x060000, WHY_INSN_UNKNOWN },
    { "esp32",   0xffffff, WHY_INSN_ILLEGAL },
    { "esp32",   0x000000, WHY_INSN_TRAP },
    { "esp32",   0xf06d,   WHY_INSN_TRAP },
    { "esp32",   0x0041f0, WHY_INSN_TRAP },
    { "esp32",   0x03c820, WHY_INSN_UNKNOWN },
};
/* clang-format on */

static struct why_insn decode(const char *chip_id, uint32_t bits)
{
    const struct why_chip *chip = chip_id ? why_chip_find(chip_id) : NULL;
    const struct why_isa isa = why_isa_of(why_arch_get(WHY_ARCH_XTENSA), chip);
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

        if (!insn.direct || insn.target != targets[i].target ||
            insn.window_change != targets[i].window)
            fail_msg("%s: 0x%08x, not 0x%08x, window %u", targets[i].name, insn.target,
                     targets[i].target, insn.window_change);
    }
}

static void access_tells_base_offset_and_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(accesses); i++) {
        const struct access_case *want = &accesses[i];
        const struct why_insn insn = decode("esp32", want->bits);

        if (!why_insn_accesses_memory(&insn) || insn.base != want->base ||
            insn.index != want->index || insn.offset != want->offset ||
            insn.access_bytes != want->bytes || insn.dest != want->dest ||
            insn.source[0] != want->source || insn.access_signed != want->is_signed ||
            insn.updates_base != want->updates)
            fail_msg("%s: base %d, index %d, offset %d, %u bytes, dest %d, source %d", want->name,
                     insn.base, insn.index, insn.offset, insn.access_bytes, insn.dest,
                     insn.source[0]);
    }
}

static void legality_depends_on_the_chip(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(chips); i++) {
        const struct why_insn insn = decode(chips[i].chip, chips[i].bits);

        if (insn.legality != chips[i].legality)
            fail_msg("%s 0x%06x: %d", chips[i].chip ? chips[i].chip : "any", chips[i].bits,
                     insn.legality);
    }
}

static void break_is_no_compiler_trap(void **state)
{
    const struct why_insn breakpoint = decode("esp32", 0x0041f0);
    const struct why_insn trap = decode("esp32", 0xf06d);

    (void)state;
    assert_true(breakpoint.breakpoint);
    assert_false(why_insn_is_compiler_trap(&breakpoint));
    assert_true(why_insn_is_compiler_trap(&trap));
}

static void windowed_call_tells_its_increment(void **state)
{
    const struct why_insn insn = decode("esp32", 0x0008e0); /* callx8 a8 */

    (void)state;
    assert_int_equal(insn.window_change, 8);
    assert_int_equal(insn.base, 8);
    assert_true(why_insn_is_call(&insn));
}

static void divisor_is_the_second_source(void **state)
{
    const struct why_insn insn = decode("esp32", 0xd28a90); /* quos a8, a10, a9 */

    (void)state;
    assert_int_equal(insn.dest, 8);
    assert_int_equal(insn.source[0], 10);
    assert_int_equal(insn.source[1], 9);
}

static void special_register_write_reads_its_operand(void **state)
{
    const struct why_insn insn = decode("esp32", 0x13d150); /* wsr.excsave1 a5 */

    (void)state;
    assert_int_equal(insn.dest, NONE);
    assert_int_equal(insn.source[0], 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_the_assemblers),
        cmocka_unit_test(target_is_relative_to_the_instruction),
        cmocka_unit_test(access_tells_base_offset_and_width),
        cmocka_unit_test(legality_depends_on_the_chip),
        cmocka_unit_test(break_is_no_compiler_trap),
        cmocka_unit_test(windowed_call_tells_its_increment),
        cmocka_unit_test(divisor_is_the_second_source),
        cmocka_unit_test(special_register_write_reads_its_operand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
