/* Where one report ends because the next one begins. */
#ifndef WHY_READ_COLLECT_NEXT_H
#define WHY_READ_COLLECT_NEXT_H

#include "read/collect.h"
#include "read/summary.h"

/** True when another system's panic handler speaks than the one of the open report. */
bool why_is_of_others(const struct why_collector *collector, const struct why_line_sum *sum);
/** True when a line is the first of another report, not a part of the one that is open. */
bool why_is_next_report(const struct why_collector *collector, const struct why_line_sum *sum);

#endif
