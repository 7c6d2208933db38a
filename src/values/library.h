/* Functions of libraries, by name, and what they do with their arguments. */
#ifndef WHY_VALUES_LIBRARY_H
#define WHY_VALUES_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

#define WHY_LIBRARY_POINTERS 3u

/* A pointer that a function is called with. */
struct why_library_pointer {
    const char *name; /* as the manual has it */
    uint8_t number;   /* of the argument, from 1 */
    bool read;        /* what it points at */
    bool written;
};

struct why_library_function {
    const char *name;
    struct why_library_pointer
        pointers[WHY_LIBRARY_POINTERS]; /* those without a name do not count */
};

/** The function of that name, or NULL. */
const struct why_library_function *why_library_find(const char *name);

/** The argument, from 1, that says how many bytes behind its pointers a function goes at most; 0:
 * none does. */
unsigned why_library_count(const char *name);

#endif
