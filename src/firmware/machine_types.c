/* Operations of DWARF expressions that refer to types, blocks and other expressions. Sources: DWARF
 * 5, section 2.5.1.2 and 2.5.1.7, and the forms of GCC that they were made of. */
#include <dwarf.h>

#include "firmware/machine.h"

#define CELL_BYTES sizeof(uint64_t)

static void refuse(struct why_machine *machine)
{
    why_machine_stop(machine, WHY_EVALUATION_BAD);
}

static bool number_of(Dwarf_Die *die, unsigned name, Dwarf_Word *out)
{
    Dwarf_Attribute attribute;

    return dwarf_attr(die, name, &attribute) && dwarf_formudata(&attribute, out) == 0;
}

static enum why_cell_kind kind_of(Dwarf_Word encoding)
{
    switch (encoding) {
    case DW_ATE_signed:
    case DW_ATE_signed_char:
        return WHY_CELL_SIGNED;
    case DW_ATE_unsigned:
    case DW_ATE_unsigned_char:
    case DW_ATE_boolean:
    case DW_ATE_address:
    case DW_ATE_UTF:
        return WHY_CELL_UNSIGNED;
    default:
        return WHY_CELL_OTHER;
    }
}

/* An empty cell of the type that an operation names; false: it is not known or too wide. */
static bool find_type(Dwarf_Attribute *attribute, const Dwarf_Op *operation, struct why_cell *out)
{
    Dwarf_Die type;
    Dwarf_Word encoding;
    Dwarf_Word size;

    if (!attribute || dwarf_getlocation_die(attribute, operation, &type) != 0 ||
        dwarf_tag(&type) != DW_TAG_base_type || !number_of(&type, DW_AT_encoding, &encoding) ||
        !number_of(&type, DW_AT_byte_size, &size) || size == 0 || size > CELL_BYTES)
        return false;
    *out = (struct why_cell){ .kind = kind_of(encoding), .size = (uint8_t)size };
    return true;
}

/* True when only the lower half of what comes next on the stack is used: GCC takes a register for
 * 64 bits wide where it means 32 of them. */
static bool is_narrowed(const struct why_machine *machine)
{
    const struct why_operations *expression = machine->expression;
    const Dwarf_Op *next = &expression->operations[machine->next];
    struct why_cell to;

    if (machine->next >= expression->count ||
        (next->atom != DW_OP_convert && next->atom != DW_OP_GNU_convert))
        return false;
    return next->number == 0 ||
           (find_type(expression->attribute, next, &to) && to.size <= sizeof(uint32_t));
}

/* Of types wider than a register, the next one has the upper half. */
static void push_register(struct why_machine *machine, uint64_t number, struct why_cell cell)
{
    uint32_t low = 0;
    uint32_t high = 0;

    if (!why_target_register(machine->target, number, &low) ||
        (cell.size > sizeof(low) && !is_narrowed(machine) &&
         !why_target_register(machine->target, number + 1, &high)))
        why_machine_stop(machine, WHY_EVALUATION_MISSING);
    cell.bits = (uint64_t)high << 32 | low;
    why_machine_push_cell(machine, cell);
}

static void push_constant(struct why_machine *machine, const Dwarf_Op *operation,
                          struct why_cell cell)
{
    Dwarf_Attribute attribute;
    Dwarf_Block block;

    if (dwarf_getlocation_attr(machine->expression->attribute, operation, &attribute) != 0 ||
        dwarf_formblock(&attribute, &block) != 0 || block.length != cell.size) {
        refuse(machine);
        return;
    }
    for (size_t i = 0; i < cell.size; i++)
        cell.bits |= (uint64_t)block.data[i] << (8 * i);
    why_machine_push_cell(machine, cell);
}

static void convert(struct why_machine *machine, struct why_cell to, bool reinterpret)
{
    struct why_cell from = why_machine_pop_cell(machine);

    if ((reinterpret && from.size != to.size) ||
        (!reinterpret && (from.kind == WHY_CELL_OTHER || to.kind == WHY_CELL_OTHER)))
        refuse(machine);
    to.bits = reinterpret || from.kind == WHY_CELL_UNSIGNED ? from.bits
                                                            : (uint64_t)why_cell_signed(&from);
    why_machine_push_cell(machine, to);
}

/* Type 0 stands for the one of addresses. */
static void do_conversion(struct why_machine *machine, const Dwarf_Op *operation, bool reinterpret)
{
    struct why_cell to = { .kind = WHY_CELL_GENERIC, .size = sizeof(uint32_t) };

    if (operation->number != 0 && !find_type(machine->expression->attribute, operation, &to))
        refuse(machine);
    convert(machine, to, reinterpret);
}

