/* The index of compilation units: by .debug_aranges, and by what a unit says of itself where that
 * has nothing, for some compilers do not write it. */
#include "firmware/units.h"

#include <dwarf.h>
#include <stdlib.h>

#include "base/limits_elf.h"
#include "firmware/aranges.h"

/* The linker leaves ranges that it has dropped at 0, or without a length. */
static bool is_kept(const struct why_firmware *firmware, uint32_t lo, uint32_t hi)
{
    return lo != 0 && lo < hi && why_is_code(firmware, lo);
}

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
        if (hi <= UINT32_MAX && is_kept(firmware, (uint32_t)lo, (uint32_t)hi))
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

/* Where the ranges of one unit go. */
struct adding {
    struct why_firmware *firmware;
    struct why_unit *unit;
};

static void add_range(void *user, uint32_t lo, uint32_t hi)
{
    const struct adding *adding = user;
    struct why_firmware *firmware = adding->firmware;
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
    ranges[units->range_count++] = (struct why_unit_range){
        .lo = lo, .hi = hi, .unit = (uint32_t)(adding->unit - units->units)
    };
    units->ranges = ranges;
}

static int compare_offsets(const void *left, const void *right)
{
    const struct why_unit *a = left;
    const struct why_unit *b = right;

    return a->offset < b->offset ? -1 : a->offset > b->offset;
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

static bool open_unit(struct why_firmware *firmware, struct why_unit *unit)
{
    if (unit->die.addr || dwarf_offdie(firmware->dwarf, unit->entry, &unit->die))
        return true;
    why_note_dwarf(firmware);
    return false;
}

/* A unit of .debug_types has offsets of its own, and is not among them. */
static struct why_unit *unit_of(struct why_firmware *firmware, Dwarf_Die *die)
{
    struct why_units *units = &firmware->units;
    struct why_unit key = { .offset = (dwarf_dieoffset(die) - dwarf_cuoffset(die)) };
    struct why_unit *unit = NULL;

    if (units->count > 0)
        unit = bsearch(&key, units->units, units->count, sizeof(key), compare_offsets);
    return unit && open_unit(firmware, unit) && unit->die.cu == die->cu ? unit : NULL;
}

bool why_unit_admitted(struct why_firmware *firmware, Dwarf_Die *die)
{
    struct why_unit *unit = unit_of(firmware, die);

    if (!unit)
        return why_unit_bearable(die);
    if (unit->walk == WHY_UNWEIGHED)
        unit->walk = why_unit_bearable(die) ? WHY_ADMITTED : WHY_REFUSED;
    return unit->walk == WHY_ADMITTED;
}

static bool add_indexed(void *user, uint32_t offset, uint32_t lo, uint32_t hi)
{
    struct why_firmware *firmware = user;
    struct why_units *units = &firmware->units;
    struct why_unit key = { .offset = offset };
    struct adding adding = { .firmware = firmware };

    adding.unit = bsearch(&key, units->units, units->count, sizeof(key), compare_offsets);
    if (adding.unit)
        adding.unit->indexed = true;
    if (adding.unit && is_kept(firmware, lo, hi))
        add_range(&adding, lo, hi);
    return why_steps_take(&firmware->scans);
}

/* Units of types and parts of units have no code of their own. */
static void ask_unit(struct why_firmware *firmware, struct why_unit *unit)
{
    struct adding adding = { .firmware = firmware, .unit = unit };
    int tag;

    if (!open_unit(firmware, unit))
        return;
    tag = dwarf_tag(&unit->die);
    if ((tag == DW_TAG_compile_unit || tag == DW_TAG_skeleton_unit) &&
        !why_die_ranges(firmware, &unit->die, &firmware->scans, add_range, &adding))
        why_note_dwarf(firmware);
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

static void list_units(struct why_firmware *firmware)
{
    struct why_units *units = &firmware->units;
    Dwarf_Off offset = 0;
    Dwarf_Off next;
    size_t header_bytes;
    int more = 0;

    while (why_steps_take(&firmware->scans) &&
           (more = dwarf_next_unit(firmware->dwarf, offset, &next, &header_bytes, NULL, NULL, NULL,
                                   NULL, NULL, NULL)) == 0) {
        struct why_unit *grown =
            why_arena_extend(firmware->arena, units->units, units->count, sizeof(*grown));

        if (!grown)
            return;
        grown[units->count++] =
            (struct why_unit){ .offset = offset, .entry = offset + header_bytes };
        units->units = grown;
        offset = next;
    }
    if (more != 1) /* the end was not reached */
        why_note_dwarf(firmware);
}

static void read_units(struct why_firmware *firmware)
{
    struct why_units *units = &firmware->units;

    list_units(firmware);
    if (units->count > 0)
        why_aranges_read(firmware, add_indexed, firmware);
    for (size_t i = 0; i < units->count && why_steps_take(&firmware->scans); i++)
        if (!units->units[i].indexed)
            ask_unit(firmware, &units->units[i]);
    sort_ranges(units);
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
    struct why_unit *unit;
    size_t at;

    why_units_load(firmware);
    at = *cursor == 0 ? ranges_up_to(units, address) : *cursor - 1;
    while (at > 0 && units->ranges[at - 1].reach > address) {
        at--;
        unit = &units->units[units->ranges[at].unit];
        if (address < units->ranges[at].hi && open_unit(firmware, unit)) {
            *cursor = at + 1;
            return unit;
        }
    }
    *cursor = 1;
    return NULL;
}
