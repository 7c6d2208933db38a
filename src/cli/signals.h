/* SIGINT and SIGTERM while a log is read live. */
#ifndef WHY_CLI_SIGNALS_H
#define WHY_CLI_SIGNALS_H

#include <signal.h>

#include "espwhy/base.h"

/* What was there before, to be put back. */
struct cli_signals {
    struct sigaction interrupt;
    struct sigaction terminate;
};

/** Catch the two signals; one that the parent told us to ignore stays ignored. */
void cli_signals_catch(struct cli_signals *before);
/** Put back what was there. */
void cli_signals_restore(const struct cli_signals *before);

/** Hold the two back until poll() waits, so that none comes between a look at them and the wait. */
void cli_signals_block(sigset_t *before);
void cli_signals_unblock(const sigset_t *before);

/** True once after the first SIGINT: report what is open. */
bool cli_signals_take_interrupt(void);
/** The signal that ends the run, 0 while there is none. */
int cli_signals_ending(void);

#endif
