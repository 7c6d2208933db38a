/* Finds the row of an instruction and applies what the row says. */
#include "isa/row.h"

const struct why_isa_row *why_isa_row_find(const struct why_isa_table *table, uint32_t word)
{
    for (size_t i = 0; i < table->count; i++)
        if ((word & table->rows[i].mask) == table->rows[i].match)
            return &table->rows[i];
    return NULL;
}

static enum why_insn_legality legality_of(const struct why_isa *isa, const struct why_isa_row *row)
{
    if (row->kind == WHY_ROW_RESERVED || (row->needs & isa->lacks) != 0)
        return WHY_INSN_ILLEGAL;
    if (row->kind == WHY_ROW_UNSURE || (row->needs & ~isa->has) != 0)
        return WHY_INSN_UNKNOWN;
    return row->kind == WHY_ROW_TRAP || row->kind == WHY_ROW_BREAK ? WHY_INSN_TRAP : WHY_INSN_LEGAL;
}

void why_isa_row_apply(const struct why_isa *isa, const struct why_isa_row *row,
                       struct why_insn *insn)
{
    insn->row = row;
    insn->legality = legality_of(isa, row);
    insn->kind = row->kind < WHY_ROW_TRAP ? (enum why_insn_kind)row->kind : WHY_INSN_OTHER;
    insn->breakpoint = row->kind == WHY_ROW_BREAK;
    insn->access_signed = row->access < 0;
    insn->access_bytes = (uint8_t)(row->access < 0 ? -row->access : row->access);
}
