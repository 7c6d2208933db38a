/* A place in the code of a frame: what its registers hold there, by the code and by the dump. */
#ifndef WHY_VALUES_SPOT_H
#define WHY_VALUES_SPOT_H

#include "values/flow.h"
#include "values/frame.h"

/* Points into itself: not to be copied. */
struct why_spot {
    const struct why_stack *stack;
    size_t index;   /* of the frame */
    uint32_t at;    /* the instruction that is about to run */
    uint32_t start; /* of its function */
    uint32_t end;
    bool whole;    /* the function begins as the source has it: no part or clone of one */
    bool followed; /* `flow` can be believed */
    struct why_flow flow;
    struct why_frame_view view;
    struct why_isa_code code;
    struct why_arena *arena; /* of the crash */
};

/**
 * A place in a frame.
 * @param at  In a frame that has called, the call; in the innermost one, the program counter.
 * @return false when no ELF of this build has a function there.
 */
bool why_spot_of(struct why_spot *out, const struct why_stack *stack, size_t index, uint32_t at);

/** Decode an instruction of the function. */
bool why_spot_insn(const struct why_spot *spot, uint32_t address, struct why_insn *out);
/** What the dump has in a register there; not known for those that the frame's callee changed. */
struct why_value why_spot_register(const struct why_spot *spot, int number);
/** What a term is, by the dump's registers and memory. */
struct why_value why_spot_value(const struct why_spot *spot, const struct why_term *term);
/** What an index is once it has been scaled, by a register that has it. */
struct why_value why_spot_scaled(const struct why_spot *spot, const struct why_term *index,
                                 unsigned shift);
/** True when memory as dumped no longer has what the code read there. */
bool why_spot_contradicts(const struct why_spot *spot, const struct why_term *term,
                          struct why_value value);

/* A variable, and in which function of the chain it is one. */
struct why_found_local {
    const struct why_local *local;
    size_t level;
    size_t levels; /* of the chain */
};

/* Where a value is that is looked for. */
enum why_wanted_place { WHY_WANTED_REGISTER, WHY_WANTED_MEMORY, WHY_WANTED_VALUE };

struct why_wanted {
    enum why_wanted_place where;
    uint32_t place; /* number of the register, address, or the value itself: whatever holds it */
    int32_t offset; /* that is accessed through it, bytes */
    uint32_t bytes; /* 0: any pointer will do */
    size_t level;   /* of the chain from which on is looked */
};

/** The variable that is in a place at an address of the function: the one that best fits the
 * access, of the innermost function. By its value, a variable is told only if it is the only one
 * that fits.
 */
bool why_spot_variable(const struct why_spot *spot, uint32_t address,
                       const struct why_wanted *wanted, struct why_found_local *out);
/** How many functions, inlined into one another, an address is in. */
size_t why_spot_levels(const struct why_spot *spot, uint32_t address);
/** The address of a stack offset, for WHY_WANTED_MEMORY; made up when the frame's is not known. */
uint32_t why_spot_stack(const struct why_spot *spot, uint32_t offset);
/** A variable by its name, in one function of the chain. */
const struct why_local *why_spot_named(const struct why_spot *spot, uint32_t address, size_t level,
                                       const char *name);

#endif
