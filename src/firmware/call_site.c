/* What a call passes, by the call-site information of the function that calls. Sources: DWARF 5,
 * section 3.4, and GCC's earlier form of it. */
#include <dwarf.h>

#include "firmware/expression.h"
#include "firmware/function_name.h"
#include "firmware/scopes.h"
#include "firmware/variables_place.h"

/* The same attribute under its two names. */
struct names {
    unsigned standard;
    unsigned gnu;
};

static const struct names return_pc = { DW_AT_call_return_pc, DW_AT_low_pc };
static const struct names call_origin = { DW_AT_call_origin, DW_AT_abstract_origin };
static const struct names call_target = { DW_AT_call_target, DW_AT_GNU_call_site_target };
static const struct names call_parameter = { DW_AT_call_parameter, DW_AT_abstract_origin };
static const struct names call_value = { DW_AT_call_value, DW_AT_GNU_call_site_value };

static bool attribute_of(Dwarf_Die *die, struct names names, Dwarf_Attribute *out)
{
    return dwarf_attr(die, names.standard, out) || dwarf_attr(die, names.gnu, out);
}

static bool is_site(Dwarf_Die *die)
{
    return dwarf_tag(die) == DW_TAG_call_site || dwarf_tag(die) == DW_TAG_GNU_call_site;
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

/* ---- sites ----------------------------------------------------------------------------------- */

static bool returns_to(Dwarf_Die *site, uint32_t address)
{
    Dwarf_Attribute attribute;
    Dwarf_Addr value;

    return attribute_of(site, return_pc, &attribute) && dwarf_formaddr(&attribute, &value) == 0 &&
           value == address;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static bool find_site(Dwarf_Die *scope, uint32_t return_address, struct why_steps *steps,
                      Dwarf_Die *out, size_t depth)
{
    Dwarf_Die child;

    if (depth == WHY_DWARF_DEPTH || dwarf_child(scope, &child) != 0)
        return false;
    do {
        if (is_site(&child) && returns_to(&child, return_address)) {
            *out = child;
            return true;
        }
        if (is_scope(&child) && find_site(&child, return_address, steps, out, depth + 1))
            return true;
    } while (why_steps_take(steps) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool expression_of(Dwarf_Attribute *attribute, struct why_operations *out)
{
    Dwarf_Op *operations;

    if (dwarf_getlocation(attribute, &operations, &out->count) != 0)
        return false;
    out->operations = operations;
    out->attribute = attribute;
    return true;
}

/* Such an expression leaves the value itself where others leave an address. */
static bool evaluate(const struct why_frame_of *frame, Dwarf_Die *die, struct names names,
                     uint32_t *out)
{
    struct why_operations expression = { .frame_base = frame->base };
    struct why_dwarf_place place;
    Dwarf_Attribute attribute;

    if (!attribute_of(die, names, &attribute) || !expression_of(&attribute, &expression) ||
        why_expression_place(&expression, &frame->target, &place) != WHY_EVALUATED)
        return false;
    switch (place.kind) {
    case WHY_PLACE_MEMORY:
    case WHY_PLACE_VALUE:
        *out = place.value;
        return true;
    case WHY_PLACE_REGISTER:
        return why_target_register(&frame->target, place.value, out);
    case WHY_PLACE_BYTES:
    case WHY_PLACE_NOWHERE:
        break;
    }
    return false;
}

/* ---- callees --------------------------------------------------------------------------------- */

static const char *name_at(struct why_firmware *firmware, uint32_t address, struct why_arena *arena)
{
    struct why_scopes scopes;

    if (why_scopes_find(firmware, address, &scopes, NULL) != WHY_OK || scopes.count == 0)
        return NULL;
    return why_function_name(firmware, &scopes.dies[0], arena);
}

/* By its entry, or by the address that the call goes to. */
static const char *callee_of(const struct why_frame_of *frame, Dwarf_Die *site,
                             struct why_arena *arena)
{
    Dwarf_Attribute attribute;
    Dwarf_Die callee;
    uint32_t address;

    if (attribute_of(site, call_origin, &attribute))
        return dwarf_formref_die(&attribute, &callee) &&
                       (callee.cu == site->cu || why_unit_bearable(&callee))
                   ? why_function_name(frame->firmware, &callee, arena)
                   : NULL;
    if (!evaluate(frame, site, call_target, &address))
        return NULL;
    return name_at(frame->firmware, address, arena);
}

/* Which parameter of a call is meant: by the register it is passed in, or by its own entry. */
struct wanted {
    unsigned number;
    Dwarf_Off entry; /* 0: by the register */
};

static bool is_entry(Dwarf_Die *die, Dwarf_Off entry)
{
    Dwarf_Attribute attribute;
    Dwarf_Die parameter;

    return attribute_of(die, call_parameter, &attribute) &&
           dwarf_formref_die(&attribute, &parameter) && dwarf_dieoffset(&parameter) == entry;
}

static bool is_register(Dwarf_Die *die, unsigned number)
{
    struct why_operations place = { .count = 0 };
    Dwarf_Attribute attribute;

    if (!dwarf_attr(die, DW_AT_location, &attribute) || !expression_of(&attribute, &place) ||
        place.count != 1)
        return false;
    if (place.operations[0].atom == DW_OP_regx)
        return place.operations[0].number == number;
    return number < WHY_ARCH_REGISTERS && place.operations[0].atom == DW_OP_reg0 + number;
}

static bool is_wanted(Dwarf_Die *die, const struct wanted *wanted)
{
    if (dwarf_tag(die) != DW_TAG_call_site_parameter &&
        dwarf_tag(die) != DW_TAG_GNU_call_site_parameter)
        return false;
    return wanted->entry ? is_entry(die, wanted->entry) : is_register(die, wanted->number);
}

static struct why_steps start_steps(void)
{
    struct why_steps steps = { .left = WHY_DWARF_LOOKUP_STEPS, .ms_left = WHY_DWARF_LOOKUP_MS };

    why_steps_resume(&steps);
    return steps;
}

static bool find_passed(struct why_firmware *firmware, uint32_t return_address,
                        const struct wanted *wanted, const struct why_target *target, uint32_t *out,
                        const char **callee, struct why_arena *arena)
{
    struct why_steps steps = start_steps();
    struct why_frame_of frame;
    struct why_scopes scopes;
    Dwarf_Die site;
    Dwarf_Die child;

    if (callee)
        *callee = NULL;
    if (why_scopes_find(firmware, return_address - 1, &scopes, NULL) != WHY_OK ||
        scopes.count == 0 || !find_site(&scopes.dies[0], return_address, &steps, &site, 0))
        return false;
    frame = why_frame_of(firmware, return_address - 1, target, &scopes.dies[0]);
    if (callee)
        *callee = callee_of(&frame, &site, arena);
    if (dwarf_child(&site, &child) != 0)
        return false;
    do {
        if (is_wanted(&child, wanted))
            return evaluate(&frame, &child, call_value, out);
    } while (why_steps_take(&steps) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool why_firmware_passed(struct why_firmware *firmware, uint32_t return_address, unsigned number,
                         const struct why_target *target, uint32_t *out, const char **callee,
                         struct why_arena *arena)
{
    const struct wanted wanted = { .number = number };

    return find_passed(firmware, return_address, &wanted, target, out, callee, arena);
}

bool why_firmware_passed_removed(struct why_firmware *firmware, uint32_t return_address,
                                 uint64_t parameter, const struct why_target *target, uint32_t *out,
                                 const char **callee, struct why_arena *arena)
{
    const struct wanted wanted = { .entry = parameter };

    return parameter != 0 &&
           find_passed(firmware, return_address, &wanted, target, out, callee, arena);
}
