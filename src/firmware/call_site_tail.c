/* Whether a function can come back to itself by last jumps alone. */
#include <dwarf.h>

#include "firmware/scopes.h"
#include "firmware/variables.h"

#define FUNCTIONS_FOLLOWED 32u /* from one last jump to the next: chains of two are rare */

/* Functions that can be reached so. */
struct reach {
    struct why_firmware *firmware;
    struct why_steps steps;
    Dwarf_Die functions[FUNCTIONS_FOLLOWED];
    size_t count;
    bool unknown; /* one jumps to what is not known */
};

static bool attribute_of(Dwarf_Die *die, unsigned standard, unsigned gnu, Dwarf_Attribute *out)
{
    return dwarf_attr(die, standard, out) || dwarf_attr(die, gnu, out);
}

static bool is_tail_call(Dwarf_Die *die)
{
    Dwarf_Attribute attribute;

    return (dwarf_tag(die) == DW_TAG_call_site || dwarf_tag(die) == DW_TAG_GNU_call_site) &&
           attribute_of(die, DW_AT_call_tail_call, DW_AT_GNU_tail_call, &attribute);
}

static bool is_scope(Dwarf_Die *die)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_lexical_block:
    case DW_TAG_inlined_subroutine:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
        return true;
    default:
        return false;
    }
}

/* The code of a function that may only be declared where it is called. */
static bool find_code(struct why_firmware *firmware, Dwarf_Die *callee, Dwarf_Die *out)
{
    struct why_symbol symbol;
    struct why_scopes scopes;
    Dwarf_Attribute attribute;
    const char *name = NULL;

    if (dwarf_hasattr(callee, DW_AT_low_pc)) {
        *out = *callee;
        return true;
    }
    if (dwarf_attr_integrate(callee, DW_AT_linkage_name, &attribute) ||
        dwarf_attr_integrate(callee, DW_AT_name, &attribute))
        name = dwarf_formstring(&attribute);
    if (!name || !why_firmware_symbol(firmware, name, &symbol) ||
        why_scopes_find(firmware, symbol.address, &scopes, NULL) != WHY_OK || scopes.count == 0)
        return false;
    *out = scopes.dies[0];
    return true;
}

static void add(struct reach *reach, Dwarf_Die *site)
{
    Dwarf_Attribute attribute;
    Dwarf_Die callee;

    if (reach->count == FUNCTIONS_FOLLOWED ||
        !attribute_of(site, DW_AT_call_origin, DW_AT_abstract_origin, &attribute) ||
        !dwarf_formref_die(&attribute, &callee) ||
        (callee.cu != site->cu && !why_unit_bearable(&callee)) ||
        !find_code(reach->firmware, &callee, &callee)) {
        reach->unknown = true;
        return;
    }
    for (size_t i = 0; i < reach->count; i++)
        if (reach->functions[i].addr == callee.addr)
            return;
    reach->functions[reach->count++] = callee;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static void add_all(struct reach *reach, Dwarf_Die *scope, size_t depth)
{
    Dwarf_Die child;

    if (depth == WHY_DWARF_DEPTH || dwarf_child(scope, &child) != 0)
        return;
    do {
        if (is_tail_call(&child))
            add(reach, &child);
        else if (is_scope(&child))
            add_all(reach, &child, depth + 1);
    } while (why_steps_take(&reach->steps) && dwarf_siblingof(&child, &child) == 0);
}

bool why_firmware_reenters(struct why_firmware *firmware, uint32_t address)
{
    struct reach reach = {
        .firmware = firmware,
        .steps = { .left = WHY_DWARF_LOOKUP_STEPS, .ms_left = WHY_DWARF_LOOKUP_MS },
    };
    struct why_scopes scopes;

    why_steps_resume(&reach.steps);
    if (why_scopes_find(firmware, address, &scopes, NULL) != WHY_OK || scopes.count == 0)
        return true;
    add_all(&reach, &scopes.dies[0], 0);
    for (size_t i = 0; i < reach.count && !reach.unknown; i++) {
        if (reach.functions[i].addr == scopes.dies[0].addr)
            return true;
        add_all(&reach, &reach.functions[i], 0);
    }
    return reach.unknown || reach.steps.left == 0;
}
