/* Global and static objects with their types: which variable lies at an address. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/demangle.h"
#include "firmware/type_dies.h"
#include "firmware/units.h"

#define ADDRESS_BYTES 4u
#define VARIABLES_MAX ((size_t)1024 * 1024) /* that are remembered; more are no firmware's */

/* A variable that lies at one address for ever. */
struct variable_row {
    uint32_t address;
    Dwarf_Off die;
};

struct why_variables {
    bool deep;                 /* those inside of functions too */
    struct variable_row *rows; /* by address */
    size_t count;
};

/* Static variables of functions are many entries down, and seldom asked for. */
struct scan {
    struct why_firmware *firmware;
    bool deep; /* into functions */
};

/* DW_OP_addr and nothing else, without having libdw keep every expression. */
static bool address_of(Dwarf_Die *variable, uint32_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Block block;

    if (!dwarf_attr(variable, DW_AT_location, &attribute) ||
        dwarf_formblock(&attribute, &block) != 0 || block.length != 1 + ADDRESS_BYTES ||
        block.data[0] != DW_OP_addr)
        return false;
    memcpy(out, block.data + 1, ADDRESS_BYTES);
    return true;
}

/* What the linker has dropped lies at 0, which is in no section. */
static void add_variable(struct why_firmware *firmware, Dwarf_Die *variable)
{
    struct why_variables *variables = firmware->variables;
    struct variable_row *grown;
    uint32_t address;

    if (!address_of(variable, &address) || !why_firmware_section(firmware, address))
        return;
    if (variables->count == VARIABLES_MAX) {
        why_firmware_note(firmware, "the debug information has more than %zu variables",
                          VARIABLES_MAX);
        return;
    }
    grown = why_arena_extend(firmware->arena, variables->rows, variables->count, sizeof(*grown));
    if (!grown)
        return;
    grown[variables->count++] =
        (struct variable_row){ .address = address, .die = dwarf_dieoffset(variable) };
    variables->rows = grown;
}

