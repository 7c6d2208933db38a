/* Walking a unit's tree down to an address.
 *
 * The walk stays in the concrete tree: dwarf_getscopes() climbs from an inlined call into its
 * abstract origin and loses the callers. */
#include "firmware/scopes.h"

#include <dwarf.h>

/* Collects the functions of a unit. */
struct scan {
    struct why_firmware *firmware;
    struct why_unit *unit;
    bool deep; /* into functions, where GNU C nests functions */
    Dwarf_Die die;
};

static void add_function(void *user, uint32_t lo, uint32_t hi)
{
    struct scan *scan = user;
    struct why_unit *unit = scan->unit;
    struct why_code_range *grown;

    if (scan->firmware->units.function_count == WHY_DWARF_FUNCTIONS) {
        why_firmware_note(scan->firmware, "the debug information has more than %zu functions",
                          WHY_DWARF_FUNCTIONS);
        return;
    }
    grown = why_arena_extend(scan->firmware->arena, unit->functions, unit->function_count,
                             sizeof(*grown));
    if (!grown)
        return;
    scan->firmware->units.function_count++;
    grown[unit->function_count] = (struct why_code_range){ .lo = lo, .hi = hi, .die = scan->die };
    unit->functions = grown;
    unit->function_count++;
}

/* Rust and C++ define functions inside namespaces and types. */
static bool may_hold_functions(int tag, bool deep)
{
    switch (tag) {
    case DW_TAG_namespace:
    case DW_TAG_module:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
    case DW_TAG_enumeration_type:
        return true;
    case DW_TAG_subprogram:
    case DW_TAG_lexical_block:
        return deep;
    default:
        return false;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static void scan_children(struct scan *scan, Dwarf_Die *parent, size_t depth)
{
    Dwarf_Die child;
    int more;

    if (depth == WHY_DWARF_DEPTH)
        return;
    for (more = dwarf_child(parent, &child); more == 0 && why_steps_take(&scan->firmware->scans);
         more = dwarf_siblingof(&child, &child)) {
        int tag = dwarf_tag(&child);

        if (tag == DW_TAG_subprogram) {
            scan->die = child;
            if (!why_die_ranges(scan->firmware, &child, &scan->firmware->scans, add_function, scan))
                why_note_dwarf(scan->firmware);
        }
        if (may_hold_functions(tag, scan->deep) && dwarf_haschildren(&child) > 0)
            scan_children(scan, &child, depth + 1);
    }
    if (more < 0)
        why_note_dwarf(scan->firmware);
}

static void scan_unit(struct why_firmware *firmware, struct why_unit *unit, bool deep)
{
    struct scan scan = { .firmware = firmware, .unit = unit, .deep = deep };

    unit->functions = NULL;
    unit->function_count = 0;
    if (!why_unit_admitted(firmware, &unit->die)) {
        why_note_dwarf(firmware);
        return;
    }
    why_steps_resume(&firmware->scans);
    scan_children(&scan, &unit->die, 0);
    why_steps_pause(&firmware->scans);
    if (firmware->scans.left == 0)
        why_note_dwarf(firmware);
}

/* The narrowest function around the address; of equal ones the last, which is the innermost. */
static const struct why_code_range *narrowest(const struct why_unit *unit, uint32_t address)
{
    const struct why_code_range *best = NULL;

    for (size_t i = 0; i < unit->function_count; i++) {
        const struct why_code_range *function = &unit->functions[i];

        if (address >= function->lo && address < function->hi &&
            (!best || function->hi - function->lo <= best->hi - best->lo))
            best = function;
    }
    return best;
}

static const struct why_code_range *find_function(struct why_firmware *firmware,
                                                  struct why_unit *unit, uint32_t address)
{
    const struct why_code_range *found;

    if (!unit->scanned)
        scan_unit(firmware, unit, false);
    unit->scanned = true;
    found = narrowest(unit, address);
    if (found || unit->scanned_deep)
        return found;
    scan_unit(firmware, unit, true);
    unit->scanned_deep = true;
    return narrowest(unit, address);
}

struct probe {
    uint32_t address;
    bool has_ranges;
    bool inside;
};

static void probe_range(void *user, uint32_t lo, uint32_t hi)
{
    struct probe *probe = user;

    probe->has_ranges = true;
    if (probe->address >= lo && probe->address < hi)
        probe->inside = true;
}

static bool is_scope(int tag)
{
    return tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block ||
           tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

/* A block may lack ranges of its own and still hold an inlined call that has them. */
bool why_scope_leads_to(const struct why_firmware *firmware, Dwarf_Die *die, uint32_t address,
                        struct why_steps *steps)
{
    struct probe probe = { .address = address };

    if (!why_die_ranges(firmware, die, steps, probe_range, &probe))
        return false;
    return probe.inside || (!probe.has_ranges && dwarf_tag(die) == DW_TAG_lexical_block &&
                            !dwarf_hasattr(die, DW_AT_ranges) && !dwarf_hasattr(die, DW_AT_low_pc));
}

/* Adds what is inlined at the address below @p parent; false when nothing is.
 * NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static bool descend(const struct why_firmware *firmware, Dwarf_Die *parent, uint32_t address,
                    struct why_steps *steps, struct why_scopes *out, size_t depth)
{
    Dwarf_Die child;

    if (depth == WHY_DWARF_DEPTH || dwarf_child(parent, &child) != 0)
        return false;
    do {
        bool inlined = dwarf_tag(&child) == DW_TAG_inlined_subroutine;

        if (!why_steps_take(steps))
            return false;
        if (!is_scope(dwarf_tag(&child)) || !why_scope_leads_to(firmware, &child, address, steps))
            continue;
        if (inlined && out->count < WHY_DWARF_DEPTH)
            out->dies[out->count++] = child;
        if (descend(firmware, &child, address, steps, out, depth + 1) || inlined)
            return true;
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

enum why_status why_scopes_at(struct why_firmware *firmware, struct why_unit *unit,
                              uint32_t address, struct why_scopes *out, struct why_error *err)
{
    const struct why_code_range *function = find_function(firmware, unit, address);
    struct why_steps steps = { .left = WHY_DWARF_LOOKUP_STEPS, .ms_left = WHY_DWARF_LOOKUP_MS };

    out->count = 0;
    if (why_arena_failed(firmware->arena))
        return why_oom(err);
    if (!function)
        return WHY_OK;
    out->dies[out->count++] = function->die;
    why_steps_resume(&steps);
    (void)descend(firmware, &out->dies[0], address, &steps, out, 0);
    if (steps.left == 0)
        why_firmware_note(firmware, "a function of the debug information is too large");
    return WHY_OK;
}

enum why_status why_scopes_find(struct why_firmware *firmware, uint32_t address,
                                struct why_scopes *out, struct why_error *err)
{
    enum why_status status = WHY_OK;
    size_t cursor = 0;

    out->count = 0;
    for (unsigned i = 0; status == WHY_OK && out->count == 0 && i < WHY_DWARF_UNITS_ASKED; i++) {
        struct why_unit *unit = why_unit_at(firmware, address, &cursor);

        if (!unit)
            break;
        status = why_scopes_at(firmware, unit, address, out, err);
    }
    return status;
}
