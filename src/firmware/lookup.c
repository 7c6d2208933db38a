/* From an address to its chain of functions. */
#include <string.h>

#include "firmware/demangle.h"
#include "firmware/function_name.h"
#include "firmware/lines.h"
#include "firmware/scopes.h"

static void set_place(struct why_function *function, struct why_source_line place,
                      struct why_arena *arena)
{
    function->file = why_line_path(&place, arena);
    function->line = place.line;
    function->column = place.column;
}

/* A scope is listed innermost first; each one's caller is where it was inlined. */
static void fill_chain(struct why_firmware *firmware, struct why_unit *unit,
                       struct why_scopes *scopes, struct why_source_line place,
                       struct why_function *functions, struct why_arena *arena)
{
    for (size_t i = 0; i < scopes->count; i++) {
        Dwarf_Die *die = &scopes->dies[scopes->count - 1 - i];

        functions[i].name = why_function_name(firmware, die, arena);
        functions[i].origin = functions[i].name ? WHY_ORIGIN_DWARF : WHY_ORIGIN_UNKNOWN;
        functions[i].inlined = i + 1 < scopes->count;
        set_place(&functions[i], place, arena);
        if (functions[i].inlined)
            place = why_line_of_call(firmware, unit, die);
    }
}

static void name_by_symbol(struct why_firmware *firmware, uint32_t address,
                           struct why_function *function, struct why_arena *arena)
{
    const struct why_symbol *symbol = why_function_symbol(firmware, address);

    if (!symbol)
        return;
    function->name = why_demangle(arena, symbol->name);
    function->origin = WHY_ORIGIN_SYMTAB;
}

/* What one unit tells; false when that is nothing. */
static bool ask_unit(struct why_firmware *firmware, struct why_unit *unit, uint32_t address,
                     struct why_scopes *scopes, struct why_arena *arena, struct why_function **out,
                     size_t *count)
{
    struct why_source_line place = why_line_at(firmware, unit, address);
    struct why_function *functions;
    size_t needed = scopes->count > 0 ? scopes->count : 1;

    if (scopes->count == 0 && !place.file)
        return false;
    functions = why_arena_alloc(arena, needed * sizeof(*functions));
    if (!functions)
        return false;
    if (scopes->count > 0)
        fill_chain(firmware, unit, scopes, place, functions, arena);
    else
        set_place(&functions[0], place, arena);
    if (!functions[needed - 1].name)
        name_by_symbol(firmware, address, &functions[needed - 1], arena);
    *out = functions;
    *count = needed;
    return true;
}

static enum why_status ask_dwarf(struct why_firmware *firmware, uint32_t address,
                                 struct why_function **functions, size_t *count,
                                 struct why_arena *arena, struct why_error *err)
{
    struct why_scopes scopes;
    size_t cursor = 0;

    for (unsigned i = 0; i < WHY_DWARF_UNITS_ASKED; i++) {
        struct why_unit *unit = why_unit_at(firmware, address, &cursor);
        enum why_status status;

        if (!unit)
            break;
        status = why_scopes_at(firmware, unit, address, &scopes, err);
        if (status != WHY_OK || ask_unit(firmware, unit, address, &scopes, arena, functions, count))
            return status;
    }
    return WHY_OK;
}

enum why_status why_firmware_lookup(struct why_firmware *firmware, uint32_t address,
                                    const struct why_function **functions, size_t *count,
                                    struct why_arena *arena, struct why_error *err)
{
    struct why_function *found = NULL;
    size_t found_count = 0;
    enum why_status status = WHY_OK;

    if (why_is_code(firmware, address)) {
        status = ask_dwarf(firmware, address, &found, &found_count, arena, err);
        if (status == WHY_OK && found_count == 0) {
            found = why_arena_alloc(arena, sizeof(*found));
            if (found)
                name_by_symbol(firmware, address, found, arena);
            found_count = found && found->name ? 1 : 0;
        }
    }
    if (status == WHY_OK && (why_arena_failed(arena) || why_arena_failed(firmware->arena)))
        status = why_oom(err);
    if (status != WHY_OK)
        return status;
    *functions = found;
    *count = found_count;
    return WHY_OK;
}
