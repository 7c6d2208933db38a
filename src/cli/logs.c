/* The logs of the command line, one after the other, from opening to the exit status. */
#include "cli/logs.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/live.h"
#include "cli/message.h"
#include "cli/run.h"

#define READ_BYTES                                                                                 \
    ((size_t)256 * 1024) /* large enough that system calls cost nothing, small beside the cache */

static const char *const standard_input[] = { "-" };

/* The logs to read; standard input when nothing was named that could have crashed. */
static const char *const *names_of(const struct cli_settings *settings, size_t *count)
{
    *count = settings->logs.count;
    if (*count == 0 && settings->cores.count == 0)
        *count = 1; /* standard input; a dump there was found when the options were read */
    return settings->logs.count > 0 ? settings->logs.items : standard_input;
}

/* A finished crash may wait for what stands behind its tail only if nobody waits for its report. */
static bool may_hold(const struct cli_settings *settings)
{
    size_t count;
    const char *const *names = names_of(settings, &count);

    for (size_t i = 0; i < count; i++) {
        if (cli_input_is_live(names[i]))
            return false;
    }
    return true;
}

static void read_file(struct cli_run *run, const struct cli_input *input, char *buffer)
{
    ptrdiff_t got = 0;

    do {
        got = cli_input_read(input, buffer, READ_BYTES);
        if (got > 0)
            cli_run_feed(run, buffer, (size_t)got);
    } while ((got > 0 && !cli_run_is_pointless(run)) ||
             (got < 0 && !input->gzip && errno == EINTR));
    if (got >= 0)
        return;
    cli_error("cannot read %s: %s", input->name, cli_input_fault(input));
    run->io_failed = true;
}

static bool wants_copy(const struct cli_run *run, const struct cli_input *input)
{
    if (run->settings->copy != CLI_COPY_AUTO)
        return run->settings->copy == CLI_COPY_ON;
    return input->piped && run->output.readers;
}

/* Returns the signal that ended the run, or 0. */
static int read_log(struct cli_run *run, const char *name, char *buffer)
{
    struct cli_input input;
    int signal_no = 0;

    if (!cli_input_open(&input, name)) {
        run->io_failed = true;
        return 0;
    }
    cli_run_open_log(run, input.name, wants_copy(run, &input));
    if (input.standard && isatty(input.fd))
        cli_note("reading the log from the terminal; Ctrl-D on an empty line ends it");
    if (cli_run_is_pointless(run))
        signal_no = 0;
    else if (input.live)
        signal_no = cli_live_read(run, &input, buffer, READ_BYTES);
    else
        read_file(run, &input, buffer);
    cli_input_close(&input);
    return signal_no;
}

static int read_logs(struct cli_run *run, char *buffer)
{
    size_t count;
    const char *const *names = names_of(run->settings, &count);
    int signal_no = 0;

    for (size_t i = 0; i < count && signal_no == 0; i++)
        signal_no = read_log(run, names[i], buffer);
    return signal_no;
}

enum cli_exit cli_logs_explain(const struct cli_settings *settings)
{
    char *buffer = malloc(READ_BYTES);
    struct cli_run run;
    enum cli_exit status;
    int signal_no = 0;

    if (cli_run_begin(&run, settings, may_hold(settings)) == WHY_OK && buffer) {
        signal_no = read_logs(&run, buffer);
    } else {
        cli_error("out of memory");
        run.io_failed = true;
    }
    status = cli_run_end(&run);
    free(buffer);
    if (signal_no != 0) /* its default action is back: we end as it ends every program */
        (void)raise(signal_no);
    return status;
}
