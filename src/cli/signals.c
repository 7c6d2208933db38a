/* SIGINT and SIGTERM as two flags, the only mutable state of the program outside main(). */
#include "cli/signals.h"

static volatile sig_atomic_t interrupts; /* SIGINTs seen, 2 at most */
static volatile sig_atomic_t pending;    /* the first SIGINT has not been acted on */
static volatile sig_atomic_t ending;     /* the signal that ends the run */

/* The first SIGINT asks for what is open: in a pipeline it reaches us together with the program
 * that prints the log, whose last lines are still to come. What ends the run puts the default back,
 * so that one signal more kills a program that hangs in a write. */
static void on_signal(int number)
{
    if (number == SIGINT && interrupts == 0) {
        interrupts = 1;
        pending = 1;
        return;
    }
    ending = number;
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
}

/* Without SA_RESTART: a write that hangs must come back. */
static void catch_one(int number, struct sigaction *before)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, before) == 0 && before->sa_handler != SIG_IGN)
        (void)sigaction(number, &action, NULL);
}

void cli_signals_catch(struct cli_signals *before)
{
    interrupts = 0;
    catch_one(SIGINT, &before->interrupt);
    catch_one(SIGTERM, &before->terminate);
}

void cli_signals_restore(const struct cli_signals *before)
{
    (void)sigaction(SIGINT, &before->interrupt, NULL);
    (void)sigaction(SIGTERM, &before->terminate, NULL);
}

void cli_signals_block(sigset_t *before)
{
    sigset_t both;

    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &both, before);
}

void cli_signals_unblock(const sigset_t *before)
{
    (void)sigprocmask(SIG_SETMASK, before, NULL);
}

bool cli_signals_take_interrupt(void)
{
    bool was = pending != 0;

    pending = 0;
    return was;
}

int cli_signals_ending(void)
{
    return ending;
}
