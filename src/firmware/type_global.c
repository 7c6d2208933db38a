/* Global and static objects with their types: which variable lies at an address. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/demangle.h"
#include "firmware/type_dies.h"
#include "firmware/type_scope.h"
#include "firmware/units.h"

#define ADDRESS_BYTES 4u
#define VARIABLES_MAX ((size_t)1024 * 1024) /* that are remembered; more are no firmware's */
#define TRIED_MAX                                                                                  \
    64u /* of what looks like a variable at one address; sound ELFs have one or two                \
         */

/* The length of a location that is nothing but an address, and its only operation. */
static const uint8_t location_mark[] = { 1 + ADDRESS_BYTES, DW_OP_addr };

/* Bytes of a unit that look like the location of a variable. Whether they are one shows when the
 * address is asked for: most never are, and their units need not be walked through. */
struct variable_row {
    uint32_t address;
    Dwarf_Off unit;         /* its topmost entry */
    const uint8_t *operand; /* DW_OP_addr */
};

struct why_variables {
    struct variable_row *rows; /* by address */
    size_t count;
};

/* What the linker has dropped lies at 0, which is in no section. */
static void add_row(struct why_firmware *firmware, Dwarf_Off unit, const uint8_t *operand)
{
    struct why_variables *variables = firmware->variables;
    struct variable_row *grown;
    uint32_t address;

    memcpy(&address, operand + 1, ADDRESS_BYTES);
    if (!why_firmware_section(firmware, address) || variables->count == VARIABLES_MAX)
        return;
    grown = why_arena_extend(firmware->arena, variables->rows, variables->count, sizeof(*grown));
    if (!grown)
        return;
    grown[variables->count++] =
        (struct variable_row){ .address = address, .unit = unit, .operand = operand };
    variables->rows = grown;
}

static void scan_bytes(struct why_firmware *firmware, Dwarf_Off unit, const uint8_t *bytes,
                       const uint8_t *end)
{
    const uint8_t *at;

    while ((at = memchr(bytes, location_mark[0], (size_t)(end - bytes)))) {
        if ((size_t)(end - at) < sizeof(location_mark) + ADDRESS_BYTES)
            break;
        if (at[1] == location_mark[1])
            add_row(firmware, unit, at + 1);
        bytes = at + 1;
    }
}

/* A unit may claim to reach beyond its section. */
static void scan_unit(struct why_firmware *firmware, Dwarf_Off unit, size_t size,
                      const Elf_Data *section)
{
    const uint8_t *start = section->d_buf;
    const uint8_t *end = start + section->d_size;
    const uint8_t *at;
    Dwarf_Die die;

    if (!dwarf_offdie(firmware->dwarf, unit, &die))
        return;
    at = die.addr;
    if (at < start || at >= end)
        return;
    scan_bytes(firmware, unit, at, size < (size_t)(end - at) ? at + size : end);
}

static int compare_rows(const void *left, const void *right)
{
    const struct variable_row *a = left;
    const struct variable_row *b = right;

    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    return a->operand < b->operand ? -1 : a->operand > b->operand;
}

/* Variables may be alone in a unit that has no code, so all units are read. */
static void scan_units(struct why_firmware *firmware)
{
    const Elf_Data *section = why_debug_section(firmware, ".debug_info");
    Dwarf_Off offset = 0;
    Dwarf_Off next;
    size_t header_bytes;

    if (!section || !section->d_buf)
        return;
    why_steps_resume(&firmware->scans);
    while (why_steps_take(&firmware->scans) &&
           dwarf_next_unit(firmware->dwarf, offset, &next, &header_bytes, NULL, NULL, NULL, NULL,
                           NULL, NULL) == 0) {
        offset += header_bytes;
        if (offset < next)
            scan_unit(firmware, offset, next - offset, section);
        offset = next;
    }
    why_steps_pause(&firmware->scans);
}

static const struct why_variables *load(struct why_firmware *firmware)
{
    if (firmware->variables)
        return firmware->variables;
    why_units_load(firmware);
    firmware->variables = why_arena_alloc(firmware->arena, sizeof(*firmware->variables));
    if (!firmware->variables)
        return NULL;
    if (firmware->dwarf)
        scan_units(firmware);
    if (firmware->variables->count > 0)
        qsort(firmware->variables->rows, firmware->variables->count, sizeof(struct variable_row),
              compare_rows);
    return firmware->variables;
}

/* The variable that the bytes are the location of, if they are one. */
static bool take_variable(struct why_firmware *firmware, const struct variable_row *row,
                          Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Block block;
    Dwarf_Die at;
    bool found = false;

    if (!dwarf_offdie(firmware->dwarf, row->unit, &at) || !why_unit_bearable(&at))
        return false;
    why_steps_resume(&firmware->scans);
    for (unsigned i = 0; i < WHY_DWARF_DEPTH && !found; i++) {
        if (!why_child_around(&at, row->operand, &firmware->scans, &at))
            break;
        found = dwarf_tag(&at) == DW_TAG_variable;
    }
    why_steps_pause(&firmware->scans);
    if (!found || !dwarf_attr(&at, DW_AT_location, &attribute) ||
        dwarf_formblock(&attribute, &block) != 0 || block.data != row->operand ||
        block.length != location_mark[0])
        return false;
    *out = at;
    return true;
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
    unsigned tried = 0;
    Dwarf_Die die;

    for (size_t i = rows_up_to(variables, address);
         i > 0 && variables->rows[i - 1].address == address && tried < TRIED_MAX; i--, tried++) {
        if (!take_variable(firmware, &variables->rows[i - 1], &die) || !name_of(&die))
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

    if (!symbol && !why_firmware_section(firmware, address))
        return false; /* the heap, a stack: spares the index */
    if (!load(firmware))
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
