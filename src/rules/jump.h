/* Control that arrived where no code is: by a call or by a return, and from where. */
#ifndef WHY_RULES_JUMP_H
#define WHY_RULES_JUMP_H

#include "rules/named.h"

/** True when the processor was at an address that it could not run, as far as the cause goes. */
bool why_is_fetch_fault(const struct why_facts *facts);
/** True when a function returned there. */
bool why_is_return(const struct why_facts *facts);

/** Add where the call was made; sets the place. */
void why_add_caller(struct why_finding *out, const struct why_facts *facts,
                    struct why_arena *arena);
/** Add the register that holds the target, where few enough do. */
void why_add_target_register(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena);
/** Add to look at that call; the place must be set. */
void why_add_caller_step(struct why_finding *out, const struct why_named *named,
                         struct why_arena *arena);

#endif
