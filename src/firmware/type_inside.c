/* What lies at an offset of an object: down through structures and arrays to what has no parts. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/type_dies.h"

#define NESTING 16u /* of structures and arrays in one another */
#define FINDS 64u   /* that are weighed: an access touches a few */
#define MEMBER_NAME_BYTES 256

/* How well a find fits what was asked for, best first. */
enum fit {
    FIT_EXACT, /* begins at the offset and, where the bytes are known, ends with them */
    FIT_BITS,  /* is read or written as a part of its container */
    FIT_ROUND, /* lies around all of the access */
    FIT_PART,  /* is touched besides others */
};

struct find {
    struct why_inside inside;
    enum fit fit;
    size_t order;
};

struct search {
    struct why_firmware *firmware;
    struct why_arena *arena;
    struct why_steps steps;
    uint64_t lo; /* bits of the object that are accessed */
    uint64_t hi;
    bool sized; /* the access told its bytes */
    struct find finds[FINDS];
    size_t count;
};

/* An object inside of the one that was asked about. */
struct part {
    Dwarf_Die type; /* as declared */
    const char *path;
    struct why_place place; /* from the start of the whole */
    unsigned depth;
};

static enum fit fit_of(const struct search *search, const struct why_place *place)
{
    uint64_t end = place->bit + place->bits;

    if (place->bit_field)
        return FIT_BITS;
    if (place->bit == search->lo && (!search->sized || end == search->hi))
        return FIT_EXACT;
    return place->bit <= search->lo && end >= search->hi ? FIT_ROUND : FIT_PART;
}

static void add_find(struct search *search, struct part *part)
{
    struct find *find = &search->finds[search->count];

    if (search->count == FINDS)
        return;
    *find = (struct find){
        .inside = { .path = part->path,
                    .type = why_type_ref_of(search->firmware, &part->type),
                    .offset = (uint32_t)(part->place.bit / 8),
                    .bit_field = part->place.bit_field,
                    .bit = part->place.bit,
                    .bits = part->place.bits },
        .fit = fit_of(search, &part->place),
        .order = search->count,
    };
    search->count++;
}

static bool touches(const struct search *search, const struct why_place *place)
{
    return place->bit < search->hi && place->bits > 0 && search->lo < place->bit + place->bits;
}

static void look_into(struct search *search, struct part *part);

/* A base class and a structure without a name lend their members to the one around. Names that the
 * compiler makes hold more than the source says: "_vptr.Base", of Xtensa "_vptr$Base". */
static const char *member_path(struct search *search, const char *path, Dwarf_Die *member)
{
    const char *name = dwarf_tag(member) == DW_TAG_inheritance ? NULL : dwarf_diename(member);
    size_t len;

    if (!name)
        return path;
    len = strcspn(name, strncmp(name, "_vptr", 5) == 0 ? ".$" : ".");
    return why_arena_printf(search->arena, "%s.%.*s", path,
                            (int)(len < MEMBER_NAME_BYTES ? len : MEMBER_NAME_BYTES), name);
}

/* An array at the end that has no number of elements reaches as far as it is accessed. */
static uint64_t bits_of(const struct search *search, const struct why_place *place, Dwarf_Die *type)
{
    Dwarf_Die peeled;

    if (place->bits > 0 || !why_die_strip(type, &peeled) ||
        dwarf_tag(&peeled) != DW_TAG_array_type || search->hi <= place->bit)
        return place->bits;
    return search->hi - place->bit;
}

