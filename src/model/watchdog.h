/* Who is late at the task watchdog, and who kept the processor. */
#ifndef WHY_MODEL_WATCHDOG_H
#define WHY_MODEL_WATCHDOG_H

#include "espwhy/statement.h"

struct why_watchdog {
    const struct why_statement *late; /* the task to speak of; NULL: none is named */
    const struct why_statement *hog;  /* the task that an idle task did not get past; NULL: none */
    const struct why_statement *ran;  /* a late task of the user's was running, here; NULL: it was
                                         not, or none is late */
    const struct why_statement *beside; /* another task was, on a core where it may run; NULL: none
                                           that is no idle task */
    bool told;                          /* what was running is in the log */
};

/** Read the block of the task watchdog among the statements of a crash. */
struct why_watchdog why_watchdog_of(const struct why_statement *statements, size_t count);

/** True for the idle task of a core, by its name. */
bool why_is_idle_task(const char *name);

#endif
