/* Members, elements and addresses as a C programmer writes them. */
#include "values/phrase.h"

#include <string.h>

#include "base/arena.h"

#define PARTS 6u /* that are named of one container */

struct why_phrase why_phrase_unknown(const char *reason)
{
    return (struct why_phrase){ .kind = WHY_EXPRESSION_UNKNOWN, .reason = reason };
}

struct why_phrase why_phrase_value(struct why_firmware *firmware, enum why_expression_kind kind,
                                   const char *text, why_type_ref type)
{
    const struct why_type known = why_type_of(firmware, type);

    return (struct why_phrase){
        .kind = kind,
        .text = text,
        .type = type,
        .pointee = known.kind == WHY_TYPE_POINTER ? known.target : 0,
    };
}

struct why_phrase why_phrase_address(struct why_firmware *firmware, const char *object,
                                     why_type_ref type, struct why_arena *arena)
{
    const bool decays = why_type_of(firmware, type).kind == WHY_TYPE_ARRAY;

    return (struct why_phrase){
        .kind = WHY_EXPRESSION_ADDRESS,
        .text = decays ? object : why_arena_printf(arena, "&%s", object),
        .object = object,
        .pointee = type,
    };
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* What the pointer is applied to binds weaker than "->" and "[". */
static const char *bracket(const char *text, struct why_arena *arena)
{
    return *text == '*' || *text == '&' || *text == '(' ? why_arena_printf(arena, "(%s)", text)
                                                        : text;
}

/* An object of the pointer, or the element of that number behind it. */
static const char *whole_of(const struct why_phrase *pointer, const char *path, int32_t element,
                            struct why_arena *arena)
{
    const char *text;

    if (pointer->object)
        return why_arena_printf(arena, "%s%s", pointer->object, path);
    text = bracket(pointer->text, arena);
    if (element != 0)
        return why_arena_printf(arena, "%s[%d]%s", text, (int)element, path);
    if (*path == '.')
        return why_arena_printf(arena, "%s->%s", text, path + 1);
    if (*path == '[')
        return why_arena_printf(arena, "(*%s)%s", text, path);
    return why_arena_printf(arena, "*%s", text);
}

static const char *member_of(const char *path, int32_t element, struct why_arena *arena)
{
    if (*path == '.')
        path++;
    return element != 0 && *path == '\0' ? why_arena_printf(arena, "[%d]", (int)element) : path;
}

/* An element that the array does not have. */
static size_t find_behind(struct why_firmware *firmware, const struct why_type *array,
                          uint32_t offset, uint32_t bytes, struct why_inside *parts,
                          struct why_arena *arena)
{
    const uint32_t size = why_type_of(firmware, array->target).size;
    size_t count = size > 0 ? why_type_inside(firmware, array->target, offset % size, bytes, parts,
                                              PARTS, arena)
                            : 0;

    for (size_t i = 0; i < count; i++)
        parts[i].path = why_arena_printf(arena, "[%u]%s", (unsigned)(offset / size), parts[i].path);
    return count;
}

/* In the order of the declaration. */
static void sort_parts(struct why_inside *parts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct why_inside part = parts[i];
        size_t at = i;

        for (; at > 0 && parts[at - 1].offset > part.offset; at--)
            parts[at] = parts[at - 1];
        parts[at] = part;
    }
}

/* A pointer may point at the first of several. Of structures only code that counts in them tells
 * so: else what lies behind one is no part of anything that the pointer is known to point at. */
static bool has_elements(const struct why_phrase *pointer, const struct why_type *type)
{
    return pointer->indexed || (type->kind != WHY_TYPE_STRUCT && type->kind != WHY_TYPE_UNION);
}

