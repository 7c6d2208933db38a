/* Global and static objects with their types: which variable lies at an address. */
#include <dwarf.h>
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
#define LOCATION_BYTES (sizeof(location_mark) + ADDRESS_BYTES)
#define BLOCK_BYTES ((size_t)64)

/* Bytes that look like the location of a variable. Whether they are one shows when the address is
 * asked for: most never are, and their units need not be walked through. */
struct variable_row {
    uint32_t address;
    const uint8_t *operand; /* DW_OP_addr */
};

struct why_variables {
    struct variable_row *rows; /* as they were found: few are asked for, and sorting takes longer */
    size_t count;
    const Elf_Data *section; /* .debug_info, that they stand in */
};

/* What the linker has dropped lies at 0, which is in no section. */
static void add_row(struct why_firmware *firmware, const uint8_t *operand)
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
    grown[variables->count++] = (struct variable_row){ .address = address, .operand = operand };
    variables->rows = grown;
}

/* Whether a mark begins in a block: a loop without branches, which compilers make vectors of. */
static bool has_mark(const uint8_t *block)
{
    uint8_t marks = 0;

    for (size_t i = 0; i < BLOCK_BYTES; i++)
        marks |= (uint8_t)(block[i] == location_mark[0]) & (block[i + 1] == location_mark[1]);
    return marks != 0;
}

static void scan_block(struct why_firmware *firmware, const uint8_t *bytes, const uint8_t *end)
{
    const uint8_t *at;

    while ((at = memchr(bytes, location_mark[0], (size_t)(end - bytes)))) {
        if (at[1] == location_mark[1])
            add_row(firmware, at + 1);
        bytes = at + 1;
    }
}

/* Variables may be alone in a unit that has no code, so all units are read. Few blocks hold one. */
static void scan_section(struct why_firmware *firmware, const Elf_Data *section)
{
    const uint8_t *bytes = section->d_buf;
    const uint8_t *end = bytes + section->d_size;

    if (section->d_size < LOCATION_BYTES)
        return;
    end -= LOCATION_BYTES - 1; /* where the last one may begin */
    for (; (size_t)(end - bytes) > BLOCK_BYTES; bytes += BLOCK_BYTES)
        if (has_mark(bytes))
            scan_block(firmware, bytes, bytes + BLOCK_BYTES);
    scan_block(firmware, bytes, end);
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
        firmware->variables->section = why_debug_section(firmware, ".debug_info");
    if (firmware->variables->section && firmware->variables->section->d_buf)
        scan_section(firmware, firmware->variables->section);
    return firmware->variables;
}

/* The topmost entry of the unit that the bytes stand in. */
static bool find_unit(struct why_firmware *firmware, const uint8_t *operand, Dwarf_Die *out)
{
    const uint8_t *start = firmware->variables->section->d_buf;
    const struct why_units *units = &firmware->units;
    const struct why_unit *unit = NULL;

    for (size_t i = 0; i < units->count && start + units->units[i].entry <= operand; i++)
        unit = &units->units[i];
    return unit && dwarf_offdie(firmware->dwarf, unit->entry, out);
}

/* The variable that the bytes are the location of, if they are one. */
static bool take_variable(struct why_firmware *firmware, const struct variable_row *row,
                          Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Block block;
    Dwarf_Die at;
    bool found = false;

    if (!find_unit(firmware, row->operand, &at) || !why_unit_admitted(firmware, &at))
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

    for (size_t i = variables->count; i > 0 && tried < TRIED_MAX; i--) {
        if (variables->rows[i - 1].address != address)
            continue;
        tried++;
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
    bool below = false;
    Dwarf_Die type;

    for (size_t i = 0; i < variables->count; i++) {
        uint32_t candidate = variables->rows[i].address;

        if (candidate > address || (below && candidate <= *start))
            continue;
        *start = candidate;
        below = true;
    }
    if (!below)
        return false;
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
