/* Questions to a core dump, for tests. */
#ifndef WHY_TESTS_DUMP_CHECK_H
#define WHY_TESTS_DUMP_CHECK_H

#include "read/dump.h"

/** A register of a task; not known when it lacks it. */
struct why_value dump_register(const struct why_task *task, const char *name);
/** An exception register. */
struct why_value dump_exception(const struct why_dump *dump, const char *name);
/** A word of its memory; false when it is not there. */
bool dump_word(const struct why_dump *dump, uint32_t address, uint32_t *out);
/** True when a damaged dump has memory or registers that the whole one has not. Registers of a task
 * whose context is not known may be those of the note, which the whole dump knows better. */
bool dump_invents(const struct why_dump *dump, const struct why_dump *whole);

#endif
