/* Entries of types in the debug information: their relations, sizes and places. */
#ifndef WHY_FIRMWARE_TYPE_DIES_H
#define WHY_FIRMWARE_TYPE_DIES_H

#include "firmware/state.h"
#include "firmware/type.h"

/* Typedefs and qualifiers around a type, arrays of arrays, pointers to pointers: programmers give
 * up far before. */
#define WHY_TYPE_STEPS 32u
/* Dimensions of one array. */
#define WHY_TYPE_DIMENSIONS 8u

/** The entry that a reference stands for; false when there is none. */
bool why_type_die(struct why_firmware *firmware, why_type_ref ref, Dwarf_Die *out);
/** The reverse; 0 for entries that no reference can stand for. */
why_type_ref why_type_ref_of(struct why_firmware *firmware, Dwarf_Die *die);

/** What DW_AT_type says; false: void, not told, or not bearable. */
bool why_die_type(Dwarf_Die *die, Dwarf_Die *out);
/** The same as a reference; 0 when there is none. */
why_type_ref why_die_type_ref(struct why_firmware *firmware, Dwarf_Die *die);

/** What kind of type it is, without typedefs and qualifiers. */
struct why_type why_die_kind(struct why_firmware *firmware, Dwarf_Die *type);

/** DW_TAG_const_type and its kin. */
bool why_tag_is_qualifier(int tag);
/** Structures, classes and unions. */
bool why_tag_is_structure(int tag);
/** True for units in C: tags need their keyword, names have no scope. */
bool why_die_is_c(Dwarf_Die *die);

/** Without typedefs and qualifiers; false when that ends nowhere. May be given @p die as @p out. */
bool why_die_strip(Dwarf_Die *die, Dwarf_Die *out);
/** The same, and classes of C++ that are only declared here replaced by their definitions. */
bool why_die_peel(struct why_firmware *firmware, Dwarf_Die *die, Dwarf_Die *out);

/** Bytes of a type; 0: not known. */
uint32_t why_die_size(struct why_firmware *firmware, Dwarf_Die *die);

/* Elements of an array, outermost dimension first; 0: not told. */
struct why_dimensions {
    uint32_t counts[WHY_TYPE_DIMENSIONS];
    size_t count;
};

/** The dimensions of an array; false for those that are not laid out one after the other. */
bool why_die_dimensions(Dwarf_Die *array, struct why_dimensions *out);
/** All elements of an array; 0: not known. */
uint32_t why_die_elements(Dwarf_Die *array);

/* Where a member lies in its structure. */
struct why_place {
    uint64_t bit;
    uint64_t bits; /* 0: not known */
    bool bit_field;
};

/** The place of a member or base class; false when it has none that is fixed: a static member, a
 * virtual base. */
bool why_member_place(struct why_firmware *firmware, Dwarf_Die *member, struct why_place *out);

#endif
