/* The stack machine of DWARF expressions, as the files that run it share it. */
#ifndef WHY_FIRMWARE_MACHINE_H
#define WHY_FIRMWARE_MACHINE_H

#include "base/limits_elf.h"
#include "firmware/expression.h"

enum why_cell_kind {
    WHY_CELL_GENERIC, /* an address: 32 bits, signed where that matters */
    WHY_CELL_SIGNED,
    WHY_CELL_UNSIGNED,
    WHY_CELL_OTHER, /* a type that nothing is computed of: floating point */
};

/* An entry of the stack. */
struct why_cell {
    uint64_t bits; /* those above `size` are zero */
    enum why_cell_kind kind;
    uint8_t size; /* bytes, 1 to 8 */
};

struct why_machine {
    const struct why_operations *expression;
    const struct why_target *target;
    struct why_cell stack[WHY_DWARF_STACK];
    size_t depth;
    size_t next; /* operation */
    struct why_dwarf_place *places;
    size_t place_count;         /* pieces that are complete */
    struct why_dwarf_place now; /* the place that is being described */
    bool placed;                /* it is no address on the stack */
    enum why_evaluation state;  /* WHY_EVALUATED as long as nothing stands against it */
    uint32_t missing;
    uint8_t atom;
};

/** End the evaluation; the first reason stays. */
void why_machine_stop(struct why_machine *machine, enum why_evaluation reason);
/** The same for memory that is not known. */
void why_machine_miss(struct why_machine *machine, uint32_t address);

/** Settle on a place that is no address: nothing but the end of the piece may follow. */
void why_machine_settle(struct why_machine *machine, const struct why_dwarf_place *place);

void why_machine_push(struct why_machine *machine, uint32_t value);
/** Bits above the cell's size are dropped. */
void why_machine_push_cell(struct why_machine *machine, struct why_cell cell);
struct why_cell why_machine_pop_cell(struct why_machine *machine);
uint32_t why_machine_pop(struct why_machine *machine);

/** A cell's value as a number with a sign. */
int64_t why_cell_signed(const struct why_cell *cell);

/** Fetch from memory; what is not known is pushed as 0, and ends the evaluation. */
void why_machine_load(struct why_machine *machine, struct why_cell like);

/** Operations that only compute or move entries; false: it is none. */
bool why_machine_compute(struct why_machine *machine, const Dwarf_Op *operation);
/** Operations with a type, a block or another expression; false: it is none. */
bool why_machine_typed(struct why_machine *machine, const Dwarf_Op *operation);

#endif
