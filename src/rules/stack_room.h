/* How much room a stack had left, and signs that it was left though nothing watched its end. */
#ifndef WHY_RULES_STACK_ROOM_H
#define WHY_RULES_STACK_ROOM_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/** 'task "main"', or "a task". */
const char *why_task_words(const char *task, struct why_arena *arena);
/** Add what the core dump tells of the stack of the task that crashed; nothing without one. */
void why_add_stack_room(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena);
/**
 * Look for a stack that was left unnoticed: sets variant, confidence, summary, place and evidence.
 * @param task  Receives the task's name, NULL when it is not known.
 */
bool why_find_silent_overflow(const struct why_facts *facts, struct why_finding *out,
                              const char **task, struct why_arena *arena);

#endif
