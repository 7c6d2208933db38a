/* DWARF expressions: where an object of a frame is, or what its value is. Values are of 32 bits. */
#ifndef WHY_FIRMWARE_EXPRESSION_H
#define WHY_FIRMWARE_EXPRESSION_H

#include <elfutils/libdw.h>

#include "model/target.h"

struct why_operations {
    const Dwarf_Op *operations;
    size_t count;
    struct why_value frame_base; /* of the function, for what lies relative to it */
};

/* How an evaluation ends; nothing is ever guessed. */
enum why_evaluation {
    WHY_EVALUATED,
    WHY_EVALUATION_EMPTY,   /* there is no expression: the object is nowhere */
    WHY_EVALUATION_BAD,     /* damaged, or of a kind that is not followed: pieces, other frames */
    WHY_EVALUATION_MISSING, /* a register or a word of memory that is needed is not known */
};

enum why_place_kind {
    WHY_PLACE_MEMORY,   /* the object lies at the address */
    WHY_PLACE_REGISTER, /* in the register of that number */
    WHY_PLACE_VALUE,    /* nowhere, but this is its value */
};

struct why_dwarf_place {
    enum why_place_kind kind;
    uint32_t value;
    uint32_t
        missing; /* WHY_EVALUATION_MISSING: address of the memory; 0: a register or the frame */
};

/**
 * Evaluate an expression.
 * @param target  The frame; its cfa is needed only where the expression asks for it.
 * @param out     All of it for WHY_EVALUATED; only `missing` for WHY_EVALUATION_MISSING.
 */
enum why_evaluation why_expression_place(const struct why_operations *expression,
                                         const struct why_target *target,
                                         struct why_dwarf_place *out);

/**
 * Evaluate it and fetch what the place holds, 32 bits.
 * @param out  Untouched unless WHY_EVALUATED; @p missing only for WHY_EVALUATION_MISSING.
 */
enum why_evaluation why_expression_word(const struct why_operations *expression,
                                        const struct why_target *target, uint32_t *out,
                                        uint32_t *missing);

/** A register of the frame by its DWARF number; false when it is not known. */
bool why_target_register(const struct why_target *target, uint64_t number, uint32_t *out);

#endif
