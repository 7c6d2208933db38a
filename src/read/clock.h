/* The times that a line bears: since boot as the chip tells it, and of day as a terminal program
 * wrote it before the line. */
#ifndef WHY_READ_CLOCK_H
#define WHY_READ_CLOCK_H

#include "read/scan.h"

/** Milliseconds since boot: of "I (412) main_task: ..." (ESP-IDF components/log, the format of a
 * line) and of "[00:00:05.373,000] <err> os: ..." (Zephyr, subsys/logging). Not known: the line has
 * none. */
struct why_value why_line_uptime(const struct why_line *line);

/** The time of day before a line, in milliseconds since midnight, into @p out; false when it has
 * none. */
bool why_line_clock(const struct why_line *line, struct why_value *out);

#endif