static bool may_hold_variables(int tag, bool deep)
{
    switch (tag) {
    case DW_TAG_namespace:
    case DW_TAG_module:
        return true;
    case DW_TAG_class_type: /* their functions */
    case DW_TAG_structure_type:
    case DW_TAG_subprogram:
    case DW_TAG_inlined_subroutine:
    case DW_TAG_lexical_block:
        return deep;
    default:
        return false;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static void scan_children(const struct scan *scan, Dwarf_Die *parent, size_t depth)
{
    Dwarf_Die child;

    if (depth == WHY_DWARF_DEPTH || dwarf_child(parent, &child) != 0)
        return;
    do {
        int tag = dwarf_tag(&child);

        if (tag == DW_TAG_variable)
            add_variable(scan->firmware, &child);
        else if (may_hold_variables(tag, scan->deep) && dwarf_haschildren(&child) > 0)
            scan_children(scan, &child, depth + 1);
    } while (why_steps_take(&scan->firmware->scans) && dwarf_siblingof(&child, &child) == 0);
}

static int compare_rows(const void *left, const void *right)
{
    const struct variable_row *a = left;
    const struct variable_row *b = right;

    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    return a->die < b->die ? -1 : a->die > b->die;
}

/* Variables may be alone in a unit that has no code, so all units are read. */
static void scan_units(const struct scan *scan)
{
    struct why_firmware *firmware = scan->firmware;
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    uint8_t kind;

    why_steps_resume(&firmware->scans);
    while (why_steps_take(&firmware->scans) &&
           dwarf_get_units(firmware->dwarf, unit, &unit, NULL, &kind, &die, NULL) == 0)
        if (kind == DW_UT_compile && why_unit_bearable(&die))
            scan_children(scan, &die, 0);
    why_steps_pause(&firmware->scans);
}

/* The variables, once; a second time when those of functions are asked for at last. */
static const struct why_variables *load(struct why_firmware *firmware, bool deep)
{
    const struct scan scan = { .firmware = firmware, .deep = deep };

    if (firmware->variables && (firmware->variables->deep || !deep))
        return firmware->variables;
    why_units_load(firmware);
    firmware->variables = why_arena_alloc(firmware->arena, sizeof(*firmware->variables));
    if (!firmware->variables)
        return NULL;
    firmware->variables->deep = deep;
    if (firmware->dwarf)
        scan_units(&scan);
    if (firmware->variables->count > 0)
        qsort(firmware->variables->rows, firmware->variables->count, sizeof(struct variable_row),
              compare_rows);
    return firmware->variables;
}

/* How many rows start at or below the address. */
static size_t rows_up_to(const struct why_variables *variables, uint32_t address)
{
    size_t lo = 0;
    size_t hi = variables->count;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (variables->rows[middle].address <= address)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static const char *name_of(Dwarf_Die *variable)
{
    Dwarf_Attribute attribute;

    return dwarf_attr_integrate(variable, DW_AT_name, &attribute) ? dwarf_formstring(&attribute)
                                                                  : NULL;
}

static const char *linkage_name_of(Dwarf_Die *variable)
{
    Dwarf_Attribute attribute;

    return dwarf_attr_integrate(variable, DW_AT_linkage_name, &attribute)
               ? dwarf_formstring(&attribute)
               : NULL;
}

/* GCC tells static variables of functions apart by a number: "calls.0". */
static size_t name_len(const char *name)
{
    size_t len = strlen(name);
    size_t end = len;

    while (end > 0 && why_is_digit(name[end - 1]))
        end--;
    return end > 1 && end < len && name[end - 1] == '.' ? end - 1 : len;
}

static bool is_inside_function(const char *symbol)
{
    return name_len(symbol) < strlen(symbol) || strncmp(symbol, "_ZZ", 3) == 0;
}

static bool is_named(Dwarf_Die *variable, const char *symbol)
{
    const char *name = name_of(variable);
    const char *linkage = linkage_name_of(variable);

    return (linkage && strcmp(linkage, symbol) == 0) ||
           (name && why_span_equals(why_span_head(why_span_of(symbol), name_len(symbol)), name));
}

/* The variable at this very address; where there are several, the one that has the symbol's name.
 */
static bool find_at(struct why_firmware *firmware, uint32_t address, const char *symbol,
                    Dwarf_Die *out)
{
    const struct why_variables *variables = firmware->variables;
    bool found = false;
    Dwarf_Die die;

    for (size_t i = rows_up_to(variables, address);
         i > 0 && variables->rows[i - 1].address == address; i--) {
        if (!dwarf_offdie(firmware->dwarf, variables->rows[i - 1].die, &die) || !name_of(&die))
            continue;
        *out = die;
        found = true;
        if (symbol && is_named(&die, symbol))
            break;
    }
    return found;
}

/* Without a symbol, the size of the type must do. */
static bool find_around(struct why_firmware *firmware, uint32_t address, uint32_t *start,
                        Dwarf_Die *out)
{
    const struct why_variables *variables = firmware->variables;
    size_t count = rows_up_to(variables, address);
    Dwarf_Die type;

    if (count == 0)
        return false;
    *start = variables->rows[count - 1].address;
    return find_at(firmware, *start, NULL, out) && why_die_type(out, &type) &&
           address - *start < why_die_size(firmware, &type);
}

/* Scopes are in the mangled name only. */
static const char *readable_name(Dwarf_Die *variable, const char *symbol, struct why_arena *arena)
{
    const char *linkage = linkage_name_of(variable);
    const char *name = symbol ? why_demangle_only(arena, symbol) : NULL;

    if (!name && linkage)
        name = why_demangle_only(arena, linkage);
    return name ? name : why_text_clean(arena, why_span_of(name_of(variable)));
}

/* What the symbol table alone tells. */
static const char *symbol_name(const struct why_symbol *symbol, struct why_arena *arena)
{
    const char *name = why_demangle(arena, symbol->name);

    return why_arena_printf(arena, "%.*s", (int)name_len(name), name);
}

bool why_firmware_global(struct why_firmware *firmware, uint32_t address, struct why_global *out,
                         struct why_arena *arena)
{
    const struct why_symbol *symbol = why_object_symbol(firmware, address);
    struct why_global global = { .address = symbol ? symbol->address : 0 };
    Dwarf_Die variable;
    Dwarf_Die type;

    if (!load(firmware, symbol && is_inside_function(symbol->name)))
        return false;
    if (symbol ? find_at(firmware, symbol->address, symbol->name, &variable)
               : find_around(firmware, address, &global.address, &variable)) {
        global.name = readable_name(&variable, symbol ? symbol->name : NULL, arena);
        global.type = why_die_type_ref(firmware, &variable);
        if (why_die_type(&variable, &type))
            global.size = why_die_size(firmware, &type);
    } else if (!symbol) {
        return false;
    } else {
        global.name = symbol_name(symbol, arena);
    }
    if (symbol)
        global.size = symbol->size;
    *out = global;
    return true;
}
