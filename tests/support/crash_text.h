/* The facts of a log's crashes, in a form that a table of expectations can hold. */
#ifndef WHY_TESTS_CRASH_TEXT_H
#define WHY_TESTS_CRASH_TEXT_H

#include "espwhy/session.h"
#include "espwhy/strbuf.h"

/**
 * Append one crash, a fact per line:
 *   crash FIRST-LAST [complete] [software] [follows=ID] [muted]
 *   reason <..> / task <..> / core N / chip ID (by ..) / candidates ID ID / boot app <..> ...
 *   dump N [isr] [quiet] NAME=HEX ...
 *   backtrace device|log|none: PC@LOOKUP:SP/TRUST(function<inlined) ... [corrupted] [continues]
 * [ended <..>] tool-backtrace ... memory ADDRESS+SIZE / code ADDRESS+SIZE says KIND <text> name
 * <..> function <..> file <..>:LINE expr <..> value HEX value2 HEX name ADDRESS function<outer /
 * note <..>
 */
void crash_text(const struct why_crash *crash, struct why_strbuf *out);

#define LOG_CASE_TEXTS 10u

/* A log, and lines or parts of lines that its crashes must have, or must not have. */
struct log_case {
    const char *name;
    const char *log;
    uint32_t crashes;
    const char *has[LOG_CASE_TEXTS];
    const char *lacks[LOG_CASE_TEXTS];
    const char *chip; /* told by the user; NULL: not told */
    bool live;        /* crashes are given out at once, with updates */
};

/** Read all logs; what is wrong is printed. Returns how many cases failed. */
int check_logs(const struct log_case *cases, size_t count);

#endif
