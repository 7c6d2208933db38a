/* Structures, classes and unions as text. */
#include <dwarf.h>

#include "firmware/type_printer.h"

#define MEMBER_NAME_BYTES 64

/* Members of one structure, on their way to "{ a = 1, b = 2 }". */
struct members {
    struct why_printer *printer;
    const uint8_t *bytes; /* of the structure */
    size_t n;
    unsigned depth;
    const char *joint;
    bool cut;
};

/* A member as a number of its own; false when it lies outside of the structure. */
static bool take_bits(const struct members *members, const struct why_place *place, uint64_t *out)
{
    uint64_t value = 0;

    if (place->bits == 0 || place->bits > 64 || place->bit + place->bits > members->n * 8)
        return false;
    for (uint64_t i = 0; i < place->bits; i++) {
        uint64_t bit = place->bit + i;

        value |= (uint64_t)(members->bytes[bit / 8] >> bit % 8 & 1) << i;
    }
    *out = value;
    return true;
}

static bool is_signed(Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    Dwarf_Word encoding;

    return dwarf_attr(type, DW_AT_encoding, &attribute) &&
           dwarf_formudata(&attribute, &encoding) == 0 &&
           (encoding == DW_ATE_signed || encoding == DW_ATE_signed_char);
}

/* As if it had the room of its type. */
static bool print_bits(struct members *members, Dwarf_Die *declared, const struct why_place *place)
{
    uint8_t widened[sizeof(uint64_t)];
    uint64_t value;
    Dwarf_Die type;
    uint32_t size;

    if (!why_die_strip(declared, &type) || !take_bits(members, place, &value))
        return false;
    size = why_die_size(members->printer->firmware, &type);
    if (size > sizeof(widened) || place->bits > (uint64_t)size * 8)
        return false;
    if (is_signed(&type) && place->bits < 64 && value >> (place->bits - 1) & 1)
        value |= UINT64_MAX << place->bits;
    for (size_t i = 0; i < sizeof(widened); i++)
        widened[i] = (uint8_t)(value >> i * 8);
    return why_print_value(members->printer, &type, widened, size, members->depth + 1);
}

static bool print_place(struct members *members, Dwarf_Die *type, const struct why_place *place)
{
    if (place->bit_field)
        return print_bits(members, type, place);
    return place->bit / 8 < members->n && place->bits / 8 <= members->n - place->bit / 8 &&
           why_print_value(members->printer, type, members->bytes + place->bit / 8, place->bits / 8,
                           members->depth + 1);
}

static void print_members(struct members *members, Dwarf_Die *structure);

/* A base class and a structure without a name lend their members to the one around.
 * NOLINTNEXTLINE(misc-no-recursion): ends at WHY_PRINT_NESTING */
static void print_lent(const struct members *around, Dwarf_Die *type, const struct why_place *place,
                       struct members *out)
{
    Dwarf_Die structure;

    *out = *around;
    if (around->depth >= WHY_PRINT_NESTING || place->bit / 8 >= around->n ||
        !why_die_peel(around->printer->firmware, type, &structure) ||
        !why_tag_is_structure(dwarf_tag(&structure)))
        return;
    out->bytes = around->bytes + place->bit / 8;
    out->n = around->n - place->bit / 8;
    out->depth = around->depth + 1;
    print_members(out, &structure);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_PRINT_NESTING */
static void print_member(struct members *members, Dwarf_Die *member)
{
    const char *name = dwarf_tag(member) == DW_TAG_member ? dwarf_diename(member) : NULL;
    struct why_strbuf *out = &members->printer->out;
    struct members lent;
    struct why_place place;
    Dwarf_Die type;

    if (dwarf_hasattr(member, DW_AT_artificial) ||
        !why_member_place(members->printer->firmware, member, &place) ||
        !why_die_type(member, &type))
        return;
    if (!name) {
        print_lent(members, &type, &place, &lent);
        members->joint = lent.joint;
        members->cut = lent.cut;
        return;
    }
    why_strbuf_addf(out, "%s%.*s = ", members->joint, MEMBER_NAME_BYTES, name);
    members->joint = ", ";
    if (!print_place(members, &type, &place))
        why_strbuf_adds(out, WHY_NO_TEXT);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_PRINT_NESTING */
static void print_members(struct members *members, Dwarf_Die *structure)
{
    Dwarf_Die child;

    if (dwarf_child(structure, &child) != 0)
        return;
    do {
        int tag = dwarf_tag(&child);

        if (tag != DW_TAG_member && tag != DW_TAG_inheritance)
            continue;
        if (members->cut || why_printer_is_full(members->printer)) {
            members->cut = true;
            return;
        }
        print_member(members, &child);
    } while (dwarf_siblingof(&child, &child) == 0 && why_steps_take(&members->printer->steps));
}

void why_print_structure(struct why_printer *printer, Dwarf_Die *type, const uint8_t *bytes,
                         size_t n, unsigned depth)
{
    struct members members = {
        .printer = printer, .bytes = bytes, .n = n, .depth = depth, .joint = "{ "
    };

    print_members(&members, type);
    if (members.cut)
        why_strbuf_addf(&printer->out, "%s...", members.joint);
    why_strbuf_adds(&printer->out, members.cut || members.joint[0] == ',' ? " }" : "{}");
}
