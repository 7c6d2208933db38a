/* From one entry of a type to the next, with nothing believed that could go on for ever. */
#include "firmware/type_dies.h"

#include <dwarf.h>

#include "base/limits.h"
#include "firmware/type_definition.h"
#include "firmware/units.h"

#define POINTER_BYTES 4u
#define MEMBERS_SCANNED 64u /* bounds of an array: children that are looked at */

bool why_type_die(struct why_firmware *firmware, why_type_ref ref, Dwarf_Die *out)
{
    why_units_load(firmware);
    return ref != 0 && firmware->dwarf && dwarf_offdie(firmware->dwarf, ref, out) &&
           why_unit_admitted(firmware, out);
}

/* An offset may be one of .debug_types, which has offsets of its own: only those that lead back are
 * of use. */
why_type_ref why_type_ref_of(struct why_firmware *firmware, Dwarf_Die *die)
{
    Dwarf_Off offset = dwarf_dieoffset(die);
    Dwarf_Die back;

    if (offset == (Dwarf_Off)-1 || !dwarf_offdie(firmware->dwarf, offset, &back) ||
        back.addr != die->addr)
        return 0;
    return offset;
}

bool why_die_type(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Die found;

    if (!dwarf_attr_integrate(die, DW_AT_type, &attribute) ||
        !dwarf_formref_die(&attribute, &found) ||
        (found.cu != die->cu && !why_unit_bearable(&found)))
        return false;
    *out = found;
    return true;
}

why_type_ref why_die_type_ref(struct why_firmware *firmware, Dwarf_Die *die)
{
    Dwarf_Die type;

    return why_die_type(die, &type) ? why_type_ref_of(firmware, &type) : 0;
}

bool why_tag_is_qualifier(int tag)
{
    return tag == DW_TAG_const_type || tag == DW_TAG_volatile_type || tag == DW_TAG_atomic_type ||
           tag == DW_TAG_restrict_type;
}

