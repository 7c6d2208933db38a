/* The live loop: one thread that waits for bytes, silence or a signal. */
#include "cli/live.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "cli/message.h"
#include "cli/signals.h"

/* Silence after which the tail of a crash is not expected any more: a chip writes its whole report
 * within a second, flash that is being erased for a core dump can hold it up for two. */
#define SILENCE_SECONDS 3

enum event { EVENT_NONE, EVENT_BYTES, EVENT_SILENCE, EVENT_INTERRUPT, EVENT_SIGNAL, EVENT_ERROR };

static enum event wait_signal_safe(const struct cli_run *run, int fd, const sigset_t *open_mask)
{
    const struct timespec silence = { .tv_sec = SILENCE_SECONDS };
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    int ready;

    if (cli_signals_ending() != 0)
        return EVENT_SIGNAL;
    if (cli_signals_take_interrupt())
        return EVENT_INTERRUPT;
    ready = ppoll(&wait, 1, cli_run_is_open(run) ? &silence : NULL, open_mask);
    if (ready > 0)
        return EVENT_BYTES;
    if (ready == 0)
        return EVENT_SILENCE;
    if (errno != EINTR)
        return EVENT_ERROR;
    if (cli_signals_ending() != 0)
        return EVENT_SIGNAL;
    return cli_signals_take_interrupt() ? EVENT_INTERRUPT : EVENT_NONE;
}

static enum event wait_event(const struct cli_run *run, int fd)
{
    sigset_t before;
    enum event event;

    cli_signals_block(&before);
    event = wait_signal_safe(run, fd, &before);
    cli_signals_unblock(&before);
    return event;
}

/* What is compressed goes by as it is, like any noise; that there was no crash in it is not said
 * without this. */
static void look_at_beginning(struct cli_run *run, struct cli_input *input, const char *bytes,
                              size_t len)
{
    const char *kind = input->begun ? NULL : cli_packed_kind(bytes, len);

    input->begun = true;
    if (!kind)
        return;
    cli_error("cannot read %s: it is compressed (%s), unpack it first", input->name, kind);
    run->io_failed = true;
}

/* False at the end of the log. */
static bool read_some(struct cli_run *run, struct cli_input *input, char *buffer, size_t size)
{
    ptrdiff_t got = cli_input_read(input, buffer, size);

    if (got > 0) {
        look_at_beginning(run, input, buffer, (size_t)got);
        cli_run_feed(run, buffer, (size_t)got);
        return !cli_run_is_pointless(run);
    }
    if (got == 0)
        return false;
    if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)
        return true;
    cli_error("cannot read %s: %s", input->name, strerror(errno));
    run->io_failed = true;
    return false;
}

static bool handle(struct cli_run *run, struct cli_input *input, char *buffer, size_t size)
{
    switch (wait_event(run, input->fd)) {
    case EVENT_NONE:
        return true;
    case EVENT_BYTES:
        return read_some(run, input, buffer, size);
    case EVENT_SILENCE:
    case EVENT_INTERRUPT:
        cli_run_idle(run);
        return true;
    case EVENT_SIGNAL:
        return false;
    case EVENT_ERROR:
        break;
    }
    cli_error("cannot wait for %s: %s", input->name, strerror(errno));
    run->io_failed = true;
    return false;
}

int cli_live_read(struct cli_run *run, struct cli_input *input, char *buffer, size_t size)
{
    struct cli_signals before;

    cli_signals_catch(&before);
    while (handle(run, input, buffer, size))
        continue;
    cli_signals_restore(&before);
    return cli_signals_ending();
}
