/* The stack of DWARF expressions, and what is computed on it. Source: DWARF 5, section 2.5.1. */
#include "firmware/machine.h"

#include <dwarf.h>

void why_machine_stop(struct why_machine *machine, enum why_evaluation reason)
{
    if (machine->state == WHY_EVALUATED)
        machine->state = reason;
}

void why_machine_miss(struct why_machine *machine, uint32_t address)
{
    if (machine->state == WHY_EVALUATED)
        machine->missing = address;
    why_machine_stop(machine, WHY_EVALUATION_MISSING);
}

static uint64_t cut(uint64_t bits, unsigned size)
{
    return size < sizeof(bits) ? bits & (((uint64_t)1 << (8 * size)) - 1) : bits;
}

void why_machine_push_cell(struct why_machine *machine, struct why_cell cell)
{
    if (machine->depth == WHY_DWARF_STACK) {
        why_machine_stop(machine, WHY_EVALUATION_BAD);
        return;
    }
    cell.bits = cut(cell.bits, cell.size);
    machine->stack[machine->depth++] = cell;
}

void why_machine_push(struct why_machine *machine, uint32_t value)
{
    why_machine_push_cell(machine, (struct why_cell){ .bits = value, .size = sizeof(value) });
}

/* The entry @p below the top. */
static struct why_cell peek(struct why_machine *machine, uint64_t below)
{
    if (below >= machine->depth) {
        why_machine_stop(machine, WHY_EVALUATION_BAD);
        return (struct why_cell){ .size = sizeof(uint32_t) };
    }
    return machine->stack[machine->depth - 1 - (size_t)below];
}

struct why_cell why_machine_pop_cell(struct why_machine *machine)
{
    struct why_cell cell = peek(machine, 0);

    if (machine->depth > 0)
        machine->depth--;
    return cell;
}

uint32_t why_machine_pop(struct why_machine *machine)
{
    return (uint32_t)why_machine_pop_cell(machine).bits;
}

int64_t why_cell_signed(const struct why_cell *cell)
{
    uint64_t sign = (uint64_t)1 << (8 * cell->size - 1);

    return (int64_t)((cell->bits ^ sign) - sign);
}

static void rotate(struct why_machine *machine)
{
    struct why_cell first = why_machine_pop_cell(machine);
    struct why_cell second = why_machine_pop_cell(machine);
    struct why_cell third = why_machine_pop_cell(machine);

    why_machine_push_cell(machine, first);
    why_machine_push_cell(machine, third);
    why_machine_push_cell(machine, second);
}

static void swap(struct why_machine *machine)
{
    struct why_cell first = why_machine_pop_cell(machine);
    struct why_cell second = why_machine_pop_cell(machine);

    why_machine_push_cell(machine, first);
    why_machine_push_cell(machine, second);
}

