/* The cause of a crash. */
#ifndef WHY_MATCH_CAUSE_H
#define WHY_MATCH_CAUSE_H

#include "espwhy/crash.h"

/**
 * Set the cause of a crash from its headline or, without one, from its cause register, unless
 * software made the panic or nothing trapped. Where both tell and contradict each other, the
 * headline is believed, except where dump and headline are of different cores; a note tells.
 */
void why_settle_cause(struct why_crash *crash);

#endif
