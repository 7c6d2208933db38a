/* Lines on their way to the collector: each becomes plain text first. */
#include "read/collect_report.h"

/* Where lines are passed over unread, one must have what keeps it from that: the result does not
 * depend on how the input was cut into pieces. */
static bool is_wanted(const struct why_collector *collector, const struct why_line *line)
{
    return !why_collect_may_skip(collector, line->line_no) ||
           why_filter_find(&collector->filter, line->text) < line->text.len ||
           why_plain_find_nul(line->text) < line->text.len;
}

void why_collect_line(struct why_collector *collector, const struct why_line *line)
{
    struct why_line plain;

    if (!is_wanted(collector, line)) {
        why_collect_plain(collector, line);
        return;
    }
    why_plain_begin(&collector->plain, line);
    while (why_plain_next(&collector->plain, &plain))
        why_collect_plain(collector, &plain);
    collector->block.failed |= collector->plain.text.failed;
}

/* The unfinished line goes into the block for as long as it is given out; how many lines it made.
 */
static size_t add_rest(struct why_collector *collector, const struct why_line *rest)
{
    const size_t before = collector->block.count;
    struct why_line plain;

    why_plain_begin(&collector->plain, rest);
    while (why_plain_next(&collector->plain, &plain))
        why_block_add(&collector->block, &plain, false);
    return collector->block.count - before;
}

void why_collect_idle(struct why_collector *collector, const struct why_line *rest)
{
    const bool open = collector->state == WHY_COLLECT_OPEN;
    size_t added = 0;

    if (!open && collector->state != WHY_COLLECT_CLOSED)
        return;
    if (open && rest && collector->core.phase != WHY_CORE_READING)
        added = add_rest(collector, rest);
    /* behind the backtrace of a panic, more will come */
    if (!collector->hold && (collector->complete || !why_report_is_bare(collector)))
        why_report_give(collector);
    for (; added > 0; added--)
        why_block_drop_last(&collector->block);
}
