/* The path that a crash took, as names of the application's functions. */
#ifndef WHY_GATE_PATH_NAMES_H
#define WHY_GATE_PATH_NAMES_H

#include "espwhy/crash.h"

/* Functions that tell one bug from another: with two, functions that pass on what they were given
 * hide who gave it; each one more is one more place where the optimizer can take a frame away. */
#define WHY_PATH_NAMES 3u

/* The first functions of the application, innermost first, each once. */
struct why_path_names {
    const char *names[WHY_PATH_NAMES]; /* plain, see why_plain_name() */
    size_t count;
    bool sure; /* every build in which the same happens gives the same names */
};

/** Find them. @return WHY_OK, also when there are none; WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_path_names_find(const struct why_crash *crash,
                                                   struct why_path_names *out,
                                                   struct why_error *err);

#endif
