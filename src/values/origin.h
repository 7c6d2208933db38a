/* What a variable was set from inside of a function. */
#ifndef WHY_VALUES_ORIGIN_H
#define WHY_VALUES_ORIGIN_H

#include "espwhy/variable.h"
#include "values/spot.h"

/**
 * The one term that a register's value is: where different values meet, the one that the dump
 * leaves, once the others are known to be something else.
 * @param ways  Receives the terms that are left when there are several, else none.
 * @return NULL when it is not known.
 */
const struct why_term *why_only_way(const struct why_spot *spot, int number, struct why_ways *ways);

/** What several terms are, "`head` or `node->next`"; NULL when one of them has no words. */
const char *why_words_ways(const struct why_spot *spot, const struct why_ways *ways);

/* What a variable was set from. */
struct why_set_from {
    struct why_came_from step; /* all but `parameter` and `value` */
    size_t level;              /* of the function whose words they are */
    const char *callee;        /* function that returned it; NULL: none */
};

/**
 * Put a term into the words of the place that made it.
 * @param name   Of the variable, which is no origin of itself.
 * @param value  Of the variable; memory that is known to hold another by now is no origin.
 */
bool why_find_origin(const struct why_spot *spot, const struct why_term *term, const char *name,
                     struct why_value value, struct why_set_from *out);

#endif
