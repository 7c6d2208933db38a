/* Decodes Xtensa instructions. */
#include "isa/xtensa.h"

/* Extensions whose instructions are not all in the table: an encoding without a row may be theirs.
 */
#define OPEN_EXTENSIONS (WHY_ISA_XTENSA_TIE | WHY_ISA_XTENSA_OPTION)

const char *why_xtensa_register(int number)
{
    /* clang-format off */
    static const char *const address[] = { "a0", "a1", "a2",  "a3",  "a4",  "a5",  "a6",  "a7",
                                           "a8", "a9", "a10", "a11", "a12", "a13", "a14", "a15" };
    static const char *const floating[] = { "f0", "f1", "f2",  "f3",  "f4",  "f5",  "f6",  "f7",
                                            "f8", "f9", "f10", "f11", "f12", "f13", "f14", "f15" };
    /* clang-format on */

    if (number >= 0 && number < 16)
        return address[number];
    if (number >= WHY_ISA_FLOAT && number < WHY_ISA_FLOAT + 16)
        return floating[number - WHY_ISA_FLOAT];
    return "";
}

/* Windowed calls rotate by the number in their two lowest bits of t: CALL4, CALLX4 and so on. */
static uint8_t window_of(const struct why_insn *insn)
{
    return why_insn_is_call(insn) ? (uint8_t)(4 * why_isa_bits(insn->word, 4, 2)) : 0;
}

/* Field s is the base of whatever has an address that is not in the instruction. */
static bool has_base(const struct why_insn *insn)
{
    return why_insn_accesses_memory(insn) || insn->kind == WHY_INSN_CALL_INDIRECT ||
           insn->kind == WHY_INSN_JUMP_INDIRECT;
}

static bool writes_first(const struct why_insn *insn)
{
    return insn->kind == WHY_INSN_OTHER || insn->kind == WHY_INSN_DIVIDE ||
           insn->kind == WHY_INSN_LOAD;
}

static bool is_register(enum why_xtensa_operand operand)
{
    return operand == WHY_XTENSA_AR || operand == WHY_XTENSA_FR || operand == WHY_XTENSA_BR ||
           operand == WHY_XTENSA_MR;
}

/* How far the operands of a row have been noted. */
struct notes {
    bool written;  /* the next register is written */
    bool read_too; /* and read */
    bool has_offset;
    char update;  /* mark behind the base: see xtensa_rows.c */
    size_t count; /* of immediates */
    int32_t immediates[2];
};

static void note_register(struct why_insn *insn, char letter, int number, struct notes *notes)
{
    if (letter == 's' && has_base(insn)) {
        insn->base = (int8_t)number;
    } else if (letter == 'i') {
        insn->index = (int8_t)number;
    } else if (notes->written) {
        insn->dest = (int8_t)number;
        insn->reads |= notes->read_too ? why_register_bit(number) : 0;
    } else {
        insn->source[insn->source[0] == WHY_ISA_NO_REGISTER ? 0 : 1] = (int8_t)number;
    }
}

/* Boolean and MAC16 registers have no number of their own here. */
static void note_value(struct why_insn *insn, char letter, enum why_xtensa_operand operand,
                       int32_t value, struct notes *notes)
{
    if (operand == WHY_XTENSA_OFFSET) {
        insn->offset = value;
        notes->has_offset = true;
    } else if (operand == WHY_XTENSA_ADDRESS) {
        insn->direct = true;
        insn->target = (uint32_t)value;
    } else if (operand == WHY_XTENSA_AR) {
        note_register(insn, letter, value, notes);
    } else if (operand == WHY_XTENSA_FR) {
        note_register(insn, letter, value + WHY_ISA_FLOAT, notes);
    } else if (operand == WHY_XTENSA_NUMBER && notes->count < WHY_COUNTOF(notes->immediates)) {
        notes->immediates[notes->count++] = value;
    }
}

static void note_mark(char letter, struct notes *notes)
{
    if (letter == '!')
        notes->written = false;
    if (letter == '+')
        notes->read_too = true;
    if (letter == '^' || letter == '>' || letter == '<')
        notes->update = letter;
}

