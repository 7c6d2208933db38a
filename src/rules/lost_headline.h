/* An interrupt watchdog whose headline is lost: the number in the cause register is left of it. */
#ifndef WHY_RULES_LOST_HEADLINE_H
#define WHY_RULES_LOST_HEADLINE_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/** The chip's own words, or the number that the panic handler has for them. */
void why_add_watchdog_reason(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena);

/** The finding where the dump that is left is of the core that the watchdog did not fire for. */
bool why_match_other_core(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena);

#endif
