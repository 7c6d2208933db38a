/* A run: bytes of logs go in; reports, and copies of the logs, come out. */
#ifndef WHY_CLI_RUN_H
#define WHY_CLI_RUN_H

#include "cli/archive.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "espwhy/session.h"
#include "espwhy/strbuf.h"

struct cli_run {
    const struct cli_settings *settings;
    struct why_session *session;
    struct why_sources *sources; /* where source files may be read */
    struct cli_output output;
    struct cli_archive archive;
    const struct why_firmware_info **firmwares; /* ELF files that could be used, so far */
    size_t firmware_count;
    struct why_strbuf text; /* the report being written */
    uint32_t crashes;       /* given out, updates not counted */
    uint32_t reports;       /* updates counted */
    bool batch;             /* see struct why_run */
    bool deaf;              /* the analysis gave up; logs are still copied */
    bool io_failed;
    bool bug;
};

/**
 * Begin a run: open its outputs, write the heads of its reports.
 * @param hold  See struct why_settings.
 * @return WHY_OK or WHY_E_NOMEM; cli_run_end() is due in both cases.
 */
WHY_MUST_CHECK enum why_status cli_run_begin(struct cli_run *run,
                                             const struct cli_settings *settings, bool hold);
/** Finish the last log, write the ends of the reports, free all. @return The exit status. */
enum cli_exit cli_run_end(struct cli_run *run);

/** The bytes that follow are of another log. @param copies  Copy them to standard output. */
void cli_run_open_log(struct cli_run *run, const char *name, bool copies);
/** Examine and copy bytes of the log, with reports right behind the lines that complete them. */
void cli_run_feed(struct cli_run *run, const char *bytes, size_t len);
/** The log is silent, or the user asked: report what is open. */
void cli_run_idle(struct cli_run *run);
/** True while a crash is open. */
bool cli_run_is_open(const struct cli_run *run);
/** True when reading on would serve nothing. */
bool cli_run_is_pointless(const struct cli_run *run);

#endif
