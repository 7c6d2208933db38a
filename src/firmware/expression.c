/* The stack machine of DWARF expressions. Source: DWARF 5, section 2.5. */
#include "firmware/expression.h"

#include <dwarf.h>
#include <string.h>

#include "base/limits.h"

#define BRANCH_BYTES 3u /* of DW_OP_skip and DW_OP_bra, with their operand */

struct machine {
    const struct why_operations *expression;
    const struct why_target *target;
    uint32_t stack[WHY_DWARF_STACK];
    size_t depth;
    size_t next; /* operation */
    enum why_place_kind kind;
    enum why_evaluation state; /* WHY_EVALUATED as long as nothing stands against it */
    uint32_t missing;
};

/* The first reason stays. */
static void stop(struct machine *machine, enum why_evaluation reason, uint32_t missing)
{
    if (machine->state != WHY_EVALUATED)
        return;
    machine->state = reason;
    machine->missing = missing;
}

static void push(struct machine *machine, uint32_t value)
{
    if (machine->depth == WHY_DWARF_STACK)
        stop(machine, WHY_EVALUATION_BAD, 0);
    else
        machine->stack[machine->depth++] = value;
}

static uint32_t pop(struct machine *machine)
{
    if (machine->depth == 0) {
        stop(machine, WHY_EVALUATION_BAD, 0);
        return 0;
    }
    return machine->stack[--machine->depth];
}

/* The entry @p below the top. */
static uint32_t peek(struct machine *machine, uint64_t below)
{
    if (below >= machine->depth) {
        stop(machine, WHY_EVALUATION_BAD, 0);
        return 0;
    }
    return machine->stack[machine->depth - 1 - (size_t)below];
}

bool why_target_register(const struct why_target *target, uint64_t number, uint32_t *out)
{
    if (number >= WHY_ARCH_REGISTERS || !(target->registers->known >> number & 1))
        return false;
    *out = target->registers->value[number];
    return true;
}

static void push_register(struct machine *machine, uint64_t number, uint64_t offset)
{
    uint32_t value = 0;

    if (!why_target_register(machine->target, number, &value))
        stop(machine, WHY_EVALUATION_MISSING, 0);
    push(machine, value + (uint32_t)offset);
}

static void push_known(struct machine *machine, struct why_value value, uint64_t offset)
{
    if (!value.known)
        stop(machine, WHY_EVALUATION_MISSING, 0);
    push(machine, value.value + (uint32_t)offset);
}

static void load(struct machine *machine, uint64_t size)
{
    uint32_t address = pop(machine);
    uint8_t bytes[sizeof(uint32_t)] = { 0 };

    if (size == 0 || size > sizeof(bytes))
        stop(machine, WHY_EVALUATION_BAD, 0);
    else if (machine->state == WHY_EVALUATED &&
             !machine->target->read(machine->target->context, address, bytes, (uint32_t)size))
        stop(machine, WHY_EVALUATION_MISSING, address);
    push(machine, (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                      (uint32_t)bytes[3] << 24);
}

/* Forward only: what goes back might never end. */
static void branch(struct machine *machine, const Dwarf_Op *operation)
{
    const struct why_operations *expression = machine->expression;
    int16_t distance = (int16_t)operation->number;
    uint64_t aim;

    if (distance < 0) {
        stop(machine, WHY_EVALUATION_BAD, 0);
        return;
    }
    aim = operation->offset + BRANCH_BYTES + (uint64_t)distance;
    while (machine->next < expression->count && expression->operations[machine->next].offset < aim)
        machine->next++;
    if (machine->next < expression->count && expression->operations[machine->next].offset != aim)
        stop(machine, WHY_EVALUATION_BAD, 0);
}

/* A location that is no address must be the whole expression. */
static void settle(struct machine *machine, enum why_place_kind kind, uint64_t value)
{
    if (machine->next != machine->expression->count || value > UINT32_MAX ||
        (kind == WHY_PLACE_REGISTER && machine->depth != 0))
        stop(machine, WHY_EVALUATION_BAD, 0);
    machine->kind = kind;
    push(machine, (uint32_t)value);
}

static bool is_between(uint8_t atom, uint8_t first, uint8_t last)
{
    return atom >= first && atom <= last;
}

static bool do_constant(struct machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_addr:
    case DW_OP_const1u:
    case DW_OP_const1s:
    case DW_OP_const2u:
    case DW_OP_const2s:
    case DW_OP_const4u:
    case DW_OP_const4s:
    case DW_OP_const8u:
    case DW_OP_const8s:
    case DW_OP_constu:
    case DW_OP_consts:
        push(machine, (uint32_t)operation->number);
        return true;
    default:
        if (!is_between(operation->atom, DW_OP_lit0, DW_OP_lit31))
            return false;
        push(machine, (uint32_t)(operation->atom - DW_OP_lit0));
        return true;
    }
}

