/* From values to the words of the source: debug information first, then what the code does. */
#ifndef WHY_VALUES_WORDS_H
#define WHY_VALUES_WORDS_H

#include "values/phrase.h"
#include "values/spot.h"

/* What is done with the value that is to be told. */
struct why_use {
    int32_t offset; /* of an access through it */
    uint32_t bytes; /* 0: none */
};

/** What a register holds at the spot; may be displaced, by what the code has added. */
struct why_phrase why_words_register(const struct why_spot *spot, int number, struct why_use use);
/** What a term stands for; by the code alone. */
struct why_phrase why_words_term(const struct why_spot *spot, const struct why_term *term);

/** The object at a constant address; the phrase is displaced by what the address lies behind its
 * start. */
struct why_phrase why_words_address(const struct why_spot *spot, uint32_t address);

/** The finished expression.
 * @param number  Register that has its value; WHY_ISA_NO_REGISTER: none. */
struct why_expression why_words_expression(const struct why_spot *spot,
                                           const struct why_phrase *phrase, int number,
                                           struct why_value value);

/** The parameter that the function of a spot was called with in a register; it may have another
 * value by now. */
bool why_words_entered(const struct why_spot *spot, unsigned number, struct why_parameter *out);

/**
 * The first parameters of a function, as many as are passed in one register each: number n is the
 * argument word n.
 * @param function  Its address.
 */
size_t why_word_parameters(struct why_firmware *firmware, uint32_t function,
                           struct why_parameter *out, size_t room, struct why_arena *arena);

#endif
