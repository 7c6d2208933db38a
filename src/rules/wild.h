/* A data fault that is not near NULL: which pointer led there, and what its value was. */
#ifndef WHY_RULES_WILD_H
#define WHY_RULES_WILD_H

#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/named.h"
#include "rules/registers.h"

/* A member lies at most so far behind the start of its object, bytes. */
#define WHY_BASE_REACH 0xfffu

struct why_wild {
    const char *access; /* "read" or "write"; NULL: either */
    struct why_accessed accessed;
    struct why_base base;       /* that the address was computed from; `name` NULL: not known */
    struct why_address address; /* that was accessed */
    struct why_address pointer; /* before anything was added to it */
    struct why_named named;
    bool wraps; /* the pointer named is far from NULL, the address near it */
};

/** Look at a data fault; false when it is none, its address is not known, is near NULL, or is
 * refused for reasons that other rules tell. */
bool why_find_wild(const struct why_facts *facts, struct why_wild *out);

/** Add the address, the instruction, the pointer and its value. The place must be set. */
void why_add_wild(struct why_finding *out, const struct why_facts *facts,
                  const struct why_wild *wild, struct why_arena *arena);

#endif
