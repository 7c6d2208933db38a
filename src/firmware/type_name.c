/* Names of types, as a C or C++ programmer spells them. */
#include <dwarf.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "espwhy/strbuf.h"
#include "firmware/type_dies.h"
#include "firmware/type_scope.h"

#define NESTED_FUNCTIONS 3u /* in the parameters of functions; deeper ones are "..." */
#define NAME_BYTES 1024     /* of one word of a name */

/* What a name costs and where its pieces live. */
struct spelling {
    struct why_steps steps;
    struct why_arena *arena;
    bool is_c;
};

enum qualifier { CONST = 1, VOLATILE = 2, ATOMIC = 4, RESTRICT = 8 };

static unsigned qualifier_of(int tag)
{
    switch (tag) {
    case DW_TAG_const_type:
        return CONST;
    case DW_TAG_volatile_type:
        return VOLATILE;
    case DW_TAG_atomic_type:
        return ATOMIC;
    case DW_TAG_restrict_type:
        return RESTRICT;
    default:
        return 0;
    }
}

/* The words, with a blank between them and behind the last. */
static const char *words_of(struct spelling *spelling, unsigned qualifiers)
{
    return why_arena_printf(spelling->arena, "%s%s%s%s", qualifiers & CONST ? "const " : "",
                            qualifiers & VOLATILE ? "volatile " : "",
                            qualifiers & ATOMIC ? "_Atomic " : "",
                            qualifiers & RESTRICT ? "restrict " : "");
}

static const char *mark_of(int tag)
{
    switch (tag) {
    case DW_TAG_pointer_type:
    case DW_TAG_ptr_to_member_type:
        return "*";
    case DW_TAG_reference_type:
        return "&";
    case DW_TAG_rvalue_reference_type:
        return "&&";
    default:
        return NULL;
    }
}

static const char *keyword_of(int tag)
{
    switch (tag) {
    case DW_TAG_structure_type:
        return "struct";
    case DW_TAG_class_type:
        return "class";
    case DW_TAG_union_type:
        return "union";
    case DW_TAG_enumeration_type:
        return "enum";
    default:
        return NULL;
    }
}

/* A type that is spelt by one name: all but pointers, arrays and functions. */
static const char *base_name(struct spelling *spelling, Dwarf_Die *die)
{
    const char *keyword = keyword_of(dwarf_tag(die));
    const char *name = dwarf_diename(die);

    if (!name)
        return keyword ? why_arena_printf(spelling->arena, "%s {...}", keyword) : NULL;
    if (spelling->is_c)
        return why_arena_printf(spelling->arena, "%s%s%.*s", keyword ? keyword : "",
                                keyword ? " " : "", NAME_BYTES, name);
    return why_arena_printf(spelling->arena, "%s%.*s",
                            why_scope_prefix(die, &spelling->steps, spelling->arena), NAME_BYTES,
                            name);
}

static const char *spell(struct spelling *spelling, Dwarf_Die *type, unsigned depth);

static void add_parameter(struct spelling *spelling, Dwarf_Die *parameter, unsigned depth,
                          struct why_strbuf *out)
{
    const char *name = "...";
    Dwarf_Die type;

    if (dwarf_tag(parameter) == DW_TAG_formal_parameter) {
        if (dwarf_hasattr(parameter, DW_AT_artificial))
            return;
        name = depth < NESTED_FUNCTIONS && why_die_type(parameter, &type)
                   ? spell(spelling, &type, depth + 1)
                   : NULL;
    } else if (dwarf_tag(parameter) != DW_TAG_unspecified_parameters) {
        return;
    }
    if (out->len > 0)
        why_strbuf_adds(out, ", ");
    why_strbuf_adds(out, name ? name : "...");
}

/* Parameters with their parentheses. In C "()" says nothing of them, "(void)" that there are none.
 */
static const char *parameters_of(struct spelling *spelling, Dwarf_Die *function, unsigned depth)
{
    struct why_strbuf list;
    const char *text;
    Dwarf_Die child;
    int more = dwarf_child(function, &child);

    if (spelling->is_c && !dwarf_hasattr(function, DW_AT_prototyped))
        return "()";
    why_strbuf_init(&list);
    for (; more == 0 && why_steps_take(&spelling->steps) && list.len < NAME_BYTES;
         more = dwarf_siblingof(&child, &child))
        add_parameter(spelling, &child, depth, &list);
    if (list.len == 0 && spelling->is_c)
        why_strbuf_adds(&list, "void");
    text = why_arena_printf(spelling->arena, "(%s)", list.text);
    why_strbuf_deinit(&list);
    return text;
}

