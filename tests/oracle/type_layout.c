/* Prints what the types of an ELF are called and what lies where in them, for comparison.
 *
 * U address name     a unit, by an address of its code; of it
 * S type bytes       a structure or typedef, and of it
 * M path byte type   what begins at each byte
 * V name type        a variable that is of no function */
#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>

#include "firmware/type_dies.h"
#include "firmware/units.h"

#define TYPE_BYTES 2048u /* larger ones are left out */
#define ROOM 64u
#define DEPTH 8u /* of namespaces */

struct printer {
    struct why_firmware *firmware;
    unsigned depth; /* of namespaces */
};

static void print_members(const struct printer *printer, why_type_ref ref, uint32_t bytes,
                          struct why_arena *arena)
{
    struct why_inside found[ROOM];

    for (uint32_t at = 0; at < bytes; at++) {
        size_t count = why_type_inside(printer->firmware, ref, at, 0, found, ROOM, arena);

        for (size_t i = 0; i < count; i++) {
            const char *type = why_type_name(printer->firmware, found[i].type, arena);

            if (found[i].offset == at)
                printf("M\t%s\t%u\t%s\n", found[i].path, at, type ? type : "?");
        }
    }
}

static void print_structure(const struct printer *printer, Dwarf_Die *die, struct why_arena *arena)
{
    why_type_ref ref = why_type_ref_of(printer->firmware, die);
    struct why_type type = why_type_of(printer->firmware, ref);
    const char *name = why_type_name(printer->firmware, ref, arena);

    if (!name || type.size == 0 || type.size > TYPE_BYTES || type.kind == WHY_TYPE_ENUM)
        return;
    printf("S\t%s\t%u\n", name, type.size);
    print_members(printer, ref, type.size, arena);
}

static void print_variable(const struct printer *printer, Dwarf_Die *die, struct why_arena *arena)
{
    const char *type =
        why_type_name(printer->firmware, why_die_type_ref(printer->firmware, die), arena);

    printf("V\t%s\t%s\n", dwarf_diename(die), type ? type : "?");
}

static void print_children(struct printer *printer, Dwarf_Die *parent);

static void print_entry(struct printer *printer, Dwarf_Die *die)
{
    struct why_arena *arena = why_arena_create((size_t)256 * 1024 * 1024);
    int tag = dwarf_tag(die);

    if (tag == DW_TAG_namespace)
        print_children(printer, die);
    else if ((why_tag_is_structure(tag) || tag == DW_TAG_typedef) && dwarf_diename(die) &&
             !dwarf_hasattr(die, DW_AT_declaration))
        print_structure(printer, die, arena);
    else if (tag == DW_TAG_variable && dwarf_diename(die))
        print_variable(printer, die, arena);
    why_arena_destroy(arena);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at DEPTH */
static void print_children(struct printer *printer, Dwarf_Die *parent)
{
    Dwarf_Die child;

    if (printer->depth == DEPTH || dwarf_child(parent, &child) != 0)
        return;
    printer->depth++;
    do
        print_entry(printer, &child);
    while (dwarf_siblingof(&child, &child) == 0);
    printer->depth--;
}

int main(int argc, char **argv)
{
    struct printer printer = { .depth = 0 };
    unsigned long most = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

    if (argc != 3 || why_firmware_open(argv[1], &printer.firmware, NULL) != WHY_OK)
        return EXIT_FAILURE;
    why_units_load(printer.firmware);
    for (size_t i = 0; i < printer.firmware->units.range_count && most > 0; i++) {
        const struct why_unit_range *range = &printer.firmware->units.ranges[i];
        struct why_unit *unit = &printer.firmware->units.units[range->unit];

        if (unit->scanned || !dwarf_offdie(printer.firmware->dwarf, unit->entry, &unit->die))
            continue;
        unit->scanned = true; /* nothing else looks at it here */
        most--;
        printf("U\t%u\t%s\n", range->lo, dwarf_diename(&unit->die));
        print_children(&printer, &unit->die);
    }
    why_firmware_close(printer.firmware);
    return EXIT_SUCCESS;
}
