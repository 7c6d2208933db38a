/* Layout of structure types, from the unit of a function that surely knows them. */
#include "firmware/types.h"

#include <dwarf.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "firmware/type_dies.h"
#include "firmware/units.h"

#define NESTING 16u /* of structures without a name */

struct search {
    struct why_firmware *firmware;
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

/* From a type to the definition of the structure that it stands for. */
static bool find_structure(Dwarf_Die *type, Dwarf_Die *out)
{
    Dwarf_Die at;

    if (!why_die_strip(type, &at) || !why_tag_is_structure(dwarf_tag(&at)) ||
        dwarf_hasattr(&at, DW_AT_declaration))
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

        if ((why_tag_is_structure(tag) || tag == DW_TAG_typedef) && has_name(&child, name) &&
            find_structure(&child, out))
            return true;
    } while (why_steps_take(&search->steps) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

/* Bytes from the start of the structure; false for a bit field, and where damaged. */
static bool place_of(struct search *search, Dwarf_Die *member, uint64_t *out)
{
    struct why_place place;

    if (!why_member_place(search->firmware, member, &place) || place.bit_field)
        return false;
    *out = place.bit / 8;
    return true;
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

        if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) ||
            !place_of(search, &child, &place))
            continue;
        if (tag == DW_TAG_member && has_name(&child, search->name)) {
            search->found = child;
            search->offset = base + place;
            return true;
        }
        if (depth < NESTING && !dwarf_diename(&child) && why_die_type(&child, &type) &&
            find_structure(&type, &inner) && find_member(search, &inner, base + place, depth + 1))
            return true;
    } while (why_steps_take(&search->steps) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

/* Follow the path from a structure. */
static bool follow(struct search *search, Dwarf_Die *structure, why_span path,
                   struct why_member *out)
{
    Dwarf_Die at = *structure;
    Dwarf_Die type;
    uint64_t base = 0;

    while (why_span_take_until(&path, ".", &search->name)) {
        if (!find_member(search, &at, base, 0) || !why_die_type(&search->found, &type) ||
            !find_structure(&type, &at))
            return false;
        base = search->offset;
    }
    search->name = path;
    if (!find_member(search, &at, base, 0) || search->offset > INT32_MAX ||
        !why_die_type(&search->found, &type))
        return false;
    *out = (struct why_member){ .offset = (uint32_t)search->offset,
                                .size = why_die_size(search->firmware, &type) };
    return true;
}

bool why_firmware_member(struct why_firmware *firmware, const char *function, const char *type,
                         const char *path, struct why_member *out)
{
    struct search search = { .firmware = firmware,
                             .steps = { .left = WHY_DWARF_LOOKUP_STEPS,
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
        if (why_unit_admitted(firmware, &unit->die) &&
            find_type(&search, &unit->die, why_span_of(type), &structure))
            return follow(&search, &structure, why_span_of(path), out);
    }
    return false;
}
