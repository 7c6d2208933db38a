/* The terms that lead through memory; for words*.c only. */
#ifndef WHY_VALUES_WORDS_LOAD_H
#define WHY_VALUES_WORDS_LOAD_H

#include "values/terms.h"
#include "values/words.h"

#define WHY_WORDS_DEPTH 8u /* of terms that are told: longer chains are hardly read */

/** What a term stands for; may be displaced. */
struct why_phrase why_words_part(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth);
/** The variable in a place, at an address of the function. */
bool why_words_variable(const struct why_spot *spot, uint32_t address,
                        const struct why_wanted *wanted, struct why_phrase *out);

/** What was read from memory. */
struct why_phrase why_words_load(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth);
/** The address of an element; may be displaced. */
struct why_phrase why_words_element(const struct why_spot *spot, const struct why_term *term,
                                    unsigned depth);
/** What an access of @p bytes at an element touches; @p base is the array, or points at it. */
bool why_words_index(const struct why_spot *spot, const struct why_term *term,
                     const struct why_phrase *base, uint32_t bytes, struct why_part *out,
                     unsigned depth);
/** The address of a variable on the stack; may be displaced. */
struct why_phrase why_words_stack(const struct why_spot *spot, const struct why_term *term);

#endif