static void do_with_type(struct why_machine *machine, const Dwarf_Op *operation)
{
    struct why_cell cell = { .size = sizeof(uint32_t) };

    if (!find_type(machine->expression->attribute, operation, &cell)) {
        refuse(machine);
        return;
    }
    switch (operation->atom) {
    case DW_OP_const_type:
    case DW_OP_GNU_const_type:
        push_constant(machine, operation, cell);
        break;
    case DW_OP_deref_type:
    case DW_OP_GNU_deref_type:
        if (operation->number != cell.size)
            refuse(machine);
        why_machine_load(machine, cell);
        break;
    default:
        push_register(machine, operation->number, cell);
        break;
    }
}

/* The register whose value at entry an operation asks for; false: it asks for something else. Types
 * are found by the outer attribute: libdw gives the inner one no unit. */
static bool find_entry_register(Dwarf_Attribute *outer, const Dwarf_Op *operation, uint64_t *number,
                                struct why_cell *type)
{
    Dwarf_Attribute inner;
    Dwarf_Op *operations;
    size_t count;

    if (!outer || dwarf_getlocation_attr(outer, operation, &inner) != 0 ||
        dwarf_getlocation(&inner, &operations, &count) != 0 || count != 1)
        return false;
    *number = operations->number;
    switch (operations->atom) {
    case DW_OP_regx:
        return true;
    case DW_OP_regval_type:
    case DW_OP_GNU_regval_type:
        return find_type(outer, operations, type);
    default:
        *number = (uint64_t)operations->atom - DW_OP_reg0;
        return operations->atom >= DW_OP_reg0 && operations->atom <= DW_OP_reg31;
    }
}

static void do_entry_value(struct why_machine *machine, const Dwarf_Op *operation)
{
    const struct why_entry_values *entry = machine->target->entry;
    struct why_cell cell = { .kind = WHY_CELL_GENERIC, .size = sizeof(uint32_t) };
    uint64_t number = 0;
    uint32_t value = 0;

    if (!find_entry_register(machine->expression->attribute, operation, &number, &cell) ||
        number >= WHY_ARCH_REGISTERS || (cell.size > sizeof(value) && !is_narrowed(machine)))
        refuse(machine);
    else if (!entry || !entry->find(entry->context, (unsigned)number, &value))
        why_machine_stop(machine, WHY_EVALUATION_ENTRY);
    cell.bits = value;
    why_machine_push_cell(machine, cell);
}

/* A parameter that the optimizer took away: the caller may still say what it would have passed. */
static void do_parameter(struct why_machine *machine, const Dwarf_Op *operation)
{
    const struct why_entry_values *entry = machine->target->entry;
    Dwarf_Die parameter;
    uint32_t value = 0;

    if (!machine->expression->attribute ||
        dwarf_getlocation_die(machine->expression->attribute, operation, &parameter) != 0)
        refuse(machine);
    else if (!entry || !entry->find_removed ||
             !entry->find_removed(entry->context, dwarf_dieoffset(&parameter), &value))
        why_machine_stop(machine, WHY_EVALUATION_ENTRY);
    why_machine_push(machine, value);
}

static void do_implicit_value(struct why_machine *machine, const Dwarf_Op *operation)
{
    Dwarf_Block block = { .length = 0 };

    if (!machine->expression->attribute ||
        dwarf_getlocation_implicit_value(machine->expression->attribute, operation, &block) != 0 ||
        block.length > UINT32_MAX || machine->depth != 0)
        refuse(machine);
    why_machine_settle(machine, &(struct why_dwarf_place){ .kind = WHY_PLACE_BYTES,
                                                           .bytes = block.data,
                                                           .size = (uint32_t)block.length });
}

bool why_machine_typed(struct why_machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_convert:
    case DW_OP_GNU_convert:
        do_conversion(machine, operation, false);
        return true;
    case DW_OP_reinterpret:
    case DW_OP_GNU_reinterpret:
        do_conversion(machine, operation, true);
        return true;
    case DW_OP_const_type:
    case DW_OP_GNU_const_type:
    case DW_OP_deref_type:
    case DW_OP_GNU_deref_type:
    case DW_OP_regval_type:
    case DW_OP_GNU_regval_type:
        do_with_type(machine, operation);
        return true;
    case DW_OP_entry_value:
    case DW_OP_GNU_entry_value:
        do_entry_value(machine, operation);
        return true;
    case DW_OP_GNU_parameter_ref:
        do_parameter(machine, operation);
        return true;
    case DW_OP_implicit_value:
        do_implicit_value(machine, operation);
        return true;
    case DW_OP_implicit_pointer:
    case DW_OP_GNU_implicit_pointer:
        why_machine_stop(machine, WHY_EVALUATION_SYNTHETIC);
        return true;
    default:
        return false;
    }
}
