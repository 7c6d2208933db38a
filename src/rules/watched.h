/* The address that a hardware watchpoint of a RISC-V core fired at. */
#ifndef WHY_RULES_WATCHED_H
#define WHY_RULES_WATCHED_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

struct why_watched {
    struct why_value address;  /* that was accessed */
    const char *register_name; /* which tells it; NULL: computed from the instruction */
    bool near_sp;              /* as an access to the end of the running task's own stack is */
};

/**
 * Look at a Breakpoint, which is an EBREAK or a watchpoint: only the latter has a data address.
 * @param out  Written only when true is returned.
 */
bool why_find_watched(const struct why_facts *facts, struct why_watched *out);

/** Add what tells the address, and how it lies to SP. */
void why_add_watched(struct why_finding *out, const struct why_facts *facts,
                     const struct why_watched *watched, struct why_arena *arena);

#endif
