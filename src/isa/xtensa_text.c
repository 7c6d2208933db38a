/* Prints Xtensa instructions as the GNU assembler writes them. */
#include <string.h>

#include "isa/xtensa.h"

static void put_register_name(const char *name, int32_t number, struct why_isa_line *line)
{
    if (name)
        why_isa_put(line, "%s ", name);
    else
        why_isa_put(line, "%d ", (int)number);
}

static void put_operand(const struct why_insn *insn, char letter, struct why_isa_line *line)
{
    int32_t value;

    switch (why_xtensa_operand(insn->word, insn->address, letter, &value)) {
    case WHY_XTENSA_TEXT:
        if (!strchr(WHY_XTENSA_MARKS, letter))
            why_isa_put(line, "%c", letter);
        break;
    case WHY_XTENSA_AR:
        why_isa_put(line, "a%d", (int)value);
        break;
    case WHY_XTENSA_FR:
        why_isa_put(line, "f%d", (int)value);
        break;
    case WHY_XTENSA_BR:
        why_isa_put(line, "b%d", (int)value);
        break;
    case WHY_XTENSA_MR:
        why_isa_put(line, "m%d", (int)value);
        break;
    case WHY_XTENSA_NUMBER:
    case WHY_XTENSA_OFFSET:
        why_isa_put(line, "%d", (int)value);
        break;
    case WHY_XTENSA_ADDRESS:
        why_isa_put(line, "0x%x", (uint32_t)value);
        break;
    case WHY_XTENSA_SPECIAL:
        put_register_name(why_xtensa_special_register((uint32_t)value), value, line);
        break;
    case WHY_XTENSA_USER:
        put_register_name(why_xtensa_user_register((uint32_t)value), value, line);
        break;
    }
}

static bool names_register(const struct why_insn *insn)
{
    int32_t value;
    const enum why_xtensa_operand first =
        why_xtensa_operand(insn->word, insn->address, insn->row->operands[0], &value);

    return first == WHY_XTENSA_SPECIAL || first == WHY_XTENSA_USER;
}

static void put_bytes(const struct why_insn *insn, struct why_isa_line *line)
{
    for (unsigned i = 0; i < insn->length; i++)
        why_isa_put(line, "%s0x%02x", i == 0 ? ".byte " : ", ", why_isa_bits(insn->bits, 8 * i, 8));
}

void why_xtensa_text(const struct why_insn *insn, struct why_isa_line *line)
{
    if (why_isa_mnemonic(insn)[0] == '\0') {
        put_bytes(insn, line);
        return;
    }
    why_isa_put(line, "%s", insn->row->name);
    if (insn->row->operands[0] != '\0' && !names_register(insn))
        why_isa_put(line, " ");
    for (const char *letter = insn->row->operands; *letter != '\0'; letter++)
        put_operand(insn, *letter, line);
}
