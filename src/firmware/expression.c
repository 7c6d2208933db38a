/* From a DWARF expression to the places that it describes. Source: DWARF 5, sections 2.5 and 2.6.
 */
#include "firmware/expression.h"

#include <dwarf.h>

#include "firmware/machine.h"

#define BRANCH_BYTES 3u /* of DW_OP_skip and DW_OP_bra, with their operand */

bool why_target_register(const struct why_target *target, uint64_t number, uint32_t *out)
{
    if (number >= WHY_ARCH_REGISTERS || !target->registers ||
        !(target->registers->known >> number & 1))
        return false;
    *out = target->registers->value[number];
    return true;
}

static void push_register(struct why_machine *machine, uint64_t number, uint64_t offset)
{
    uint32_t value = 0;

    if (!why_target_register(machine->target, number, &value))
        why_machine_stop(machine, WHY_EVALUATION_MISSING);
    why_machine_push(machine, value + (uint32_t)offset);
}

static void push_known(struct why_machine *machine, struct why_value value, uint64_t offset)
{
    if (!value.known)
        why_machine_stop(machine, WHY_EVALUATION_MISSING);
    why_machine_push(machine, value.value + (uint32_t)offset);
}

void why_machine_load(struct why_machine *machine, struct why_cell like)
{
    const struct why_target *target = machine->target;
    uint32_t address = why_machine_pop(machine);
    uint8_t bytes[sizeof(uint64_t)] = { 0 };

    if (machine->state == WHY_EVALUATED &&
        (!target->read || !target->read(target->context, address, bytes, like.size)))
        why_machine_miss(machine, address);
    for (size_t i = 0; i < like.size; i++)
        like.bits |= (uint64_t)bytes[i] << (8 * i);
    why_machine_push_cell(machine, like);
}

static void load_word(struct why_machine *machine, uint64_t size)
{
    struct why_cell word = { .size = sizeof(uint32_t) };

    if (size == 0 || size > sizeof(uint32_t)) {
        why_machine_stop(machine, WHY_EVALUATION_BAD);
        return;
    }
    word.size = (uint8_t)size;
    why_machine_load(machine, word);
    machine->stack[machine->depth - 1].size = sizeof(uint32_t);
}

/* Forward only: what goes back might never end. */
static void branch(struct why_machine *machine, const Dwarf_Op *operation)
{
    const struct why_operations *expression = machine->expression;
    int16_t distance = (int16_t)operation->number;
    uint64_t aim;

    if (distance < 0) {
        why_machine_stop(machine, WHY_EVALUATION_BAD);
        return;
    }
    aim = operation->offset + BRANCH_BYTES + (uint64_t)distance;
    while (machine->next < expression->count && expression->operations[machine->next].offset < aim)
        machine->next++;
    if (machine->next < expression->count && expression->operations[machine->next].offset != aim)
        why_machine_stop(machine, WHY_EVALUATION_BAD);
}

void why_machine_settle(struct why_machine *machine, const struct why_dwarf_place *place)
{
    const struct why_operations *expression = machine->expression;

    if (machine->next != expression->count &&
        expression->operations[machine->next].atom != DW_OP_piece)
        why_machine_stop(machine, WHY_EVALUATION_BAD);
    machine->now = *place;
    machine->placed = true;
}

static void settle_register(struct why_machine *machine, uint64_t number)
{
    if (number > UINT32_MAX || machine->depth != 0)
        why_machine_stop(machine, WHY_EVALUATION_BAD);
    why_machine_settle(machine, &(struct why_dwarf_place){ .kind = WHY_PLACE_REGISTER,
                                                           .value = (uint32_t)number });
}

static void settle_value(struct why_machine *machine)
{
    uint64_t bits = why_machine_pop_cell(machine).bits;

    why_machine_settle(machine, &(struct why_dwarf_place){ .kind = WHY_PLACE_VALUE,
                                                           .value = (uint32_t)bits,
                                                           .high = (uint32_t)(bits >> 32) });
}

/* What has been described so far: a place, an address, or nothing at all. */
static struct why_dwarf_place take_place(struct why_machine *machine)
{
    struct why_dwarf_place place = { .kind = WHY_PLACE_NOWHERE };

    if (machine->placed) {
        place = machine->now;
    } else if (machine->depth > 0) {
        place.kind = WHY_PLACE_MEMORY;
        place.value = why_machine_pop(machine);
    }
    machine->placed = false;
    return place;
}

static void end_piece(struct why_machine *machine, uint64_t size)
{
    struct why_dwarf_place place = take_place(machine);

    if (machine->place_count == WHY_DWARF_PLACES || size == 0 || size > INT32_MAX ||
        machine->depth != 0 || (place.kind == WHY_PLACE_BYTES && place.size < size)) {
        why_machine_stop(machine, WHY_EVALUATION_BAD);
        return;
    }
    place.size = (uint32_t)size;
    machine->places[machine->place_count++] = place;
}

static bool is_between(uint8_t atom, uint8_t first, uint8_t last)
{
    return atom >= first && atom <= last;
}

static bool do_constant(struct why_machine *machine, const Dwarf_Op *operation)
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
        why_machine_push(machine, (uint32_t)operation->number);
        return true;
    default:
        if (!is_between(operation->atom, DW_OP_lit0, DW_OP_lit31))
            return false;
        why_machine_push(machine, (uint32_t)(operation->atom - DW_OP_lit0));
        return true;
    }
}

