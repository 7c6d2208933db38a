/* Which virtual function was to be called when the way to it failed. */
#include "values/virtual.h"

#include <string.h>

#include "firmware/type_virtual.h"

#define SLOT_BYTES 4u
#define AHEAD 16u /* instructions: arguments of the call are loaded in between */

/* GCC and Clang call the hidden member so: "_vptr.Meter", of Xtensa "_vptr$Meter". */
static bool is_table_pointer(const char *member)
{
    return member && strncmp(member, "_vptr", 5) == 0;
}

/* The last part of an expression is the hidden member. */
static bool leads_to_table(const char *expression)
{
    const char *arrow = expression ? strrchr(expression, '>') : NULL;

    return arrow && is_table_pointer(arrow + 1);
}

/* Straight code behind the load reads the table. What lies before the functions there, for virtual
 * bases, is read with negative offsets. */
static bool find_slot(const struct why_spot *spot, const struct why_insn *load, uint32_t *slot)
{
    uint32_t at = load->address + load->length;
    struct why_insn insn;

    for (unsigned i = 0; i < AHEAD && why_spot_insn(spot, at, &insn); i++) {
        if (insn.kind == WHY_INSN_LOAD && insn.base == load->dest) {
            *slot = (uint32_t)insn.offset / SLOT_BYTES;
            return insn.offset >= 0 && insn.index < 0;
        }
        if ((insn.kind != WHY_INSN_OTHER && insn.kind != WHY_INSN_LOAD &&
             insn.kind != WHY_INSN_STORE) ||
            insn.dest == load->dest)
            return false;
        at += insn.length;
    }
    return false;
}

/* The class of what the term points at; 0: not known. */
static why_type_ref class_of(const struct why_spot *spot, const struct why_term *term)
{
    const struct why_phrase phrase = why_words_term(spot, term);

    return phrase.displaced ? 0 : phrase.pointee;
}

/* An object's address of its table was read. */
static why_type_ref from_object(const struct why_spot *spot, const struct why_insn *load,
                                uint32_t *slot)
{
    const struct why_use use = { .offset = load->offset, .bytes = load->access_bytes };
    const struct why_phrase phrase = why_words_register(spot, load->base, use);

    return load->offset == 0 && !phrase.displaced && find_slot(spot, load, slot) ? phrase.pointee
                                                                                 : 0;
}

/* The table was read, by an address from the start of an object. */
static why_type_ref from_table(const struct why_spot *spot, const struct why_insn *load,
                               uint32_t *slot)
{
    const struct why_term *table = spot->flow.registers[load->base];

    if (!spot->followed || table->kind != WHY_TERM_LOAD || table->constant != 0 || load->offset < 0)
        return 0;
    *slot = (uint32_t)load->offset / SLOT_BYTES;
    return class_of(spot, table->a);
}

void why_find_virtual(const struct why_spot *spot, const struct why_insn *insn,
                      struct why_access *access)
{
    why_type_ref class_type = 0;
    uint32_t slot;

    if (insn->kind != WHY_INSN_LOAD || access->frame != 0 || access->bytes != SLOT_BYTES)
        return;
    if (is_table_pointer(access->member))
        class_type = from_object(spot, insn, &slot);
    else if (leads_to_table(access->pointer.text))
        class_type = from_table(spot, insn, &slot);
    if (class_type)
        access->method = why_type_virtual(spot->view.firmware, class_type, slot, spot->arena);
}
