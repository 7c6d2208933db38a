/* DWARF expressions: where an object of a frame is, or what its value is. Addresses and registers
 * have 32 bits; values with a type of their own up to 64. */
#ifndef WHY_FIRMWARE_EXPRESSION_H
#define WHY_FIRMWARE_EXPRESSION_H

#include <elfutils/libdw.h>

#include "model/target.h"

/* Places that one object may be spread over: a value of 64 bits takes two, a structure in registers
 * some more. */
#define WHY_DWARF_PLACES 16u

struct why_operations {
    const Dwarf_Op *operations;
    size_t count;
    struct why_value frame_base; /* of the function, for what lies relative to it */
    Dwarf_Attribute *attribute;  /* whose expression it is; NULL: what refers to types, or holds
                                    blocks and other expressions, is not followed */
};

/* How an evaluation ends; nothing is ever guessed. */
enum why_evaluation {
    WHY_EVALUATED,
    WHY_EVALUATION_EMPTY,     /* there is no expression: the object is nowhere */
    WHY_EVALUATION_BAD,       /* damaged, or of a kind that is not followed */
    WHY_EVALUATION_MISSING,   /* a register or a word of memory that is needed is not known */
    WHY_EVALUATION_ENTRY,     /* a value is needed that the caller passed, and it is not known */
    WHY_EVALUATION_SYNTHETIC, /* a pointer to an object that is nowhere in memory */
};

enum why_place_kind {
    WHY_PLACE_MEMORY,   /* the object lies at the address */
    WHY_PLACE_REGISTER, /* in the register of that number */
    WHY_PLACE_VALUE,    /* nowhere, but this is its value */
    WHY_PLACE_BYTES,    /* nowhere, but these are its bytes */
    WHY_PLACE_NOWHERE,  /* only of pieces: this part is optimized out */
};

struct why_dwarf_place {
    enum why_place_kind kind;
    uint32_t value;
    uint32_t
        missing;   /* WHY_EVALUATION_MISSING: address of the memory; 0: a register or the frame */
    uint32_t high; /* WHY_PLACE_VALUE: bits 32 to 63 */
    uint32_t size; /* bytes, of a piece or of `bytes`; 0: as many as the object has */
    const uint8_t *bytes; /* WHY_PLACE_BYTES; live as long as the firmware */
    uint8_t atom;         /* the operation that ended an evaluation that failed */
};

/**
 * Evaluate an expression.
 * @param target  The frame; its cfa is needed only where the expression asks for it.
 * @param out     All of it for WHY_EVALUATED; else `atom`, and `missing` for
 *                WHY_EVALUATION_MISSING. An object in pieces is bad here.
 */
enum why_evaluation why_expression_place(const struct why_operations *expression,
                                         const struct why_target *target,
                                         struct why_dwarf_place *out);

/**
 * The same for objects that may be spread over several places, lowest bytes first.
 * @param out    At least one is written, as above.
 * @param count  1 when the object is in one place.
 */
enum why_evaluation why_expression_places(const struct why_operations *expression,
                                          const struct why_target *target,
                                          struct why_dwarf_place out[WHY_DWARF_PLACES],
                                          size_t *count);

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
