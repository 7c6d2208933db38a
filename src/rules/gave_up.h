/* What reports of programs that stopped themselves have in common: abort, assert and their kin. */
#ifndef WHY_RULES_GAVE_UP_H
#define WHY_RULES_GAVE_UP_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/* Rules for what the panic's own trap looks like to the processor: any cause of a program's end
 * that is told in words supersedes them. */
#define WHY_OWN_TRAP "null-deref,illegal-instruction,double-exception"

/** True when the program ended itself: with abort(), or in words that ESP-IDF panics on. */
bool why_gave_up(const struct why_crash *crash);
/** The first statement of a kind in a crash that the program made of itself, or NULL. */
const struct why_statement *why_gave_up_saying(const struct why_crash *crash,
                                               enum why_statement_kind kind);

/** What was said, and by whom abort() was called if it was; @p said may be that call. */
void why_add_words(struct why_finding *out, const struct why_facts *facts,
                   const struct why_statement *said, struct why_arena *arena);
/** That the registers describe the panic's own trap, where there are any. */
void why_add_own_trap(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena);
/** The evidence that the frame of the place is the one to look at. */
void why_add_place(struct why_finding *out, const struct why_facts *facts, struct why_arena *arena);

/**
 * The caller of what gave up: the frame at the address that the text names, or the first one that
 * is known to be the application's; without names the innermost ones are the panic's own.
 * @param called_at  Of the call of abort(), where the text names it.
 */
struct why_place why_gave_up_place(const struct why_facts *facts, struct why_value called_at);
/** The place by the call of abort(), with the evidence for it: what most classes end with. */
void why_describe_gave_up(struct why_finding *out, const struct why_facts *facts,
                          const struct why_statement *said, struct why_arena *arena);

/** The innermost function whose name begins so, of any kind; @p out receives its frame. */
bool why_find_named(const struct why_backtrace *backtrace, const char *prefix,
                    const struct why_frame **frame, const struct why_function **out);

#endif
