/* What a function is called, by its entry in the debug information. */
#include "firmware/function_name.h"

#include <dwarf.h>

#include "firmware/demangle.h"

static const char *text_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;

    return dwarf_attr_integrate(die, name, &attribute) ? dwarf_formstring(&attribute) : NULL;
}

/* In these the name in the source is the name of the symbol. */
static bool has_plain_names(Dwarf_Die *die)
{
    Dwarf_Die unit;

    if (!dwarf_diecu(die, &unit, NULL, NULL))
        return false;
    switch (dwarf_srclang(&unit)) {
    case DW_LANG_C:
    case DW_LANG_C89:
    case DW_LANG_C99:
    case DW_LANG_C11:
    case DW_LANG_Mips_Assembler:
        return true;
    default:
        return false;
    }
}

/* A function that no other file can call may have no linkage name, yet the symbol at its entry
 * tells its namespace and parameters. */
static const char *mangled_symbol(struct why_firmware *firmware, Dwarf_Die *die)
{
    const struct why_symbol *symbol;
    Dwarf_Addr entry;

    if (dwarf_tag(die) != DW_TAG_subprogram || dwarf_entrypc(die, &entry) != 0 ||
        entry > UINT32_MAX)
        return NULL;
    symbol = why_function_symbol(firmware, (uint32_t)entry);
    return symbol && symbol->address == entry ? symbol->name : NULL;
}

/* The linkage name says more where it is a mangled one; in C it may be an alias of no interest. */
const char *why_function_name(struct why_firmware *firmware, Dwarf_Die *die,
                              struct why_arena *arena)
{
    const char *linkage = text_of(die, DW_AT_linkage_name);
    const char *readable;

    if (!linkage)
        linkage = text_of(die, DW_AT_MIPS_linkage_name);
    if (!linkage && !has_plain_names(die))
        linkage = mangled_symbol(firmware, die);
    readable = linkage ? why_demangle_only(arena, linkage) : NULL;
    if (readable)
        return readable;
    readable = text_of(die, DW_AT_name);
    return readable ? why_demangle(arena, readable) : NULL;
}