static size_t find_parts(struct why_firmware *firmware, const struct why_phrase *pointer,
                         uint32_t offset, uint32_t bytes, struct why_inside *parts,
                         int32_t *element, struct why_arena *arena)
{
    const struct why_type type = why_type_of(firmware, pointer->pointee);
    const uint32_t size = type.size;
    size_t count = 0;

    *element = 0;
    if (offset < size || type.kind == WHY_TYPE_STRUCT || type.kind == WHY_TYPE_ARRAY)
        count = why_type_inside(firmware, pointer->pointee, offset, bytes, parts, PARTS, arena);
    if (count > 0 || size == 0 || offset < size)
        return count;
    if (pointer->object)
        return type.kind == WHY_TYPE_ARRAY
                   ? find_behind(firmware, &type, offset, bytes, parts, arena)
                   : 0;
    if (!has_elements(pointer, &type))
        return 0;
    *element = (int32_t)(offset / size);
    return why_type_inside(firmware, pointer->pointee, offset % size, bytes, parts, PARTS, arena);
}

/* Of the members of a container, those that have one of the bits that matter. */
static size_t keep_touched(struct why_inside *parts, size_t count, uint64_t from, uint32_t bits)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const uint64_t lo = parts[i].bit > from ? parts[i].bit - from : 0;
        const uint64_t end = parts[i].bit + parts[i].bits;
        const uint64_t hi = end > from ? end - from : 0;
        const uint64_t below_hi = hi < 32 ? (UINT64_C(1) << hi) - 1 : UINT32_MAX;

        if (lo < 32 && (bits & below_hi & ~((UINT64_C(1) << lo) - 1)) != 0)
            parts[kept++] = parts[i];
    }
    return kept;
}

static bool fills(struct why_firmware *firmware, const struct why_inside *part, uint32_t bytes)
{
    return !part->bit_field && (bytes == 0 || why_type_of(firmware, part->type).size == bytes);
}

bool why_phrase_part(struct why_firmware *firmware, const struct why_phrase *pointer,
                     int32_t offset, uint32_t bytes, struct why_part *out, struct why_arena *arena)
{
    struct why_inside parts[PARTS];
    const uint32_t from = (uint32_t)offset + pointer->displaced;
    int32_t element;
    size_t count;

    if ((int32_t)from < 0 || !pointer->pointee || (!pointer->text && !pointer->object))
        return false;
    count = find_parts(firmware, pointer, from, bytes, parts, &element, arena);
    if (pointer->bits && element == 0 && !pointer->object)
        count = keep_touched(parts, count, UINT64_C(8) * from, pointer->bits);
    if (count == 0)
        return false;
    sort_parts(parts, count);
    *out = (struct why_part){
        .member = member_of(parts[0].path, element, arena),
        .target = whole_of(pointer, parts[0].path, element, arena),
        .type = parts[0].type,
        .count = count,
        .bit_field = parts[0].bit_field || parts[count - 1].bit_field,
        .whole = count == 1 && fills(firmware, &parts[0], bytes),
    };
    for (size_t i = 1; i < count; i++) {
        out->member = why_arena_printf(arena, "%s or %s", out->member,
                                       member_of(parts[i].path, element, arena));
        out->target = why_arena_printf(arena, "%s or %s", out->target,
                                       whole_of(pointer, parts[i].path, element, arena));
    }
    return true;
}

bool why_part_fits(const struct why_part *part)
{
    return part->whole || part->bit_field || part->count > 1;
}

const char *why_phrase_type(struct why_firmware *firmware, const struct why_phrase *phrase,
                            struct why_arena *arena)
{
    struct why_type pointee;
    const char *name;
    size_t len;

    if (phrase->type)
        return why_type_name(firmware, phrase->type, arena);
    pointee = why_type_of(firmware, phrase->pointee);
    if (!phrase->pointee || pointee.kind == WHY_TYPE_FUNCTION)
        return NULL;
    name = why_type_name(firmware,
                         pointee.kind == WHY_TYPE_ARRAY ? pointee.target : phrase->pointee, arena);
    len = name ? strlen(name) : 0;
    if (len == 0 || name[len - 1] == ']' || name[len - 1] == ')')
        return NULL;
    return why_arena_printf(arena, name[len - 1] == '*' ? "%s*" : "%s *", name);
}
