/* Finding the scopes around an entry, from its unit downwards: entries do not know their parents.
 */
#include "firmware/type_scope.h"

#include <dwarf.h>

#define SCOPES 16u           /* nested in one another */
#define SCOPE_NAME_BYTES 256 /* of each that are shown */

/* Children lie in the file in their order, each followed by what is in it. */
bool why_child_around(Dwarf_Die *parent, const void *byte, struct why_steps *steps, Dwarf_Die *out)
{
    Dwarf_Die child;
    bool found = false;

    if (dwarf_child(parent, &child) != 0)
        return false;
    do {
        if ((const char *)child.addr > (const char *)byte)
            break;
        *out = child;
        found = true;
    } while (why_steps_take(steps) && dwarf_siblingof(&child, &child) == 0);
    return found && steps->left > 0;
}

static const char *with_scope(const char *prefix, Dwarf_Die *scope, struct why_arena *arena)
{
    const char *name = dwarf_diename(scope);

    switch (dwarf_tag(scope)) {
    case DW_TAG_namespace:
        if (!name)
            name = "(anonymous namespace)";
        break;
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
    case DW_TAG_enumeration_type:
        break;
    case DW_TAG_subprogram:
    case DW_TAG_lexical_block:
        return "";
    default:
        return prefix;
    }
    return name ? why_arena_printf(arena, "%s%.*s::", prefix, SCOPE_NAME_BYTES, name) : prefix;
}

const char *why_scope_prefix(Dwarf_Die *die, struct why_steps *steps, struct why_arena *arena)
{
    const char *prefix = "";
    Dwarf_Die scope;

    if (!dwarf_diecu(die, &scope, NULL, NULL))
        return "";
    for (unsigned i = 0; i < SCOPES; i++) {
        if (!why_child_around(&scope, die->addr, steps, &scope))
            return "";
        if (scope.addr == die->addr)
            return prefix;
        prefix = with_scope(prefix, &scope, arena);
    }
    return "";
}