bool why_tag_is_structure(int tag)
{
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

bool why_die_is_c(Dwarf_Die *die)
{
    Dwarf_Die unit;

    if (!dwarf_diecu(die, &unit, NULL, NULL))
        return false;
    switch (dwarf_srclang(&unit)) {
    case DW_LANG_C:
    case DW_LANG_C89:
    case DW_LANG_C99:
    case DW_LANG_C11:
        return true;
    default:
        return false;
    }
}

bool why_die_strip(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Die at = *die;

    for (unsigned i = 0; why_tag_is_qualifier(dwarf_tag(&at)) || dwarf_tag(&at) == DW_TAG_typedef;
         i++)
        if (i == WHY_TYPE_STEPS || !why_die_type(&at, &at))
            return false;
    *out = at;
    return true;
}

bool why_die_peel(struct why_firmware *firmware, Dwarf_Die *die, Dwarf_Die *out)
{
    if (!why_die_strip(die, out))
        return false;
    if (why_tag_is_structure(dwarf_tag(out)) && dwarf_hasattr(out, DW_AT_declaration))
        (void)why_die_definition(firmware, out, out);
    return true;
}

static bool number_of(Dwarf_Die *die, unsigned name, Dwarf_Word *out)
{
    Dwarf_Attribute attribute;

    return dwarf_attr(die, name, &attribute) && dwarf_formudata(&attribute, out) == 0;
}

/* Elements of one dimension. An upper bound of -1 is how GCC writes an array of none. */
static uint32_t count_of(Dwarf_Die *dimension)
{
    Dwarf_Word lower = 0;
    Dwarf_Word upper;
    Dwarf_Word count;

    if (!number_of(dimension, DW_AT_count, &count)) {
        (void)number_of(dimension, DW_AT_lower_bound, &lower);
        if (!number_of(dimension, DW_AT_upper_bound, &upper) || upper > INT32_MAX || lower > upper)
            return 0;
        count = upper - lower + 1;
    }
    return count > INT32_MAX ? 0 : (uint32_t)count;
}

bool why_die_dimensions(Dwarf_Die *array, struct why_dimensions *out)
{
    Dwarf_Die child;
    unsigned looked_at = 0;

    out->count = 0;
    if (dwarf_hasattr(array, DW_AT_byte_stride) || dwarf_hasattr(array, DW_AT_bit_stride) ||
        dwarf_child(array, &child) != 0)
        return false;
    do {
        if (dwarf_tag(&child) != DW_TAG_subrange_type)
            continue;
        if (out->count == WHY_TYPE_DIMENSIONS)
            return false;
        out->counts[out->count++] = count_of(&child);
    } while (++looked_at < MEMBERS_SCANNED && dwarf_siblingof(&child, &child) == 0);
    return out->count > 0;
}

uint32_t why_die_elements(Dwarf_Die *array)
{
    struct why_dimensions dimensions;
    uint64_t count = 1;

    if (!why_die_dimensions(array, &dimensions))
        return 0;
    for (size_t i = 0; i < dimensions.count && count <= INT32_MAX; i++)
        count *= dimensions.counts[i];
    return count > INT32_MAX ? 0 : (uint32_t)count;
}

static uint32_t product(uint64_t count, uint64_t bytes)
{
    return bytes <= INT32_MAX && count * bytes <= INT32_MAX ? (uint32_t)(count * bytes) : 0;
}

static bool is_pointer(int tag)
{
    return tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type ||
           tag == DW_TAG_rvalue_reference_type;
}

uint32_t why_die_size(struct why_firmware *firmware, Dwarf_Die *die)
{
    Dwarf_Die at = *die;
    Dwarf_Word size;
    uint64_t count = 1;

    for (unsigned i = 0; i < WHY_TYPE_STEPS && count > 0 && count <= INT32_MAX; i++) {
        if (!why_die_peel(firmware, &at, &at))
            return 0;
        if (number_of(&at, DW_AT_byte_size, &size))
            return product(count, size);
        if (is_pointer(dwarf_tag(&at)))
            return product(count, POINTER_BYTES);
        if (dwarf_tag(&at) == DW_TAG_array_type)
            count *= why_die_elements(&at);
        else if (dwarf_tag(&at) != DW_TAG_enumeration_type)
            return 0;
        if (!why_die_type(&at, &at))
            return 0;
    }
    return 0;
}

/* Bytes from the start of the structure, as a number or in the old form of an expression. */
static bool byte_of(Dwarf_Die *member, uint64_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    Dwarf_Word offset;

    if (!dwarf_attr(member, DW_AT_data_member_location, &attribute))
        return false;
    if (dwarf_formudata(&attribute, &offset) != 0) {
        if (dwarf_getlocation(&attribute, &operations, &count) != 0 || count != 1 ||
            operations->atom != DW_OP_plus_uconst)
            return false;
        offset = operations->number;
    }
    *out = offset;
    return offset <= INT32_MAX;
}

/* DWARF 2 and 3 count bits from the highest of a storage unit of the type's size. */
static bool bit_field_of(Dwarf_Die *member, uint64_t byte, uint32_t storage_bytes,
                         struct why_place *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Word bit;
    Dwarf_Sword from_top;

    if (number_of(member, DW_AT_data_bit_offset, &bit)) {
        out->bit = bit;
        return bit <= INT32_MAX;
    }
    if (!dwarf_attr(member, DW_AT_bit_offset, &attribute)) {
        out->bit = byte * 8;
        return true;
    }
    if (dwarf_formsdata(&attribute, &from_top) != 0 || from_top < -INT16_MAX ||
        from_top > INT16_MAX || storage_bytes > INT16_MAX)
        return false;
    from_top = (Dwarf_Sword)(byte + storage_bytes) * 8 - from_top - (Dwarf_Sword)out->bits;
    out->bit = (uint64_t)from_top;
    return from_top >= 0;
}

/* An offset is left out where it is 0: in unions, and there only. */
bool why_member_place(struct why_firmware *firmware, Dwarf_Die *member, struct why_place *out)
{
    struct why_place place = { .bit = 0 };
    Dwarf_Word bits = 0;
    Dwarf_Word bytes;
    uint64_t byte = 0;
    Dwarf_Die type;

    if (dwarf_hasattr(member, DW_AT_declaration) || dwarf_hasattr(member, DW_AT_external) ||
        !why_die_type(member, &type) ||
        (dwarf_hasattr(member, DW_AT_data_member_location) && !byte_of(member, &byte)))
        return false;
    if (!number_of(member, DW_AT_byte_size, &bytes) || bytes > INT32_MAX)
        bytes = why_die_size(firmware, &type);
    place = (struct why_place){ .bit = byte * 8, .bits = bytes * 8 };
    if (number_of(member, DW_AT_bit_size, &bits)) {
        if (bits > INT16_MAX)
            return false;
        place.bit_field = true;
        place.bits = bits;
        if (!bit_field_of(member, byte, (uint32_t)bytes, &place))
            return false;
    }
    *out = place;
    return true;
}
