/* What a line holds, as far as the boundaries of reports go. */
#ifndef WHY_READ_SUMMARY_H
#define WHY_READ_SUMMARY_H

#include "read/scan.h"

struct why_line_sum {
    bool any;   /* something was recognised */
    bool opens; /* begins a report by itself */
    bool joins; /* begins one unless one is open */
    bool hint;
    bool clue;
    bool quoted; /* somebody writes about a report */
    bool late;
    bool tail;
    bool boot;
    bool app_start;  /* the application has begun */
    bool body;       /* a whole body construct: dump header with cells, backtrace with entries */
    bool core_start; /* base64 of a core dump follows */
    bool core_end;
    bool core_checksum;
    bool hash;  /* of the ELF */
    bool print; /* a register of a dump that a program prints of itself */
    bool address_only;
    bool tool_report;     /* the head of a core dump tool's report */
    uint32_t tool_frames; /* frames of another tool's backtrace */
    uint32_t frames;
    uint32_t cells;
    uint32_t rows;    /* of a stack, in a form that nothing else has */
    bool sure;        /* a part of a body that stands in no ordinary log, and needs no other part */
    bool telling;     /* a cell that stands in no ordinary log line */
    uint64_t says;    /* statement kinds, as bits */
    uint64_t opening; /* those of them that a report has but once: a second one is of another */
    uint64_t joining; /* those of them that join */
    uint32_t dumped;  /* cores of dump headers, as bits */
    uint32_t headed;  /* cores of headlines, as bits; one without a core counts as all */
    enum why_family family; /* of its first row that tells whose report it is; unknown: none does,
                               or ESP-IDF's rows, which others use, too */
};

/**
 * Sum a line up.
 * @param wide  Look at all rows; else only at those that the filter looks for, so that the result
 * does not depend on whether a line was passed over.
 */
struct why_line_sum why_sum_line(const struct why_scanner *scanner, const struct why_line *line,
                                 bool wide);

/** Where a headline begins inside a line that already held register cells: two cores write into one
 * another's line, and what stands before it is the other report's. line->to when there is none. */
size_t why_second_report(const struct why_scanner *scanner, const struct why_line *line);

/** True for a line that begins a report which nothing needs to confirm. */
bool why_sum_is_report(const struct why_line_sum *sum);
/** True for one that begins a report, to be confirmed or not. */
bool why_sum_begins_report(const struct why_line_sum *sum);

#endif
