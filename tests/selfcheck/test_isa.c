/* Audits the opcode tables of isa/: rows that can match, in an order that lets them, with operands
 * that exist; and every encoding has a length and a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "isa/riscv.h"
#include "isa/xtensa.h"

struct audited {
    const char *name;
    const struct why_isa_table *table;
    uint32_t bits;       /* that an encoding may have */
    const char *letters; /* of operands */
};

#define RISCV_LETTERS "dstDSTRiwbjuhczmpf,()"
#define ZCMP_LETTERS "lkxyXn,-"
#define XTENSA_LETTERS "rstiFGHXYZ48MxyquvabcnodemNOghpjklIBUED5STJKQLACP, " WHY_XTENSA_MARKS

static const struct audited tables[] = {
    { "riscv", &why_riscv_table, UINT32_MAX, RISCV_LETTERS },
    { "zcmp", &why_riscv_zcmp_table, 0xffff, ZCMP_LETTERS },
    { "xtensa", &why_xtensa_table, 0xffffff, XTENSA_LETTERS },
    { "xtensa narrow", &why_xtensa_narrow_table, 0xffff, XTENSA_LETTERS },
};

/* A row of any table. */
struct code {
    uint32_t mask;
    uint32_t match;
};

static struct code code_of(const struct why_isa_table *table, size_t i)
{
    if (table)
        return (struct code){ table->rows[i].mask, table->rows[i].match };
    return (struct code){ why_riscv_shorts[i].mask, why_riscv_shorts[i].match };
}

static size_t count_of(const struct why_isa_table *table)
{
    return table ? table->count : why_riscv_short_count;
}

/* Every encoding of `inner` is one of `outer`, but not the other way round. */
static bool is_special_case(struct code inner, struct code outer)
{
    return (inner.mask & outer.mask) == outer.mask && inner.mask != outer.mask &&
           (inner.match & outer.mask) == outer.match;
}

static bool overlap(struct code a, struct code b)
{
    return ((a.match ^ b.match) & a.mask & b.mask) == 0;
}

/* Two special cases of one later row may share encodings: "sltz zero,zero" is "sgtz zero,zero". */
static bool are_cases_of_one(const struct why_isa_table *table, size_t i, size_t j)
{
    for (size_t k = j + 1; k < count_of(table); k++)
        if (is_special_case(code_of(table, i), code_of(table, k)) &&
            is_special_case(code_of(table, j), code_of(table, k)))
            return true;
    return false;
}

/* NULL is the table of compressed instructions. */
static void check_order(const char *name, const struct why_isa_table *table)
{
    for (size_t j = 1; j < count_of(table); j++)
        for (size_t i = 0; i < j; i++) {
            const struct code a = code_of(table, i), b = code_of(table, j);

            if (overlap(a, b) && !is_special_case(a, b) && !are_cases_of_one(table, i, j))
                fail_msg("%s: 0x%x before 0x%x", name, a.match, b.match);
        }
}

static void rows_overlap_only_from_special_to_general(void **state)
{
    (void)state;
    check_order("compressed", NULL);
    for (size_t t = 0; t < WHY_COUNTOF(tables); t++)
        check_order(tables[t].name, tables[t].table);
}

static void check_row(const struct audited *audited, const struct why_isa_row *row)
{
    const bool nameless = row->kind == WHY_ROW_RESERVED || row->kind == WHY_ROW_UNSURE;
    const bool accesses =
        row->kind == WHY_INSN_LOAD || row->kind == WHY_INSN_STORE || row->kind == WHY_INSN_ATOMIC;

    if ((row->match & ~row->mask) != 0 || (row->mask & ~audited->bits) != 0)
        fail_msg("%s: %s 0x%x cannot match", audited->name, row->name, row->match);
    if ((row->name[0] == '\0') != nameless)
        fail_msg("%s: 0x%x has a name, or has none", audited->name, row->match);
    if (strspn(row->operands, audited->letters) != strlen(row->operands))
        fail_msg("%s: %s has operands %s", audited->name, row->name, row->operands);
    if ((row->access != 0) != accesses)
        fail_msg("%s: %s accesses %d bytes", audited->name, row->name, row->access);
}

static void rows_are_well_formed(void **state)
{
    (void)state;
    for (size_t t = 0; t < WHY_COUNTOF(tables); t++)
        for (size_t i = 0; i < tables[t].table->count; i++)
            check_row(&tables[t], &tables[t].table->rows[i]);
}

static void xtensa_letters_are_fields(void **state)
{
    (void)state;
    for (const char *letter = XTENSA_LETTERS; *letter != '\0'; letter++) {
        int32_t value;
        const bool is_text = strchr(", " WHY_XTENSA_MARKS, *letter) != NULL;

        if ((why_xtensa_operand(0, 0, *letter, &value) == WHY_XTENSA_TEXT) != is_text)
            fail_msg("%c", *letter);
    }
}

/* What a compressed instruction stands for is an instruction. */
static void compressed_rows_stand_for_known_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < why_riscv_short_count; i++) {
        const struct why_riscv_short *row = &why_riscv_shorts[i];

        if ((row->match & ~row->mask) != 0)
            fail_msg("%s cannot match", row->name);
        if (row->fields && !why_isa_row_find(&why_riscv_table, why_riscv_expand(row, row->match)))
            fail_msg("%s stands for nothing", row->name);
    }
}

static void check_encoding(const struct why_isa *isa, uint32_t bits)
{
    const uint8_t bytes[] = { (uint8_t)bits, (uint8_t)(bits >> 8), (uint8_t)(bits >> 16),
                              (uint8_t)(bits >> 24) };
    char text[WHY_INSN_TEXT_BYTES];
    struct why_insn insn;

    if (!why_isa_decode(isa, bytes, sizeof bytes, 0x40080000, &insn))
        fail_msg("0x%08x has no length", bits);
    why_isa_text(&insn, text, sizeof text);
    if (text[0] == '\0' || strlen(text) + 1 == sizeof text || insn.length < 2 || insn.length > 4)
        fail_msg("0x%08x: %s", bits, text);
    if (insn.direct != (insn.kind == WHY_INSN_CALL || insn.kind == WHY_INSN_JUMP ||
                        insn.kind == WHY_INSN_BRANCH) &&
        insn.kind != WHY_INSN_LOAD && insn.kind != WHY_INSN_OTHER)
        fail_msg("0x%08x: %s has a target, or has none", bits, text);
}

/* All encodings of 16 bits, and a walk over those of 24 and 32 bits in steps that meet all fields.
 */
static void every_encoding_has_a_length_and_a_text(void **state)
{
    static const enum why_arch_id archs[] = { WHY_ARCH_RISCV, WHY_ARCH_XTENSA };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(archs); i++) {
        const struct why_isa isa = why_isa_of(why_arch_get(archs[i]), NULL);

        for (uint32_t bits = 0; bits < 0x10000; bits++)
            check_encoding(&isa, bits);
        for (uint32_t bits = 0, n = 0; n < 200000; n++, bits += 2654435769u)
            check_encoding(&isa, bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_overlap_only_from_special_to_general),
        cmocka_unit_test(rows_are_well_formed),
        cmocka_unit_test(xtensa_letters_are_fields),
        cmocka_unit_test(compressed_rows_stand_for_known_ones),
        cmocka_unit_test(every_encoding_has_a_length_and_a_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
