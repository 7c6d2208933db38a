/* The bounds of stacks that a handler prints line by line. */
#include "read/assembly.h"

static void begin_bounds(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item bounds = *item;

    bounds.kind = WHY_ITEM_STATEMENT;
    bounds.says = WHY_SAYS_STACK_BOUNDS;
    why_assemble_statement(assembly, &bounds);
}

static void end_bounds(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_statement *bounds = why_assembly_says(assembly, WHY_SAYS_STACK_BOUNDS);

    if (!bounds || !bounds->value.known || bounds->value2.known ||
        item->line_no > bounds->line_no + 1)
        return;
    bounds->value2 = (struct why_value){ .known = true,
                                         .value = bounds->value.value + item->value.value,
                                         .line_no = item->line_no };
    bounds->text = why_arena_printf(assembly->arena, "stack 0x%08x, %u bytes",
                                    (unsigned)bounds->value.value, (unsigned)item->value.value);
}

void why_assemble_stack(struct why_assembly *assembly, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_STACK_BASE)
        begin_bounds(assembly, item);
    if (item->kind == WHY_ITEM_STACK_SIZE)
        end_bounds(assembly, item);
}

void why_settle_stack(struct why_assembly *assembly)
{
    const struct why_arch *arch = assembly->crash->arch;
    const struct why_value sp = why_core_register(assembly->core_count > 0 ? assembly->cores : NULL,
                                                  arch ? arch->sp : NULL);
    struct why_statement *first = NULL;

    for (size_t i = 0; sp.known && i < assembly->statement_count; i++) {
        struct why_statement *bounds = &assembly->statements[i];
        struct why_statement held = *bounds;

        if (bounds->kind != WHY_SAYS_STACK_BOUNDS)
            continue;
        if (!first)
            first = bounds;
        if (first == bounds || sp.value < bounds->value.value || sp.value >= bounds->value2.value)
            continue;
        *bounds = *first;
        *first = held;
        return;
    }
}
