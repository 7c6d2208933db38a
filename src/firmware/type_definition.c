/* The definitions of all C++ units by name, read when the first declared class is met. */
#include "firmware/type_definition.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "firmware/type_dies.h"
#include "firmware/type_scope.h"
#include "firmware/units.h"

#define DEFINITIONS_MAX ((size_t)1024 * 1024) /* that are remembered; more are no firmware's */
#define PREFIX_BYTES ((size_t)64 * 1024)      /* for names of scopes, while two are compared */

struct definition_row {
    uint32_t hash; /* of the name */
    Dwarf_Off die;
};

struct why_definitions {
    struct definition_row *rows; /* by hash */
    size_t count;
};

/* FNV-1a, 32 bits. Source: RFC 9923. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

static void add_definition(struct why_firmware *firmware, Dwarf_Die *structure)
{
    struct why_definitions *definitions = firmware->definitions;
    const char *name = dwarf_diename(structure);
    struct definition_row *grown;

    if (!name || dwarf_hasattr(structure, DW_AT_declaration) ||
        definitions->count == DEFINITIONS_MAX)
        return;
    grown =
        why_arena_extend(firmware->arena, definitions->rows, definitions->count, sizeof(*grown));
    if (!grown)
        return;
    grown[definitions->count++] =
        (struct definition_row){ .hash = hash_of(name), .die = dwarf_dieoffset(structure) };
    definitions->rows = grown;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static void scan_children(struct why_firmware *firmware, Dwarf_Die *parent, size_t depth)
{
    Dwarf_Die child;

    if (depth == WHY_DWARF_DEPTH || dwarf_child(parent, &child) != 0)
        return;
    do {
        bool structure = why_tag_is_structure(dwarf_tag(&child));

        if (structure)
            add_definition(firmware, &child);
        if (structure || dwarf_tag(&child) == DW_TAG_namespace)
            scan_children(firmware, &child, depth + 1);
    } while (why_steps_take(&firmware->scans) && dwarf_siblingof(&child, &child) == 0);
}

static int compare_rows(const void *left, const void *right)
{
    const struct definition_row *a = left;
    const struct definition_row *b = right;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->die < b->die ? -1 : a->die > b->die;
}

static const struct why_definitions *load(struct why_firmware *firmware)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    uint8_t kind;

    if (firmware->definitions)
        return firmware->definitions;
    firmware->definitions = why_arena_alloc(firmware->arena, sizeof(*firmware->definitions));
    if (!firmware->definitions)
        return NULL;
    why_steps_resume(&firmware->scans);
    while (why_steps_take(&firmware->scans) &&
           dwarf_get_units(firmware->dwarf, unit, &unit, NULL, &kind, &die, NULL) == 0)
        if (kind == DW_UT_compile && why_unit_bearable(&die) && !why_die_is_c(&die))
            scan_children(firmware, &die, 0);
    why_steps_pause(&firmware->scans);
    if (firmware->definitions->count > 0)
        qsort(firmware->definitions->rows, firmware->definitions->count,
              sizeof(struct definition_row), compare_rows);
    return firmware->definitions;
}

/* Index of the first row that has the hash, or a higher one. */
static size_t first_row(const struct why_definitions *definitions, uint32_t hash)
{
    size_t lo = 0;
    size_t hi = definitions->count;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (definitions->rows[middle].hash < hash)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* What is looked for: its name and the scopes around it. */
struct wanted {
    struct why_firmware *firmware;
    const char *name;
    const char *prefix;
    struct why_arena *arena;
};

static bool is_wanted(struct wanted *wanted, Dwarf_Die *die)
{
    const char *name = dwarf_diename(die);

    return name && strcmp(name, wanted->name) == 0 &&
           strcmp(why_scope_prefix(die, &wanted->firmware->scans, wanted->arena), wanted->prefix) ==
               0;
}

/* Of one name there is one class: where sizes differ, the ELF was linked from what does not fit. */
static bool find(struct wanted *wanted, const struct why_definitions *definitions, Dwarf_Die *out)
{
    uint32_t hash = hash_of(wanted->name);
    bool found = false;
    Dwarf_Die die;

    for (size_t i = first_row(definitions, hash);
         i < definitions->count && definitions->rows[i].hash == hash &&
         why_steps_take(&wanted->firmware->scans);
         i++) {
        if (!dwarf_offdie(wanted->firmware->dwarf, definitions->rows[i].die, &die) ||
            !is_wanted(wanted, &die))
            continue;
        if (found && dwarf_bytesize(&die) != dwarf_bytesize(out))
            return false;
        *out = die;
        found = true;
    }
    return found;
}

static bool find_in(const struct why_definitions *definitions, struct wanted *wanted,
                    Dwarf_Die *declaration, Dwarf_Die *out)
{
    struct why_steps *steps = &wanted->firmware->scans;
    bool found;

    why_steps_resume(steps);
    wanted->prefix = why_scope_prefix(declaration, steps, wanted->arena);
    found = !strstr(wanted->prefix, "(anonymous") && find(wanted, definitions, out);
    why_steps_pause(steps);
    return found;
}

bool why_die_definition(struct why_firmware *firmware, Dwarf_Die *declaration, Dwarf_Die *out)
{
    struct wanted wanted = { .firmware = firmware, .name = dwarf_diename(declaration) };
    const struct why_definitions *definitions;
    Dwarf_Die definition;
    bool found;

    if (!wanted.name || why_die_is_c(declaration))
        return false;
    definitions = load(firmware);
    wanted.arena = why_arena_create(PREFIX_BYTES);
    found = definitions && wanted.arena && find_in(definitions, &wanted, declaration, &definition);
    why_arena_destroy(wanted.arena);
    if (found)
        *out = definition;
    return found;
}
