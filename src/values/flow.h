/* Where the value of a register came from, by the code of one function.
 *
 * The code is decoded forward from the function's start; where two ways meet with different values,
 * the value is not known. Nothing here knows variables: see values/words.h. */
#ifndef WHY_VALUES_FLOW_H
#define WHY_VALUES_FLOW_H

#include "base/arena.h"
#include "isa/call.h"
#include "isa/isa.h"

enum why_term_kind {
    WHY_TERM_UNKNOWN,  /* two ways meet at `address` with different values of register `number` */
    WHY_TERM_ENTRY,    /* what register `number` held when the function was entered */
    WHY_TERM_STACK,    /* stack pointer at entry, plus `constant` */
    WHY_TERM_CONSTANT, /* `constant`; may be an address */
    WHY_TERM_LOAD,     /* what memory held at `a` + `constant`, `bytes` of it */
    WHY_TERM_ADD,      /* `a` + `constant` */
    WHY_TERM_INDEX,    /* `a` + (`b` << `shift`) */
    WHY_TERM_RESULT,   /* what the call at `address` returned */
    WHY_TERM_OTHER,    /* computed some other way at `address` */
};

/* A value; terms are shared and never change. */
struct why_term {
    enum why_term_kind kind;
    uint32_t address; /* of the instruction that made it, or where ways meet; 0: at entry */
    uint32_t constant;
    uint8_t number; /* register: at entry; where ways meet; of a load, the base register at that
                       instruction */
    uint8_t bytes;
    uint8_t shift;
    bool is_signed;
    uint32_t target; /* of the call that returned it, where it is direct; 0: not known */
    const struct why_term *a;
    const struct why_term *b;
};

/* A word of the function's frame. */
struct why_slot {
    uint32_t offset; /* from the stack pointer at entry */
    const struct why_term *term;
};

/* The registers of one function before the instruction at an address is run, and the words of its
 * frame that it has stored and nobody else can have changed. */
struct why_flow {
    const struct why_term *registers[WHY_ARCH_REGISTERS]; /* never NULL */
    const struct why_slot *slots;
    size_t slot_count;
};

/**
 * Follow a function up to an address.
 * @param start  Of the function.
 * @param end    Of the function, exclusive.
 * @param at     Where the values are wanted; an instruction of the function.
 * @param out    Terms in @p arena.
 * @return false when code is not there, cannot be decoded, or @p at is never reached.
 */
bool why_follow(const struct why_isa *isa, const struct why_isa_code *code, uint32_t start,
                uint32_t end, uint32_t at, struct why_flow *out, struct why_arena *arena);

#define WHY_WAYS 6u /* to one place that are told apart */

/* The different values that meet in one register. */
struct why_ways {
    const struct why_term *terms[WHY_WAYS];
    size_t count;
    bool more; /* than there is room for */
};

/**
 * Split a value of kind WHY_TERM_UNKNOWN into those that meet there.
 * @param met  Of a flow of this function.
 * @param out  Terms in @p arena, at least one; what stays as it is in a loop is none.
 * @return false when the function cannot be followed.
 */
bool why_follow_ways(const struct why_isa *isa, const struct why_isa_code *code, uint32_t start,
                     uint32_t end, const struct why_term *met, struct why_ways *out,
                     struct why_arena *arena);

#endif
