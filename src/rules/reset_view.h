/* What a crash tells of the reset that ended it: the ROM's reset line, and where the cores were. */
#ifndef WHY_RULES_RESET_VIEW_H
#define WHY_RULES_RESET_VIEW_H

#include "base/arena.h"
#include "chip/resets.h"
#include "espwhy/diagnosis.h"

/** What the reset line of the crash means; NULL: it has none. @p said receives the line. */
const struct why_reset_meaning *why_reset_of_crash(const struct why_crash *crash,
                                                   const struct why_statement **said);
/** True when the reset is all there is: no panic report tells of it. */
bool why_is_lone_reset(const struct why_crash *crash);
/** True when that reset is of this kind. */
bool why_is_lone_reset_of(const struct why_crash *crash, enum why_reset_kind kind);
/** True when the log begins with the reset: what led to it was not captured. */
bool why_log_begins_with_reset(const struct why_crash *crash);

/** Add what the reset line says. */
void why_add_reset_line(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena);
/** The same, and where each core was, and whether the log lacks what came before. */
void why_add_reset_evidence(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena);
/** Where the chip was when it was reset; the first core that did not idle. */
struct why_place why_reset_place(const struct why_facts *facts);
/** Add how to get at more: look the place up, or capture what stands before the reset. */
void why_add_reset_steps(struct why_finding *out, const struct why_facts *facts,
                         struct why_arena *arena);

#endif