static bool do_frame(struct machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_bregx:
        push_register(machine, operation->number, operation->number2);
        return true;
    case DW_OP_fbreg:
        push_known(machine, machine->expression->frame_base, operation->number);
        return true;
    case DW_OP_call_frame_cfa:
        push_known(machine, machine->target->cfa, 0);
        return true;
    case DW_OP_regx:
        settle(machine, WHY_PLACE_REGISTER, operation->number);
        return true;
    default:
        break;
    }
    if (is_between(operation->atom, DW_OP_breg0, DW_OP_breg31))
        push_register(machine, (uint64_t)(operation->atom - DW_OP_breg0), operation->number);
    else if (is_between(operation->atom, DW_OP_reg0, DW_OP_reg31))
        settle(machine, WHY_PLACE_REGISTER, (uint64_t)(operation->atom - DW_OP_reg0));
    else
        return false;
    return true;
}

static void rotate(struct machine *machine)
{
    uint32_t first = pop(machine);
    uint32_t second = pop(machine);
    uint32_t third = pop(machine);

    push(machine, first);
    push(machine, third);
    push(machine, second);
}

static void swap(struct machine *machine)
{
    uint32_t first = pop(machine);
    uint32_t second = pop(machine);

    push(machine, first);
    push(machine, second);
}

static bool do_stack(struct machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_dup:
        push(machine, peek(machine, 0));
        return true;
    case DW_OP_drop:
        (void)pop(machine);
        return true;
    case DW_OP_over:
        push(machine, peek(machine, 1));
        return true;
    case DW_OP_pick:
        push(machine, peek(machine, operation->number));
        return true;
    case DW_OP_swap:
        swap(machine);
        return true;
    case DW_OP_rot:
        rotate(machine);
        return true;
    default:
        return false;
    }
}

static bool do_unary(struct machine *machine, const Dwarf_Op *operation)
{
    uint32_t value;

    switch (operation->atom) {
    case DW_OP_deref:
        load(machine, sizeof(uint32_t));
        return true;
    case DW_OP_deref_size:
        load(machine, operation->number);
        return true;
    case DW_OP_plus_uconst:
        push(machine, pop(machine) + (uint32_t)operation->number);
        return true;
    case DW_OP_neg:
        push(machine, 0u - pop(machine));
        return true;
    case DW_OP_not:
        push(machine, ~pop(machine));
        return true;
    case DW_OP_abs:
        value = pop(machine);
        push(machine, value >> 31 ? 0u - value : value);
        return true;
    default:
        return false;
    }
}

static bool do_control(struct machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_nop:
        return true;
    case DW_OP_skip:
        branch(machine, operation);
        return true;
    case DW_OP_bra:
        if (pop(machine) != 0)
            branch(machine, operation);
        return true;
    case DW_OP_stack_value:
        settle(machine, WHY_PLACE_VALUE, pop(machine));
        return true;
    default:
        return false;
    }
}

/* Of two values, the second one being the top; false: not an operation of two, or one that has no
 * result. */
