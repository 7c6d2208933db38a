/* Finds which virtual function of a class has a place in its table, and which base a place in it.
 */
#include "firmware/type_virtual.h"

#include <dwarf.h>

#include "firmware/type_dies.h"

#define BASES 16u /* classes that inherit from one another */
#define STEPS 4096u
#define STEPS_MS 50

/* The place in the table, which DWARF tells as an expression that is a number. */
static bool has_slot(Dwarf_Die *function, uint32_t slot)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *ops;
    size_t count;

    return dwarf_hasattr(function, DW_AT_virtuality) &&
           dwarf_attr(function, DW_AT_vtable_elem_location, &attribute) &&
           dwarf_getlocation(&attribute, &ops, &count) == 0 && count == 1 &&
           (ops->atom == DW_OP_constu ? ops->number == slot
                                      : ops->atom >= DW_OP_lit0 && ops->atom <= DW_OP_lit31 &&
                                            (uint32_t)(ops->atom - DW_OP_lit0) == slot);
}

/* A destructor has two places, one behind the other: the second frees the object, too. */
static bool is_function_of(Dwarf_Die *child, uint32_t slot)
{
    const char *name = dwarf_diename(child);

    return dwarf_tag(child) == DW_TAG_subprogram && name &&
           (has_slot(child, slot) || (name[0] == '~' && slot > 0 && has_slot(child, slot - 1)));
}

/* The base class whose table the class goes on with: the first one. */
static bool is_primary_base(struct why_firmware *firmware, Dwarf_Die *child)
{
    struct why_place place;

    return dwarf_tag(child) == DW_TAG_inheritance && why_member_place(firmware, child, &place) &&
           place.bit == 0;
}

/* The function in a class itself; else @p base receives the class that it goes on from. */
static const char *find_own(struct why_firmware *firmware, Dwarf_Die *class_die, uint32_t slot,
                            struct why_steps *steps, Dwarf_Die *base, bool *has_base)
{
    Dwarf_Die child;

    *has_base = false;
    if (dwarf_child(class_die, &child) != 0)
        return NULL;
    do {
        if (is_function_of(&child, slot))
            return dwarf_diename(&child);
        if (!*has_base && is_primary_base(firmware, &child))
            *has_base = why_die_type(&child, base) && why_die_peel(firmware, base, base);
    } while (why_steps_take(steps) && dwarf_siblingof(&child, &child) == 0);
    return NULL;
}

const char *why_type_virtual(struct why_firmware *firmware, why_type_ref class_type, uint32_t slot,
                             struct why_arena *arena)
{
    struct why_steps steps = { .left = STEPS, .ms_left = STEPS_MS };
    const char *class_name = why_type_name(firmware, class_type, arena);
    const char *name = NULL;
    bool has_class;
    Dwarf_Die die;
    Dwarf_Die base;

    has_class = class_name && why_type_die(firmware, class_type, &die) &&
                why_die_peel(firmware, &die, &die);
    why_steps_resume(&steps);
    for (unsigned i = 0; i < BASES && has_class && !name; i++) {
        name = find_own(firmware, &die, slot, &steps, &base, &has_class);
        die = base;
    }
    why_steps_pause(&steps);
    return name ? why_arena_printf(arena, "%s::%s", class_name, name) : NULL;
}

const char *why_type_base(struct why_firmware *firmware, why_type_ref class_type, uint32_t offset,
                          struct why_arena *arena)
{
    struct why_steps steps = { .left = STEPS, .ms_left = STEPS_MS };
    const char *name = NULL;
    struct why_place place;
    Dwarf_Die child;
    Dwarf_Die die;

    if (!why_type_die(firmware, class_type, &die) || !why_die_peel(firmware, &die, &die) ||
        dwarf_child(&die, &child) != 0)
        return NULL;
    why_steps_resume(&steps);
    do {
        if (dwarf_tag(&child) == DW_TAG_inheritance && why_member_place(firmware, &child, &place) &&
            place.bit == 8 * (uint64_t)offset)
            name = why_type_name(firmware, why_die_type_ref(firmware, &child), arena);
    } while (!name && why_steps_take(&steps) && dwarf_siblingof(&child, &child) == 0);
    why_steps_pause(&steps);
    return name;
}