static bool do_frame(struct why_machine *machine, const Dwarf_Op *operation)
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
        settle_register(machine, operation->number);
        return true;
    default:
        break;
    }
    if (is_between(operation->atom, DW_OP_breg0, DW_OP_breg31))
        push_register(machine, (uint64_t)(operation->atom - DW_OP_breg0), operation->number);
    else if (is_between(operation->atom, DW_OP_reg0, DW_OP_reg31))
        settle_register(machine, (uint64_t)(operation->atom - DW_OP_reg0));
    else
        return false;
    return true;
}

static bool do_control(struct why_machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_nop:
        return true;
    case DW_OP_skip:
        branch(machine, operation);
        return true;
    case DW_OP_bra:
        if (why_machine_pop_cell(machine).bits != 0)
            branch(machine, operation);
        return true;
    case DW_OP_deref:
        load_word(machine, sizeof(uint32_t));
        return true;
    case DW_OP_deref_size:
        load_word(machine, operation->number);
        return true;
    case DW_OP_stack_value:
        settle_value(machine);
        return true;
    case DW_OP_piece:
        end_piece(machine, operation->number);
        return true;
    default:
        return false;
    }
}

static void step(struct why_machine *machine)
{
    const Dwarf_Op *operation = &machine->expression->operations[machine->next++];

    if (!do_constant(machine, operation) && !do_frame(machine, operation) &&
        !do_control(machine, operation) && !why_machine_compute(machine, operation) &&
        !why_machine_typed(machine, operation))
        why_machine_stop(machine, WHY_EVALUATION_BAD);
    machine->atom = operation->atom;
}

/* The object as a whole, where it is not in pieces. */
static void end_whole(struct why_machine *machine)
{
    if (machine->place_count == 0 && (machine->placed || machine->depth > 0))
        machine->places[machine->place_count++] = take_place(machine);
    else if (machine->place_count == 0 || machine->placed || machine->depth > 0)
        why_machine_stop(machine, WHY_EVALUATION_BAD);
}

enum why_evaluation why_expression_places(const struct why_operations *expression,
                                          const struct why_target *target,
                                          struct why_dwarf_place out[WHY_DWARF_PLACES],
                                          size_t *count)
{
    struct why_dwarf_place places[WHY_DWARF_PLACES];
    struct why_machine machine = { .expression = expression, .target = target, .places = places };

    if (expression->count == 0)
        return WHY_EVALUATION_EMPTY;
    while (machine.next < expression->count && machine.state == WHY_EVALUATED)
        step(&machine);
    end_whole(&machine);
    if (machine.state == WHY_EVALUATION_MISSING)
        out->missing = machine.missing;
    if (machine.state != WHY_EVALUATED) {
        out->atom = machine.atom;
        return machine.state;
    }
    for (size_t i = 0; i < machine.place_count; i++)
        out[i] = places[i];
    *count = machine.place_count;
    return WHY_EVALUATED;
}

enum why_evaluation why_expression_place(const struct why_operations *expression,
                                         const struct why_target *target,
                                         struct why_dwarf_place *out)
{
    struct why_dwarf_place places[WHY_DWARF_PLACES] = { { .missing = 0 } };
    size_t count = 0;
    enum why_evaluation state = why_expression_places(expression, target, places, &count);

    if (state == WHY_EVALUATED &&
        (count != 1 || (places[0].size != 0 && places[0].kind != WHY_PLACE_BYTES)))
        state = WHY_EVALUATION_BAD;
    if (state == WHY_EVALUATED)
        *out = places[0];
    out->missing = state == WHY_EVALUATION_MISSING ? places[0].missing : out->missing;
    out->atom = state != WHY_EVALUATED ? places[0].atom : out->atom;
    return state;
}

/* What a place holds, 32 bits. */
static enum why_evaluation fetch(const struct why_target *target,
                                 const struct why_dwarf_place *place, uint32_t *out,
                                 uint32_t *missing)
{
    struct why_machine machine = { .target = target };

    switch (place->kind) {
    case WHY_PLACE_MEMORY:
        why_machine_push(&machine, place->value);
        load_word(&machine, sizeof(uint32_t));
        break;
    case WHY_PLACE_REGISTER:
        push_register(&machine, place->value, 0);
        break;
    case WHY_PLACE_VALUE:
        why_machine_push(&machine, place->value);
        break;
    case WHY_PLACE_BYTES:
    case WHY_PLACE_NOWHERE:
        return WHY_EVALUATION_BAD;
    }
    if (machine.state == WHY_EVALUATED)
        *out = why_machine_pop(&machine);
    else
        *missing = machine.missing;
    return machine.state;
}

enum why_evaluation why_expression_word(const struct why_operations *expression,
                                        const struct why_target *target, uint32_t *out,
                                        uint32_t *missing)
{
    struct why_dwarf_place place = { .missing = 0 };
    enum why_evaluation state = why_expression_place(expression, target, &place);

    if (state == WHY_EVALUATED)
        return fetch(target, &place, out, missing);
    if (state == WHY_EVALUATION_MISSING)
        *missing = place.missing;
    return state;
}