/* The base moves on; by a register (lsxp), it is only known to. Source: Xtensa ISA Reference
 * Manual, chapter 6, LSIP, LSXP, LDINC, LDDEC. */
static void note_update(struct why_insn *insn, const struct notes *notes)
{
    const char update = notes->update;

    if (update == '^' && insn->index != WHY_ISA_NO_REGISTER) {
        insn->reads |= why_register_bit(insn->index);
        insn->writes |= why_register_bit(insn->base);
        insn->index = WHY_ISA_NO_REGISTER;
        return;
    }
    insn->updates_base = true;
    if (update == '^') {
        insn->base_change = notes->has_offset ? insn->offset : insn->access_bytes;
        insn->offset = 0;
    } else {
        insn->base_change = update == '>' ? insn->access_bytes : -insn->access_bytes;
        insn->offset = insn->base_change;
    }
}

/* Calls leave their return address in a0 of the window that the callee has. S32C1I writes what was
 * in memory to the register that it stores; the other stores do not. */
static void note_untold_dest(struct why_insn *insn)
{
    insn->window_change = window_of(insn);
    if (why_insn_is_call(insn))
        insn->dest = (int8_t)insn->window_change;
    if (insn->kind == WHY_INSN_ATOMIC)
        insn->dest = insn->source[0];
}

static void note_operands(struct why_insn *insn)
{
    struct notes notes = { .written = writes_first(insn) };

    for (const char *letter = insn->row->operands; *letter != '\0'; letter++) {
        int32_t value;
        const enum why_xtensa_operand operand =
            why_xtensa_operand(insn->word, insn->address, *letter, &value);

        note_mark(*letter, &notes);
        note_value(insn, *letter, operand, value, &notes);
        if (is_register(operand))
            notes.written = false;
    }
    if (notes.update != '\0')
        note_update(insn, &notes);
    note_untold_dest(insn);
    why_isa_settle_operation(insn, notes.immediates);
}

/* RSR and its kin of a register that is not in the lists: some other core's. */
static bool has_unknown_register(const struct why_insn *insn)
{
    int32_t number;
    const enum why_xtensa_operand operand =
        why_xtensa_operand(insn->word, insn->address, insn->row->operands[0], &number);

    return (operand == WHY_XTENSA_SPECIAL && !why_xtensa_special_register((uint32_t)number)) ||
           (operand == WHY_XTENSA_USER && !why_xtensa_user_register((uint32_t)number));
}

static enum why_insn_legality without_row(const struct why_isa *isa)
{
    return (isa->lacks & OPEN_EXTENSIONS) == OPEN_EXTENSIONS ? WHY_INSN_ILLEGAL : WHY_INSN_UNKNOWN;
}

static void decode_row(const struct why_isa *isa, struct why_insn *insn)
{
    const struct why_isa_table *table =
        insn->length == 2 ? &why_xtensa_narrow_table : &why_xtensa_table;
    const struct why_isa_row *row = insn->length <= 3 ? why_isa_row_find(table, insn->word) : NULL;

    if (!row) {
        insn->legality = without_row(isa);
        insn->clobbers_unknown = true;
        return;
    }
    why_isa_row_apply(isa, row, insn);
    note_operands(insn);
    if (has_unknown_register(insn))
        insn->legality = WHY_INSN_UNKNOWN;
}

/* op0 tells the length: below 8 three bytes, then two; 14 and 15 are four bytes on cores that have
 * them (S3), and no instruction on the others. Source: Xtensa ISA Reference Manual, chapter 7. */
bool why_xtensa_decode(const struct why_isa *isa, const uint8_t *bytes, size_t n,
                       struct why_insn *insn)
{
    const uint32_t op0 = n > 0 ? bytes[0] & 0xfu : 0;

    insn->length = op0 < 8 ? 3 : op0 < 14 ? 2 : 4;
    if (n < insn->length)
        return false;
    for (size_t i = 0; i < insn->length; i++)
        insn->bits |= (uint32_t)bytes[i] << (8 * i);
    insn->word = insn->bits;
    decode_row(isa, insn);
    return true;
}
