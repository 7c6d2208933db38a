/* The boot ROM's report of a lock-up: of each core two exceptions, of which the first is the fault.
 */
#include <string.h>

#include "base/span.h"
#include "read/assembly.h"

#define FIRST 1u /* exception of a core; the second one is that of its handler */

/* The order in which the cells of an exception are printed, from 1; 0: none of them. */
static uint32_t place_of(why_span name)
{
    static const char *const order[] = { "MEPC", "MTVAL", "MCAUSE" };

    for (uint32_t i = 0; i < WHY_COUNTOF(order); i++)
        if (why_span_equals(name, order[i]))
            return i + 1;
    return 0;
}

/* The first exception of a core that has registers is that of another, whose header was lost. */
static void begin_exception(struct why_assembly *assembly, const struct why_item *item)
{
    const bool first = item->value.known && item->value.value == FIRST;
    const struct why_item header = { .kind = WHY_ITEM_DUMP_HEADER, .line_no = item->line_no };

    if (first && assembly->core && assembly->core->register_count > 0)
        why_assemble_core(assembly, &header);
    assembly->lockup_place = first ? 1 : 0;
}

/* A core without an exception has zeros. */
static void settle_core(struct why_core *core)
{
    const struct why_value pc = why_core_register(core, "MEPC");
    const struct why_value cause = why_core_register(core, "MCAUSE");

    core->not_an_exception = pc.known && pc.value == 0 && cause.known && cause.value == 0;
}

/* A cell out of order is that of an exception whose header was lost, and all that follow it. */
static void add_cell(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item cell = *item;
    const uint32_t place = place_of(item->name);

    cell.kind = WHY_ITEM_REGISTER;
    if (place < assembly->lockup_place)
        assembly->lockup_place = 0;
    if (assembly->lockup_place == 0)
        return;
    assembly->lockup_place = place + 1;
    why_assemble_register(assembly, &cell);
    if (assembly->core)
        settle_core(assembly->core);
}

void why_assemble_lockup(struct why_assembly *assembly, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_DUMP_HEADER)
        assembly->lockup_place = 0;
    if (item->kind == WHY_ITEM_LOCKUP_LEVEL)
        begin_exception(assembly, item);
    if (item->kind == WHY_ITEM_LOCKUP_CELL)
        add_cell(assembly, item);
}