static const char *dimensions_of(struct spelling *spelling, Dwarf_Die *array)
{
    struct why_dimensions dimensions;
    const char *text = "";

    if (!why_die_dimensions(array, &dimensions))
        return "[]";
    for (size_t i = 0; i < dimensions.count; i++)
        text = dimensions.counts[i] > 0
                   ? why_arena_printf(spelling->arena, "%s[%u]", text, dimensions.counts[i])
                   : why_arena_printf(spelling->arena, "%s[]", text);
    return text;
}

/* A pointer to an array or a function binds less tightly than these, and needs parentheses. */
static bool needs_parentheses(Dwarf_Die *pointer)
{
    Dwarf_Die at = *pointer;

    for (unsigned i = 0; i < WHY_TYPE_STEPS; i++) {
        if (!why_die_type(&at, &at))
            return false;
        if (!why_tag_is_qualifier(dwarf_tag(&at)))
            return dwarf_tag(&at) == DW_TAG_array_type || dwarf_tag(&at) == DW_TAG_subroutine_type;
    }
    return false;
}

/* The class that a pointer to a member belongs to. */
static const char *class_of(struct spelling *spelling, Dwarf_Die *pointer)
{
    Dwarf_Attribute attribute;
    Dwarf_Die class;
    const char *name = NULL;

    if (dwarf_attr(pointer, DW_AT_containing_type, &attribute) &&
        dwarf_formref_die(&attribute, &class) && class.cu == pointer->cu)
        name = base_name(spelling, &class);
    return name ? why_arena_printf(spelling->arena, "%s::", name) : "";
}

/* A declarator grows from the name outwards: "*" before what is there, "[4]" and "(int)" behind. */
struct declarator {
    const char *text;
    unsigned qualifiers; /* of what follows */
    unsigned depth;      /* of functions in parameters */
};

static void add_pointer(struct spelling *spelling, Dwarf_Die *die, struct declarator *out)
{
    const char *words = words_of(spelling, out->qualifiers);
    size_t len = strlen(words);
    bool wrapped = needs_parentheses(die);

    if (len > 0 && (out->text[0] == '\0' || out->text[0] == '['))
        len--; /* without the blank */
    out->text =
        why_arena_printf(spelling->arena, "%s%s%s%.*s%s%s", wrapped ? "(" : "",
                         dwarf_tag(die) == DW_TAG_ptr_to_member_type ? class_of(spelling, die) : "",
                         mark_of(dwarf_tag(die)), (int)len, words, out->text, wrapped ? ")" : "");
    out->qualifiers = 0;
}

/* Takes one layer off the type; false when what is left is spelt by a name. */
static bool add_layer(struct spelling *spelling, Dwarf_Die *die, struct declarator *out)
{
    int tag = dwarf_tag(die);

    if (why_tag_is_qualifier(tag)) {
        out->qualifiers |= qualifier_of(tag);
    } else if (tag == DW_TAG_array_type) {
        out->text =
            why_arena_printf(spelling->arena, "%s%s", out->text, dimensions_of(spelling, die));
    } else if (tag == DW_TAG_subroutine_type) {
        out->qualifiers = 0;
        out->text = why_arena_printf(spelling->arena, "%s%s", out->text,
                                     parameters_of(spelling, die, out->depth));
    } else if (mark_of(tag) && !dwarf_diename(die)) { /* Rust gives pointers a name */
        add_pointer(spelling, die, out);
    } else {
        return false;
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): parameters of functions, ends at NESTED_FUNCTIONS */
static const char *spell(struct spelling *spelling, Dwarf_Die *type, unsigned depth)
{
    struct declarator declarator = { .text = "", .depth = depth };
    const char *name = NULL;
    Dwarf_Die at = *type;

    for (unsigned i = 0; add_layer(spelling, &at, &declarator); i++) {
        if (i == WHY_TYPE_STEPS || !why_steps_take(&spelling->steps))
            return NULL;
        if (!why_die_type(&at, &at)) {
            name = "void";
            break;
        }
    }
    if (!name)
        name = base_name(spelling, &at);
    if (!name)
        return NULL;
    return why_arena_printf(
        spelling->arena, "%s%s%s%s", words_of(spelling, declarator.qualifiers), name,
        declarator.text[0] == '\0' || declarator.text[0] == '[' ? "" : " ", declarator.text);
}

const char *why_type_name(struct why_firmware *firmware, why_type_ref ref, struct why_arena *arena)
{
    struct spelling spelling = {
        .arena = arena, .steps = { .left = WHY_DWARF_LOOKUP_STEPS, .ms_left = WHY_DWARF_LOOKUP_MS }
    };
    const char *name;
    Dwarf_Die die;

    if (!why_type_die(firmware, ref, &die))
        return NULL;
    spelling.is_c = why_die_is_c(&die);
    why_steps_resume(&spelling.steps);
    name = spell(&spelling, &die, 0);
    return name ? why_text_clean(arena, why_span_of(name)) : NULL;
}