static void look_at_member(struct search *search, const struct part *whole, Dwarf_Die *member)
{
    struct part part = { .depth = whole->depth + 1 };

    if (!why_member_place(search->firmware, member, &part.place) ||
        !why_die_type(member, &part.type))
        return;
    part.place.bit += whole->place.bit;
    part.place.bits = bits_of(search, &part.place, &part.type);
    if (!touches(search, &part.place))
        return;
    part.path = member_path(search, whole->path, member);
    look_into(search, &part);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at NESTING */
static void look_into_structure(struct search *search, const struct part *whole,
                                Dwarf_Die *structure)
{
    Dwarf_Die child;

    if (dwarf_child(structure, &child) != 0)
        return;
    do {
        int tag = dwarf_tag(&child);

        if (tag == DW_TAG_member || tag == DW_TAG_inheritance)
            look_at_member(search, whole, &child);
    } while (why_steps_take(&search->steps) && search->count < FINDS &&
             dwarf_siblingof(&child, &child) == 0);
}

/* "[2][1]" for the element of that number, counted through all dimensions. */
static const char *element_path(struct search *search, const char *path,
                                const struct why_dimensions *dimensions, uint64_t number)
{
    uint64_t inner = 1;

    for (size_t i = 1; i < dimensions->count; i++)
        inner *= dimensions->counts[i];
    for (size_t i = 0; i < dimensions->count; i++) {
        path = why_arena_printf(search->arena, "%s[%u]", path, (unsigned)(number / inner));
        number %= inner;
        if (i + 1 < dimensions->count)
            inner /= dimensions->counts[i + 1];
    }
    return path;
}

/* Elements of all dimensions but the first must be told, else nothing can be counted. */
static bool is_countable(const struct why_dimensions *dimensions)
{
    uint64_t inner = 1;

    for (size_t i = 1; i < dimensions->count; i++) {
        inner *= dimensions->counts[i];
        if (inner == 0 || inner > INT32_MAX)
            return false;
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at NESTING */
static void look_into_array(struct search *search, const struct part *whole, Dwarf_Die *array)
{
    struct why_dimensions dimensions;
    struct part part = { .depth = whole->depth + 1 };
    uint64_t first;
    uint64_t end;

    if (!why_die_dimensions(array, &dimensions) || !is_countable(&dimensions) ||
        !why_die_type(array, &part.type))
        return;
    part.place.bits = (uint64_t)why_die_size(search->firmware, &part.type) * 8;
    if (part.place.bits == 0)
        return;
    first = search->lo > whole->place.bit ? (search->lo - whole->place.bit) / part.place.bits : 0;
    end = (whole->place.bits + part.place.bits - 1) / part.place.bits;
    for (uint64_t i = first; i < end && search->count < FINDS; i++) {
        part.place.bit = whole->place.bit + i * part.place.bits;
        if (!touches(search, &part.place) || !why_steps_take(&search->steps))
            break;
        part.path = element_path(search, whole->path, &dimensions, i);
        look_into(search, &part);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at NESTING */
static void look_into(struct search *search, struct part *part)
{
    Dwarf_Die type;

    if (part->depth > NESTING || !why_die_peel(search->firmware, &part->type, &type))
        return;
    if (why_tag_is_structure(dwarf_tag(&type)))
        look_into_structure(search, part, &type);
    else if (dwarf_tag(&type) == DW_TAG_array_type)
        look_into_array(search, part, &type);
    else
        add_find(search, part);
}

static int compare_finds(const void *left, const void *right)
{
    const struct find *a = left;
    const struct find *b = right;

    if (a->fit != b->fit)
        return a->fit < b->fit ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* What fits exactly makes the others of a union unlikely; bit fields are never accessed but as a
 * part, so they stay. */
static size_t take_best(struct search *search, struct why_inside *out, size_t room)
{
    size_t taken = 0;

    if (search->count > 0)
        qsort(search->finds, search->count, sizeof(search->finds[0]), compare_finds);
    for (size_t i = 0; i < search->count && taken < room; i++) {
        const struct find *find = &search->finds[i];

        if (search->finds[0].fit == FIT_EXACT && find->fit > FIT_BITS)
            break;
        out[taken] = find->inside;
        out[taken].path = why_text_clean(search->arena, why_span_of(find->inside.path));
        taken++;
    }
    return taken;
}

size_t why_type_inside(struct why_firmware *firmware, why_type_ref ref, uint32_t offset,
                       uint32_t bytes, struct why_inside *out, size_t room, struct why_arena *arena)
{
    struct part whole = { .path = "" };
    struct search search = { .firmware = firmware,
                             .arena = arena,
                             .steps = { .left = WHY_DWARF_LOOKUP_STEPS,
                                        .ms_left = WHY_DWARF_LOOKUP_MS },
                             .lo = (uint64_t)offset * 8,
                             .hi = ((uint64_t)offset + (bytes > 0 ? bytes : 1)) * 8,
                             .sized = bytes > 0 };

    if (!why_type_die(firmware, ref, &whole.type))
        return 0;
    whole.place.bits = (uint64_t)why_die_size(firmware, &whole.type) * 8;
    whole.place.bits = bits_of(&search, &whole.place, &whole.type);
    why_steps_resume(&search.steps);
    look_into(&search, &whole);
    return take_best(&search, out, room);
}
