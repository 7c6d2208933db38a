/* Resets as the collector sees them: which of them begin a report of their own, because no report
 * explains them, and which belong to the report before. */
#ifndef WHY_READ_COLLECT_RESET_H
#define WHY_READ_COLLECT_RESET_H

#include "read/collect.h"
#include "read/summary.h"

/** Take in what a line tells of the run; the reset that it tells of, if any, is remembered. */
void why_collect_run(struct why_collector *collector, const struct why_line *line,
                     const struct why_line_sum *sum);
/** A line of a report: whether the next reset is explained by it. */
void why_reset_note_report(struct why_collector *collector, const struct why_line_sum *sum);

/** True when the reset of the line just taken in is a fault that nothing before it tells of. */
bool why_reset_is_news(const struct why_collector *collector);
/** True when it tells that the panic handler, whose report broke off, hung. */
bool why_reset_ends_cut_report(const struct why_collector *collector);
/** Begin a report with the reset of the line just taken in: of the run that it ended. */
void why_reset_begin_report(struct why_collector *collector, const struct why_line *line,
                            const struct why_line_sum *sum);
/** True when a line is none of the report that a reset began. The ROM's report of a lock-up is. */
bool why_reset_ends_at(const struct why_collector *collector, const struct why_line_sum *sum);
/** True when a line tells of a boot that goes wrong, and so belongs to that report. */
bool why_reset_is_boot_trouble(const struct why_line_sum *sum);

#endif
