/* Damage of registers and entries: what shows that a value cannot be trusted. */
#include "read/assemble_damage.h"

#include <string.h>

#include "base/span.h"

/* Where a register stands in the dump of an architecture; false when it is not of it. */
static bool find_place(enum why_arch_id id, why_span name, size_t *place)
{
    const struct why_arch *arch = why_arch_get(id);

    for (size_t i = 0; arch->registers[i]; i++)
        if (why_span_equals(name, arch->registers[i])) {
            *place = i;
            return true;
        }
    return false;
}

/* Cells that a receive buffer holds which ran over; who leaves more out did so on purpose. */
#define LOST_CELLS 12u
/* Cells of a dump before a second one that lost its header. */
#define DUMP_CELLS 12u

/* True when the dump has others between the two. */
static bool has_between(enum why_arch_id id, why_span name, why_span next, bool *next_door)
{
    size_t at;
    size_t after;

    if (!find_place(id, name, &at) || !find_place(id, next, &after))
        return false;
    *next_door |= after == at + 1;
    return after > at + 1 && after <= at + LOST_CELLS;
}

/* Of the line between two cells of it, nothing but blanks is left. */
static bool touch(const struct why_item *cell, const struct why_item *next)
{
    const char *end = cell->written.ptr + cell->written.len;

    for (const char *at = end; at < next->name.ptr; at++)
        if (*at != ' ' && *at != '\t')
            return false;
    return true;
}

/* The boot ROM of RISC-V chips prints no MTVEC, and INTLEVEL behind MTVAL. */
static bool is_rom_order(why_span name, why_span next)
{
    return (why_span_equals(name, "MSTATUS") && why_span_equals(next, "MCAUSE")) ||
           (why_span_equals(name, "MTVAL") && why_span_equals(next, "INTLEVEL"));
}

static bool cells_lost(const struct why_item *cell, const struct why_item *next)
{
    bool next_door = false;
    bool lost;

    if (!touch(cell, next) || is_rom_order(cell->name, next->name))
        return false;
    lost = has_between(WHY_ARCH_XTENSA, cell->name, next->name, &next_door);
    lost |= has_between(WHY_ARCH_RISCV, cell->name, next->name, &next_door);
    return lost && !next_door;
}

static void add_name(struct why_assembly *assembly, const char *what, uint32_t line_no)
{
    if (!what || (assembly->damaged && strstr(assembly->damaged, what)))
        return;
    assembly->damaged =
        why_arena_printf(assembly->arena, "%s%s%s", assembly->damaged ? assembly->damaged : "",
                         assembly->damaged ? ", " : "", what);
    if (assembly->damaged_line == 0)
        assembly->damaged_line = line_no;
}

static struct why_register *find_register(const struct why_core *core, const char *name)
{
    for (size_t i = 0; core && i < core->register_count; i++)
        if (strcmp(core->registers[i].name, name) == 0)
            return (struct why_register *)&core->registers[i];
    return NULL;
}

/* Other kernels and runtimes print registers in orders of their own. */
static bool has_our_order(enum why_family family)
{
    return family == WHY_FAMILY_UNKNOWN || family == WHY_FAMILY_LP_CORE;
}

/* Keep a cell as the one before the next; where something is missing between them, the value of the
 * one before may be made of two halves. */
static void pass_cell(struct why_assembly *assembly, const struct why_item *item)
{
    const struct why_item *last = &assembly->last_cell;
    struct why_register *before = NULL;

    if (last->kind == WHY_ITEM_REGISTER && has_our_order(assembly->family) &&
        cells_lost(last, item))
        before = find_register(assembly->core, why_assembly_text(assembly, last->name));
    if (before && before->value.known) {
        before->value.known = false;
        add_name(assembly, before->name, last->line_no);
    }
    assembly->last_cell = *item;
}

void why_assemble_damaged(struct why_assembly *assembly, const struct why_item *item)
{
    if (item->name.len == 0) {
        add_name(assembly, "an entry of the backtrace", item->line_no);
        /* NuttX's walks go on behind the entry that ends them, which it may have been */
        assembly->other_task |= assembly->family == WHY_FAMILY_NUTTX;
        return;
    }
    add_name(assembly, why_assembly_text(assembly, item->name), item->line_no);
    pass_cell(assembly, item);
}

/* The first register of a dump, again: the header of another one was lost. */
static bool begins_next_dump(const struct why_core *core, const char *name)
{
    return core->register_count >= DUMP_CELLS &&
           (strcmp(name, "PC") == 0 || strcmp(name, "MEPC") == 0);
}

/* The cause stands near the end of a dump: what follows is no part of it. */
static bool has_cause(const struct why_core *core)
{
    return why_core_register(core, "EXCCAUSE").known || why_core_register(core, "MCAUSE").known;
}

/* A register has another value already, while its dump goes on: rows of two dumps are mixed, and
 * nothing tells which of them is whose. */
static void contradict(struct why_assembly *assembly, struct why_register *known, uint32_t line_no)
{
    if (assembly->mixed_line == 0 && has_cause(assembly->core))
        return;
    known->value.known = false;
    add_name(assembly, known->name, line_no);
    if (assembly->mixed_line == 0)
        assembly->mixed_line = line_no;
}

enum why_cell why_check_cell(struct why_assembly *assembly, const struct why_core *core,
                             const char *name, const struct why_item *item)
{
    struct why_register *known = find_register(core, name);
    const bool differs = known && known->value.value != item->value.value;

    if (item->written.len == 0) /* of another tool, which may print it again */
        return known ? WHY_CELL_KNOWN : WHY_CELL_NEW;
    pass_cell(assembly, item);
    if (differs && begins_next_dump(core, name))
        return WHY_CELL_NEXT_DUMP;
    if (differs)
        contradict(assembly, known, item->line_no);
    return known ? WHY_CELL_KNOWN : WHY_CELL_NEW;
}

void why_settle_damage(struct why_assembly *assembly)
{
    if (assembly->damaged)
        why_assembly_note(assembly,
                          why_arena_printf(assembly->arena,
                                           "damaged in the log, and therefore not known: %s",
                                           assembly->damaged),
                          assembly->damaged_line);
}