static bool do_stack(struct why_machine *machine, const Dwarf_Op *operation)
{
    switch (operation->atom) {
    case DW_OP_dup:
        why_machine_push_cell(machine, peek(machine, 0));
        return true;
    case DW_OP_drop:
        (void)why_machine_pop_cell(machine);
        return true;
    case DW_OP_over:
        why_machine_push_cell(machine, peek(machine, 1));
        return true;
    case DW_OP_pick:
        why_machine_push_cell(machine, peek(machine, operation->number));
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

static void put_result(struct why_machine *machine, struct why_cell like, uint64_t bits)
{
    if (like.kind == WHY_CELL_OTHER)
        why_machine_stop(machine, WHY_EVALUATION_BAD);
    like.bits = bits;
    why_machine_push_cell(machine, like);
}

static uint64_t absolute(const struct why_cell *cell)
{
    bool negative = cell->kind != WHY_CELL_UNSIGNED && why_cell_signed(cell) < 0;

    return negative ? 0u - cell->bits : cell->bits;
}

static bool do_unary(struct why_machine *machine, const Dwarf_Op *operation)
{
    struct why_cell cell;

    switch (operation->atom) {
    case DW_OP_plus_uconst:
        cell = why_machine_pop_cell(machine);
        put_result(machine, cell, cell.bits + operation->number);
        return true;
    case DW_OP_neg:
        cell = why_machine_pop_cell(machine);
        put_result(machine, cell, 0u - cell.bits);
        return true;
    case DW_OP_not:
        cell = why_machine_pop_cell(machine);
        put_result(machine, cell, ~cell.bits);
        return true;
    case DW_OP_abs:
        cell = why_machine_pop_cell(machine);
        put_result(machine, cell, absolute(&cell));
        return true;
    default:
        return false;
    }
}

/* Relations have no type: their result is 0 or 1 on the stack as an address would be. */
static bool relate(uint8_t atom, struct why_cell a, struct why_cell b, bool *out)
{
    bool is_signed = a.kind != WHY_CELL_UNSIGNED;
    bool less = is_signed ? why_cell_signed(&a) < why_cell_signed(&b) : a.bits < b.bits;
    bool equal = a.bits == b.bits;

    /* clang-format off */
    switch (atom) {
    case DW_OP_eq: *out = equal;          return true;
    case DW_OP_ne: *out = !equal;         return true;
    case DW_OP_lt: *out = less;           return true;
    case DW_OP_le: *out = less || equal;  return true;
    case DW_OP_gt: *out = !less && !equal; return true;
    case DW_OP_ge: *out = !less;          return true;
    default:       return false;
    }
    /* clang-format on */
}

static uint64_t shift_right(struct why_cell a, uint64_t by)
{
    int64_t value = why_cell_signed(&a);

    return (uint64_t)(value >> (by < 64 ? by : 63));
}

/* Rounded towards zero; the lowest number by -1 stays what it is. By 0 there is no result. */
static bool divide(struct why_cell a, struct why_cell b, uint64_t *out)
{
    int64_t by = why_cell_signed(&b);

    *out = 0u - a.bits;
    if (b.bits == 0 || by == 0)
        return false;
    if (a.kind == WHY_CELL_UNSIGNED)
        *out = a.bits / b.bits;
    else if (by != -1)
        *out = (uint64_t)(why_cell_signed(&a) / by);
    return true;
}

static bool remain(struct why_cell a, struct why_cell b, uint64_t *out)
{
    int64_t by = why_cell_signed(&b);

    *out = 0;
    if (b.bits == 0 || by == 0)
        return false;
    if (a.kind != WHY_CELL_SIGNED)
        *out = a.bits % b.bits;
    else if (by != -1)
        *out = (uint64_t)(why_cell_signed(&a) % by);
    return true;
}

/* Of two values, the second one being the top; false: not an operation of two, or one that has no
 * result. */
static bool combine(uint8_t atom, struct why_cell a, struct why_cell b, uint64_t *out)
{
    const uint64_t width = (uint64_t)8 * a.size;

    /* clang-format off */
    switch (atom) {
    case DW_OP_and:   *out = a.bits & b.bits;                            return true;
    case DW_OP_or:    *out = a.bits | b.bits;                            return true;
    case DW_OP_xor:   *out = a.bits ^ b.bits;                            return true;
    case DW_OP_plus:  *out = a.bits + b.bits;                            return true;
    case DW_OP_minus: *out = a.bits - b.bits;                            return true;
    case DW_OP_mul:   *out = a.bits * b.bits;                            return true;
    case DW_OP_div:   return divide(a, b, out);
    case DW_OP_mod:   return remain(a, b, out);
    case DW_OP_shl:   *out = b.bits < width ? a.bits << b.bits : 0;      return true;
    case DW_OP_shr:   *out = b.bits < width ? a.bits >> b.bits : 0;      return true;
    case DW_OP_shra:  *out = shift_right(a, b.bits);                     return true;
    default:          return false;
    }
    /* clang-format on */
}

static bool is_binary(uint8_t atom)
{
    return (atom >= DW_OP_and && atom <= DW_OP_xor && atom != DW_OP_neg && atom != DW_OP_not &&
            atom != DW_OP_abs && atom != DW_OP_plus_uconst) ||
           (atom >= DW_OP_eq && atom <= DW_OP_ne);
}

static bool do_binary(struct why_machine *machine, const Dwarf_Op *operation)
{
    struct why_cell second;
    struct why_cell first;
    uint64_t result = 0;
    bool holds;

    if (!is_binary(operation->atom))
        return false;
    second = why_machine_pop_cell(machine);
    first = why_machine_pop_cell(machine);
    if (relate(operation->atom, first, second, &holds)) {
        if (first.kind == WHY_CELL_OTHER)
            why_machine_stop(machine, WHY_EVALUATION_BAD);
        why_machine_push(machine, holds);
        return true;
    }
    if (!combine(operation->atom, first, second, &result))
        why_machine_stop(machine, WHY_EVALUATION_BAD);
    put_result(machine, first, result);
    return true;
}

bool why_machine_compute(struct why_machine *machine, const Dwarf_Op *operation)
{
    return do_stack(machine, operation) || do_unary(machine, operation) ||
           do_binary(machine, operation);
}