static bool combine(uint8_t atom, uint32_t a, uint32_t b, uint32_t *out)
{
    int32_t sa = (int32_t)a;
    int32_t sb = (int32_t)b;

    /* clang-format off */
    switch (atom) {
    case DW_OP_and:   *out = a & b;                    return true;
    case DW_OP_or:    *out = a | b;                    return true;
    case DW_OP_xor:   *out = a ^ b;                    return true;
    case DW_OP_plus:  *out = a + b;                    return true;
    case DW_OP_minus: *out = a - b;                    return true;
    case DW_OP_mul:   *out = a * b;                    return true;
    case DW_OP_mod:   *out = b ? a % b : 0;            return b != 0;
    case DW_OP_shl:   *out = b < 32 ? a << b : 0;      return true;
    case DW_OP_shr:   *out = b < 32 ? a >> b : 0;      return true;
    case DW_OP_shra:  *out = (uint32_t)(sa >> (b < 32 ? b : 31)); return true;
    case DW_OP_eq:    *out = a == b;                   return true;
    case DW_OP_ne:    *out = a != b;                   return true;
    case DW_OP_lt:    *out = sa < sb;                  return true;
    case DW_OP_le:    *out = sa <= sb;                 return true;
    case DW_OP_gt:    *out = sa > sb;                  return true;
    case DW_OP_ge:    *out = sa >= sb;                 return true;
    case DW_OP_div:
        if (b == 0)
            return false;
        *out = (uint32_t)((int64_t)sa / sb); /* wide: the lowest number by -1 */
        return true;
    default:
        return false;
    }
    /* clang-format on */
}

static void do_binary(struct machine *machine, const Dwarf_Op *operation)
{
    uint32_t second = pop(machine);
    uint32_t first = pop(machine);
    uint32_t result = 0;

    if (!combine(operation->atom, first, second, &result))
        stop(machine, WHY_EVALUATION_BAD, 0);
    push(machine, result);
}

static void step(struct machine *machine)
{
    const Dwarf_Op *operation = &machine->expression->operations[machine->next++];

    if (!do_constant(machine, operation) && !do_frame(machine, operation) &&
        !do_stack(machine, operation) && !do_unary(machine, operation) &&
        !do_control(machine, operation))
        do_binary(machine, operation);
}

enum why_evaluation why_expression_place(const struct why_operations *expression,
                                         const struct why_target *target,
                                         struct why_dwarf_place *out)
{
    struct machine machine = { .expression = expression, .target = target };
    uint32_t value;

    if (expression->count == 0)
        return WHY_EVALUATION_EMPTY;
    while (machine.next < expression->count && machine.state == WHY_EVALUATED)
        step(&machine);
    value = pop(&machine);
    if (machine.state == WHY_EVALUATED)
        *out = (struct why_dwarf_place){ .kind = machine.kind, .value = value };
    if (machine.state == WHY_EVALUATION_MISSING)
        out->missing = machine.missing;
    return machine.state;
}

enum why_evaluation why_expression_word(const struct why_operations *expression,
                                        const struct why_target *target, uint32_t *out,
                                        uint32_t *missing)
{
    struct why_dwarf_place place = { .missing = 0 };
    struct machine machine = { .expression = expression, .target = target };
    enum why_evaluation state = why_expression_place(expression, target, &place);

    if (state == WHY_EVALUATED && place.kind == WHY_PLACE_REGISTER)
        push_register(&machine, place.value, 0);
    else
        push(&machine, place.value);
    if (state == WHY_EVALUATED && place.kind == WHY_PLACE_MEMORY)
        load(&machine, sizeof(uint32_t));
    if (state == WHY_EVALUATED) {
        state = machine.state;
        place.missing = machine.missing;
    }
    if (state == WHY_EVALUATED)
        *out = machine.stack[0];
    if (state == WHY_EVALUATION_MISSING)
        *missing = place.missing;
    return state;
}
