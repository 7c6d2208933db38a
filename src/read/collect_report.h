/* The report that a collector holds: begun, filled, closed, given out. */
#ifndef WHY_READ_COLLECT_REPORT_H
#define WHY_READ_COLLECT_REPORT_H

#include "read/collect.h"
#include "read/summary.h"

/* Cells of a row of a dump; fewer names that look like registers stand in ordinary lines too. */
#define WHY_LOOSE_CELLS 3u

/** Begin a report with @p line; the lines remembered before it become its context. Not @p
 * confirmed: what follows must confirm it. */
void why_report_begin(struct why_collector *collector, const struct why_line *line,
                      const struct why_line_sum *sum, bool confirmed);
/** Add a line to the report. */
void why_report_add(struct why_collector *collector, const struct why_line *line,
                    const struct why_line_sum *sum);
/** Give the report out as it stands, unless nothing is new since it was given out before. */
void why_report_give(struct why_collector *collector);
/** True when nothing but a backtrace is in it, or such a dump as is no panic's: programs print
 * those, too, and go on. */
bool why_report_is_bare(const struct why_collector *collector);
/** The report has ended; @p complete: its end was seen. Late words may still join it. */
void why_report_close(struct why_collector *collector, bool complete);
/** The report is done with: it is given out, and nothing joins it any more. */
void why_report_leave(struct why_collector *collector);

#endif
