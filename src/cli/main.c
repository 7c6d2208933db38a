/* The program: standard descriptors, command line, then a page or a run. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/logs.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/terminal.h"

/* Of stdio, which prints pages alone: argp writes them bit by bit, and looks at no error. So they
 * are written when they are flushed, and fail with the errno of that. */
#define PAGE_BYTES ((size_t)64 * 1024)

/* A descriptor that is closed at start would be given to the next file that is opened, and a
 * message would land in that file. open() takes the lowest one that is free. */
static bool open_standard_descriptors(void)
{
    int fd;

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd < 0)
        return fcntl(STDERR_FILENO, F_GETFD) >= 0;
    return close(fd) == 0;
}

/* A reader that has gone ends us as it ends every program of a pipeline, also where a parent had
 * the signal ignored or blocked. */
static void end_with_the_reader(void)
{
    sigset_t pipe;

    (void)signal(SIGPIPE, SIG_DFL);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    (void)sigprocmask(SIG_UNBLOCK, &pipe, NULL);
}

static void write_page(const struct cli_settings *settings, struct why_strbuf *out)
{
    const struct why_format_options options = cli_terminal_options(STDOUT_FILENO, settings);

    if (settings->page == CLI_PAGE_VERSION)
        why_strbuf_addf(out, "espwhy %s\n", why_version());
    else if (settings->page == CLI_PAGE_HELP)
        why_strbuf_adds(out, settings->help);
    else if (settings->page == CLI_PAGE_FAULTS)
        why_format_fault_list(out, &options);
    else if (settings->page == CLI_PAGE_EXPLAIN)
        why_format_explain(out, settings->rule, &options);
}

static enum cli_exit print_page(const struct cli_settings *settings)
{
    struct why_strbuf page;
    bool written;

    why_strbuf_init(&page);
    write_page(settings, &page);
    written = fwrite(page.text, 1, page.len, stdout) == page.len && !page.failed;
    written = fflush(stdout) == 0 && !ferror(stdout) && written;
    why_strbuf_deinit(&page);
    if (written && close(STDOUT_FILENO) == 0)
        return CLI_EXIT_DONE;
    cli_error("cannot write standard output: %s", strerror(errno));
    return CLI_EXIT_IO;
}

int main(int argc, char **argv)
{
    static char name[] = "espwhy"; /* messages begin with it wherever the program lies */
    struct cli_settings settings = { 0 };
    enum cli_exit status;

    if (!open_standard_descriptors())
        return CLI_EXIT_IO;
    (void)setvbuf(stdout, NULL, _IOFBF, PAGE_BYTES);
    end_with_the_reader();
    (void)setlocale(LC_CTYPE, "");
    if (argc > 0)
        argv[0] = name;
    if (cli_options_parse(argc, argv, &settings) != WHY_OK) {
        cli_error("out of memory");
        status = CLI_EXIT_IO;
    } else if (settings.page != CLI_PAGE_NONE) {
        status = print_page(&settings);
    } else {
        status = cli_logs_explain(&settings);
    }
    cli_settings_deinit(&settings);
    return (int)status;
}
