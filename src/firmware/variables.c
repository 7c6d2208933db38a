/* Which parameters and variables are in scope at an address. */
#include "firmware/variables.h"

#include <dwarf.h>

#include "firmware/scopes.h"
#include "firmware/type_dies.h"
#include "firmware/variables_place.h"

/* Entries of variables, as they are found. */
struct list {
    Dwarf_Die dies[WHY_VARIABLES];
    size_t count;
};

static struct why_steps start_steps(void)
{
    struct why_steps steps = { .left = WHY_DWARF_LOOKUP_STEPS, .ms_left = WHY_DWARF_LOOKUP_MS };

    why_steps_resume(&steps);
    return steps;
}

static void add(struct list *list, const Dwarf_Die *die)
{
    if (list->count < WHY_VARIABLES)
        list->dies[list->count++] = *die;
}

static bool find_origin(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;

    return dwarf_attr(die, DW_AT_abstract_origin, &attribute) &&
           dwarf_formref_die(&attribute, out) && (out->cu == die->cu || why_unit_bearable(out));
}

/* What an inlined or cloned function's own entry leaves out stands in the one it was made of. */
static void add_parameters(Dwarf_Die *function, struct why_steps *steps, struct list *list)
{
    Dwarf_Die child;

    if (dwarf_child(function, &child) != 0)
        return;
    do {
        if (dwarf_tag(&child) == DW_TAG_formal_parameter)
            add(list, &child);
    } while (why_steps_take(steps) && dwarf_siblingof(&child, &child) == 0);
}

/* The entry of @p own that was made of a parameter, else the parameter's: it is nowhere then. */
static const Dwarf_Die *find_made_of(struct list *own, const Dwarf_Die *parameter)
{
    for (size_t i = 0; i < own->count; i++) {
        Dwarf_Die origin;

        if (own->dies[i].addr && find_origin(&own->dies[i], &origin) &&
            origin.addr == parameter->addr)
            return &own->dies[i];
    }
    return parameter;
}

/* In the order of the source. Parameters that only the clone has follow. */
static void list_parameters(Dwarf_Die *function, struct why_steps *steps, struct list *list)
{
    struct list own = { .count = 0 };
    struct list all = { .count = 0 };
    Dwarf_Die origin;

    add_parameters(function, steps, &own);
    if (find_origin(function, &origin))
        add_parameters(&origin, steps, &all);
    for (size_t i = 0; i < all.count; i++) {
        const Dwarf_Die *found = find_made_of(&own, &all.dies[i]);

        add(list, found);
        if (found != &all.dies[i])
            own.dies[found - own.dies].addr = NULL;
    }
    for (size_t i = 0; i < own.count; i++)
        if (own.dies[i].addr)
            add(list, &own.dies[i]);
}

static bool is_block(int tag)
{
    return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

/* Declarations of what lies elsewhere are no variables of the function. */
static bool is_variable(Dwarf_Die *die)
{
    return dwarf_tag(die) == DW_TAG_variable && !dwarf_hasattr(die, DW_AT_declaration);
}

/* Innermost blocks first.
 * NOLINTNEXTLINE(misc-no-recursion): ends at WHY_DWARF_DEPTH */
static void list_locals(const struct why_frame_of *frame, Dwarf_Die *scope, struct why_steps *steps,
                        struct list *list, size_t depth)
{
    Dwarf_Die child;

    if (depth == WHY_DWARF_DEPTH || dwarf_child(scope, &child) != 0)
        return;
    do {
        if (is_block(dwarf_tag(&child)) &&
            why_scope_leads_to(frame->firmware, &child, frame->lookup, steps))
            list_locals(frame, &child, steps, list, depth + 1);
    } while (why_steps_take(steps) && dwarf_siblingof(&child, &child) == 0);
    if (dwarf_child(scope, &child) != 0)
        return;
    do {
        if (is_variable(&child))
            add(list, &child);
    } while (why_steps_take(steps) && dwarf_siblingof(&child, &child) == 0);
}

/* Those without a name cannot be told. */
static enum why_status describe(const struct why_frame_of *frame, struct list *list,
                                struct why_steps *steps, const struct why_local **locals,
                                size_t *count, struct why_arena *arena)
{
    struct why_local *out = why_arena_alloc(arena, (list->count + 1) * sizeof(*out));
    size_t filled = 0;

    for (size_t i = 0; out && i < list->count && why_steps_take(steps); i++) {
        out[filled] = why_variable_of(frame, &list->dies[i], arena);
        if (out[filled].name)
            filled++;
    }
    if (why_arena_failed(arena))
        return WHY_E_NOMEM;
    *locals = out;
    *count = filled;
    return WHY_OK;
}

enum why_status why_firmware_locals(struct why_firmware *firmware, uint32_t lookup, size_t level,
                                    const struct why_target *target,
                                    const struct why_local **locals, size_t *count,
                                    struct why_arena *arena)
{
    struct list list = { .count = 0 };
    struct why_frame_of frame;
    struct why_scopes scopes;
    struct why_steps steps = start_steps();
    Dwarf_Die *function;
    enum why_status status = why_scopes_find(firmware, lookup, &scopes, NULL);

    if (status != WHY_OK)
        return status;
    *locals = NULL;
    *count = 0;
    if (level >= scopes.count)
        return WHY_OK;
    function = &scopes.dies[scopes.count - 1 - level];
    frame = why_frame_of(firmware, lookup, target, &scopes.dies[0]);
    list_parameters(function, &steps, &list);
    list_locals(&frame, function, &steps, &list, 0);
    return describe(&frame, &list, &steps, locals, count, arena);
}

size_t why_firmware_parameters(struct why_firmware *firmware, uint32_t address,
                               struct why_parameter *out, size_t room, struct why_arena *arena)
{
    struct list list = { .count = 0 };
    struct why_scopes scopes;
    struct why_steps steps = start_steps();

    if (why_scopes_find(firmware, address, &scopes, NULL) != WHY_OK || scopes.count == 0)
        return 0;
    list_parameters(&scopes.dies[0], &steps, &list);
    for (size_t i = 0; i < list.count && i < room; i++)
        out[i] = (struct why_parameter){
            .name = why_variable_name(&list.dies[i], arena),
            .type = why_die_type_ref(firmware, &list.dies[i]),
        };
    return list.count < room ? list.count : room;
}

why_type_ref why_firmware_result(struct why_firmware *firmware, uint32_t address)
{
    struct why_scopes scopes;

    if (why_scopes_find(firmware, address, &scopes, NULL) != WHY_OK || scopes.count == 0)
        return 0;
    return why_die_type_ref(firmware, &scopes.dies[0]);
}
