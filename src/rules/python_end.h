/* Programs in Python that an exception ended: nothing of the chip failed. */
#ifndef WHY_RULES_PYTHON_END_H
#define WHY_RULES_PYTHON_END_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/** The exception that ended the program, with its traceback, where the chip went on; or NULL. */
const struct why_statement *why_python_ended(const struct why_crash *crash);
/** The place, what it means, and what to do about memory where it was that. */
void why_add_python_end(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena);

#endif
