/* What to do about a stack that was too small. */
#ifndef WHY_RULES_STACK_STEPS_H
#define WHY_RULES_STACK_STEPS_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/** " of task "x"", or "" where there are no tasks; @p task may be NULL. */
const char *why_stack_owner(const struct why_facts *facts, const char *task,
                            struct why_arena *arena);
/** Steps for a task of FreeRTOS, or for the one stack of a program without a kernel. */
void why_add_stack_steps(struct why_finding *out, const struct why_facts *facts, const char *task,
                         struct why_arena *arena);
/** Steps for a thread of another kernel. */
void why_add_thread_steps(struct why_finding *out, const char *task, struct why_arena *arena);

#endif
