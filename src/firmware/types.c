/* Layout of structure types, from the unit of a function that surely knows them. */
#include "firmware/types.h"

#include <dwarf.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "firmware/units.h"

#define TYPE_STEPS 32u /* typedefs and qualifiers around a type */
#define NESTING 16u    /* of structures without a name */

struct search {
    struct why_steps steps;
    why_span name;   /* of the member */
    Dwarf_Die found; /* the member */
    uint64_t offset; /* of it */
};

static bool has_name(Dwarf_Die *die, why_span name)
{
    const char *found = dwarf_diename(die);

    return found && why_span_equals(name, found);
}

static bool is_alias(int tag)
{
    return tag == DW_TAG_typedef || tag == DW_TAG_const_type || tag == DW_TAG_volatile_type ||
           tag == DW_TAG_atomic_type;
}

static bool is_structure(int tag)
{
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

static bool type_of(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;

    return dwarf_attr_integrate(die, DW_AT_type, &attribute) &&
           dwarf_formref_die(&attribute, out) && (out->cu == die->cu || why_unit_bearable(out));
}

/* From a type to the definition of the structure that it stands for. */
static bool find_structure(Dwarf_Die *type, Dwarf_Die *out)
{
    Dwarf_Die at = *type;
    Dwarf_Die next;

    for (unsigned i = 0; is_alias(dwarf_tag(&at)); i++) {
        if (i == TYPE_STEPS || !type_of(&at, &next))
            return false;
        at = next;
    }
    if (!is_structure(dwarf_tag(&at)) || dwarf_hasattr(&at, DW_AT_declaration))
        return false;
    *out = at;
    return true;
}

static bool find_type(struct search *search, Dwarf_Die *unit, why_span name, Dwarf_Die *out)
{
    Dwarf_Die child;

    if (dwarf_child(unit, &child) != 0)
        return false;
    do {
        int tag = dwarf_tag(&child);

        if ((is_structure(tag) || tag == DW_TAG_typedef) && has_name(&child, name) &&
            find_structure(&child, out))
            return true;
    } while (why_steps_take(&search->steps) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

/* Bytes from the start of the structure; false for a bit field, and where damaged. */
static bool place_of(Dwarf_Die *member, uint64_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    Dwarf_Word offset = 0;

    if (dwarf_hasattr(member, DW_AT_bit_size) || dwarf_hasattr(member, DW_AT_data_bit_offset))
        return false;
    if (dwarf_attr(member, DW_AT_data_member_location, &attribute) &&
        dwarf_formudata(&attribute, &offset) != 0) {
        if (dwarf_getlocation(&attribute, &operations, &count) != 0 || count != 1 ||
            operations->atom != DW_OP_plus_uconst)
            return false;
        offset = operations->number;
    }
    *out = offset;
    return offset <= INT32_MAX;
}

/* A structure without a name lends its members to the one around it, as a base class does.
 * NOLINTNEXTLINE(misc-no-recursion): ends at NESTING */
static bool find_member(struct search *search, Dwarf_Die *structure, uint64_t base, unsigned depth)
{
    Dwarf_Die child;

    if (dwarf_child(structure, &child) != 0)
        return false;
    do {
        int tag = dwarf_tag(&child);
        uint64_t place;
        Dwarf_Die type;
        Dwarf_Die inner;

        if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) || !place_of(&child, &place))
            continue;
        if (tag == DW_TAG_member && has_name(&child, search->name)) {
            search->found = child;
            search->offset = base + place;
            return true;
        }
        if (depth < NESTING && !dwarf_diename(&child) && type_of(&child, &type) &&
            find_structure(&type, &inner) && find_member(search, &inner, base + place, depth + 1))
            return true;
    } while (why_steps_take(&search->steps) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

static uint32_t size_of(Dwarf_Die *member)
{
    Dwarf_Word size;
    Dwarf_Die type;

    if (!type_of(member, &type) || dwarf_aggregate_size(&type, &size) != 0 || size > INT32_MAX)
        return 0;
    return (uint32_t)size;
}

/* Follow the path from a structure. */
static bool follow(struct search *search, Dwarf_Die *structure, why_span path,
                   struct why_member *out)
{
    Dwarf_Die at = *structure;
    Dwarf_Die type;
    uint64_t base = 0;

    while (why_span_take_until(&path, ".", &search->name)) {
        if (!find_member(search, &at, base, 0) || !type_of(&search->found, &type) ||
            !find_structure(&type, &at))
            return false;
        base = search->offset;
    }
    search->name = path;
    if (!find_member(search, &at, base, 0) || search->offset > INT32_MAX)
        return false;
    *out =
        (struct why_member){ .offset = (uint32_t)search->offset, .size = size_of(&search->found) };
    return true;
}

bool why_firmware_member(struct why_firmware *firmware, const char *function, const char *type,
                         const char *path, struct why_member *out)
{
    struct search search = { .steps = { .left = WHY_DWARF_LOOKUP_STEPS,
                                        .ms_left = WHY_DWARF_LOOKUP_MS } };
    struct why_symbol symbol;
    size_t cursor = 0;

    if (!why_firmware_symbol(firmware, function, &symbol))
        return false;
    why_steps_resume(&search.steps);
    for (unsigned i = 0; i < WHY_DWARF_UNITS_ASKED; i++) {
        struct why_unit *unit = why_unit_at(firmware, symbol.address, &cursor);
        Dwarf_Die structure;

        if (!unit)
            break;
        if (why_unit_bearable(&unit->die) &&
            find_type(&search, &unit->die, why_span_of(type), &structure))
            return follow(&search, &structure, why_span_of(path), out);
    }
    return false;
}
