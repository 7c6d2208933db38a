/* The index of compilation units.
 *
 * .debug_aranges is of no use here: what --gc-sections drops leaves pairs of zeros inside its
 * tables, which libdw refuses, and some compilers write none. The units themselves say it. */
#include "firmware/units.h"

#include <dwarf.h>
#include <stdlib.h>

#include "base/limits_elf.h"

bool why_die_ranges(const struct why_firmware *firmware, Dwarf_Die *die, struct why_steps *steps,
                    why_range_visit visit, void *user)
{
    Dwarf_Addr base;
    Dwarf_Addr lo;
    Dwarf_Addr hi;
    ptrdiff_t offset = 0;

    while ((offset = dwarf_ranges(die, offset, &base, &lo, &hi)) > 0) {
        if (!why_steps_take(steps))
            return false;
        if (lo != 0 && lo < hi && hi <= UINT32_MAX && why_is_code(firmware, (uint32_t)lo))
            visit(user, (uint32_t)lo, (uint32_t)hi);
    }
    return offset == 0;
}

bool why_unit_bearable(Dwarf_Die *die)
{
    Dwarf_Off offset = 0;
    size_t attributes;
    size_t len;
    Dwarf_Abbrev *abbreviation;

    while ((abbreviation = dwarf_getabbrev(die, offset, &len)) != DWARF_END_ABBREV) {
        if (!abbreviation || dwarf_getattrcnt(abbreviation, &attributes) != 0 ||
            attributes > WHY_DWARF_ATTRIBUTES || len == 0)
            return false;
        offset += len;
    }
    return true;
}

static int compare_ranges(const void *left, const void *right)
{
    const struct why_unit_range *a = left;
    const struct why_unit_range *b = right;

    if (a->lo != b->lo)
        return a->lo < b->lo ? -1 : 1;
    if (a->hi != b->hi)
        return a->hi > b->hi ? -1 : 1; /* the wider one first */
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static void add_range(void *user, uint32_t lo, uint32_t hi)
{
    struct why_firmware *firmware = user;
    struct why_units *units = &firmware->units;
    struct why_unit_range *ranges;

    if (units->range_count == WHY_DWARF_RANGES) {
        why_firmware_note(firmware, "the debug information has more than %zu address ranges",
                          WHY_DWARF_RANGES);
        return;
    }
    ranges = why_arena_extend(firmware->arena, units->ranges, units->range_count, sizeof(*ranges));
    if (!ranges)
        return;
    ranges[units->range_count] =
        (struct why_unit_range){ .lo = lo, .hi = hi, .unit = (uint32_t)units->count };
    units->ranges = ranges;
    units->range_count++;
}

static void add_unit(struct why_firmware *firmware, Dwarf_Die *die)
{
    struct why_units *units = &firmware->units;
    size_t ranges_before = units->range_count;
    struct why_unit *grown;

    if (!why_die_ranges(firmware, die, &firmware->scans, add_range, firmware))
        why_note_dwarf(firmware);
    if (units->range_count == ranges_before)
        return;
    grown = why_arena_extend(firmware->arena, units->units, units->count, sizeof(*grown));
    if (!grown) {
        units->range_count = ranges_before;
        return;
    }
    grown[units->count] = (struct why_unit){ .die = *die };
    units->units = grown;
    units->count++;
}

static void sort_ranges(struct why_units *units)
{
    uint32_t reach = 0;

    if (units->range_count > 0)
        qsort(units->ranges, units->range_count, sizeof(*units->ranges), compare_ranges);
    for (size_t i = 0; i < units->range_count; i++) {
        if (units->ranges[i].hi > reach)
            reach = units->ranges[i].hi;
        units->ranges[i].reach = reach;
    }
}

void why_note_dwarf(struct why_firmware *firmware)
{
    const char *why = dwarf_errmsg(-1);

    if (firmware->scans.left == 0)
        why_firmware_note(firmware, "the debug information is too large to be searched");
    else
        why_firmware_note(firmware, "the debug information is damaged: %s",
                          why ? why : "it cannot be read");
}

static void read_units(struct why_firmware *firmware)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    uint8_t kind;
    int more;

    while ((more = dwarf_get_units(firmware->dwarf, unit, &unit, NULL, &kind, &die, NULL)) == 0 &&
           why_steps_take(&firmware->scans))
        if (kind == DW_UT_compile || kind == DW_UT_skeleton)
            add_unit(firmware, &die);
    if (more != 1) /* the end was not reached */
        why_note_dwarf(firmware);
    sort_ranges(&firmware->units);
}

void why_units_load(struct why_firmware *firmware)
{
    if (firmware->units.loaded)
        return;
    firmware->units.loaded = true;
    firmware->scans =
        (struct why_steps){ .left = WHY_DWARF_SCAN_STEPS, .ms_left = WHY_DWARF_SCAN_MS };
    if (!firmware->info.has_dwarf)
        return;
    firmware->dwarf = dwarf_begin_elf(firmware->elf, DWARF_C_READ, NULL);
    if (!firmware->dwarf) {
        why_note_dwarf(firmware);
        return;
    }
    why_steps_resume(&firmware->scans);
    read_units(firmware);
    why_steps_pause(&firmware->scans);
}

/* How many ranges start at or below the address. */
static size_t ranges_up_to(const struct why_units *units, uint32_t address)
{
    size_t lo = 0;
    size_t hi = units->range_count;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (units->ranges[middle].lo <= address)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* The cursor counts down: ranges below it are still to be looked at; 1 is added so that 0 can mean
 * the start. */
struct why_unit *why_unit_at(struct why_firmware *firmware, uint32_t address, size_t *cursor)
{
    struct why_units *units = &firmware->units;
    size_t at;

    why_units_load(firmware);
    at = *cursor == 0 ? ranges_up_to(units, address) : *cursor - 1;
    while (at > 0 && units->ranges[at - 1].reach > address) {
        at--;
        if (address < units->ranges[at].hi) {
            *cursor = at + 1;
            return &units->units[units->ranges[at].unit];
        }
    }
    *cursor = 1;
    return NULL;
}
