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
    WHY_TERM_UNKNOWN,
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
    uint32_t address; /* of the instruction that made it; 0: at entry */
    uint32_t constant;
    uint8_t number; /* register: at entry; of a load, the base register at that instruction */
    uint8_t bytes;
    uint8_t shift;
    bool is_signed;
    uint32_t target; /* of the call that returned it, where it is direct; 0: not known */
    const struct why_term *a;
    const struct why_term *b;
};

/* The registers of one function before the instruction at an address is run. */
struct why_flow {
    const struct why_term *registers[WHY_ARCH_REGISTERS]; /* never NULL */
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

#endif
