/* What kind of type an entry is. */
#include "firmware/type.h"

#include <dwarf.h>

#include "firmware/type_dies.h"

static enum why_type_kind number_kind(Dwarf_Die *die, uint32_t size)
{
    Dwarf_Attribute attribute;
    Dwarf_Word encoding;

    if (!dwarf_attr(die, DW_AT_encoding, &attribute) || dwarf_formudata(&attribute, &encoding) != 0)
        return WHY_TYPE_UNKNOWN;
    switch (encoding) {
    case DW_ATE_boolean:
        return WHY_TYPE_BOOL;
    case DW_ATE_signed_char:
    case DW_ATE_unsigned_char:
    case DW_ATE_UTF:
        return size == 1 ? WHY_TYPE_CHARACTER : WHY_TYPE_UNSIGNED;
    case DW_ATE_signed:
        return WHY_TYPE_SIGNED;
    case DW_ATE_unsigned:
    case DW_ATE_address:
        return WHY_TYPE_UNSIGNED;
    case DW_ATE_float:
        return WHY_TYPE_FLOAT;
    default:
        return WHY_TYPE_UNKNOWN;
    }
}

static enum why_type_kind kind_of(Dwarf_Die *die, uint32_t size)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_base_type:
        return number_kind(die, size);
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
        return WHY_TYPE_POINTER;
    case DW_TAG_enumeration_type:
        return WHY_TYPE_ENUM;
    case DW_TAG_array_type:
        return WHY_TYPE_ARRAY;
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
        return WHY_TYPE_STRUCT;
    case DW_TAG_union_type:
        return WHY_TYPE_UNION;
    case DW_TAG_subroutine_type:
        return WHY_TYPE_FUNCTION;
    default:
        return WHY_TYPE_UNKNOWN;
    }
}

/* Typedefs and qualifiers around nothing are void. */
static bool is_void(Dwarf_Die *die)
{
    Dwarf_Die at = *die;

    for (unsigned i = 0; i < WHY_TYPE_STEPS; i++) {
        if (!why_tag_is_qualifier(dwarf_tag(&at)) && dwarf_tag(&at) != DW_TAG_typedef)
            return false;
        if (!dwarf_hasattr(&at, DW_AT_type))
            return true;
        if (!why_die_type(&at, &at))
            return false;
    }
    return false;
}

struct why_type why_die_kind(struct why_firmware *firmware, Dwarf_Die *type)
{
    struct why_type found = { .kind = WHY_TYPE_UNKNOWN };
    Dwarf_Die die;

    if (!why_die_peel(firmware, type, &die)) {
        found.kind = is_void(type) ? WHY_TYPE_VOID : WHY_TYPE_UNKNOWN;
        return found;
    }
    found.size = why_die_size(firmware, &die);
    found.kind = kind_of(&die, found.size);
    if (found.kind == WHY_TYPE_POINTER || found.kind == WHY_TYPE_ARRAY ||
        found.kind == WHY_TYPE_FUNCTION)
        found.target = why_die_type_ref(firmware, &die);
    if (found.kind == WHY_TYPE_ARRAY)
        found.count = why_die_elements(&die);
    return found;
}

struct why_type why_type_of(struct why_firmware *firmware, why_type_ref ref)
{
    Dwarf_Die die;

    return why_type_die(firmware, ref, &die) ? why_die_kind(firmware, &die)
                                             : (struct why_type){ .kind = WHY_TYPE_UNKNOWN };
}
