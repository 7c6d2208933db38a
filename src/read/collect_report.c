/* The report that is open: what has been put into it, and when it is given out. */
#include "read/collect_report.h"

#include "read/clock.h"
#include "read/collect_reset.h"

/* No registers followed that two headlines could share: each is a report of its own. The lines of
 * the second one are left. */
static void give_first_headline(struct why_collector *collector, struct why_block *rest)
{
    struct why_block first = *rest;
    struct why_collected collected = { .block = &first,
                                       .run = &collector->run_at_open,
                                       .follows = collector->follows };

    first.count = collector->twin_at;
    collector->give(collector->context, &collected);
    collector->reports++;
    collector->follows = true;
    rest->lines += collector->twin_at;
    rest->count -= collector->twin_at;
    collector->twin_at = 0;
}

bool why_report_is_bare(const struct why_collector *collector)
{
    return collector->has_body && !collector->told && (!collector->registers || collector->print);
}

/* Uptime of the last line before the report, where one tells. */
static struct why_value uptime_before(const struct why_collector *collector)
{
    struct why_value before = { .known = false };

    for (size_t i = 0; i < collector->block.count && collector->block.lines[i].context; i++) {
        const struct why_line line = why_block_line(&collector->block, i);
        const struct why_value uptime = why_line_uptime(&line);

        if (uptime.known)
            before = uptime;
    }
    return before;
}

/* A line of the program, later than those before the backtrace: nothing panicked, it printed its
 * own stack. One that is earlier is of the run behind a restart that was not seen. */
static bool shows_going_on(const struct why_collector *collector, const struct why_line *line,
                           const struct why_line_sum *sum)
{
    const struct why_value uptime = why_line_uptime(line);
    const struct why_value before = uptime_before(collector);

    return why_report_is_bare(collector) && !sum->any && !sum->boot && !sum->app_start &&
           uptime.known && (!before.known || uptime.value >= before.value);
}

/* The program printed its own stack: what stood before is as it was. */
static bool forget_print(struct why_collector *collector)
{
    if (!collector->goes_on || !why_report_is_bare(collector) || collector->given)
        return false;
    collector->explained = collector->explained_before;
    collector->any_since_boot = collector->follows;
    return true;
}

void why_report_give(struct why_collector *collector)
{
    struct why_block block = collector->block;
    struct why_collected collected = {
        .block = &block,
        .core = &collector->core,
        .run = &collector->run_at_open,
        .complete = collector->complete,
        .update = collector->given,
        .follows = collector->follows,
    };

    if ((collector->given && !collector->dirty) || forget_print(collector))
        return;
    if (collector->twin_at > 0 && !collector->given && !collector->has_body) {
        give_first_headline(collector, &block);
        collected.follows = true;
    }
    collector->give(collector->context, &collected);
    collector->reports += collector->given ? 0 : 1;
    collector->given = true;
    collector->dirty = false;
}

void why_report_close(struct why_collector *collector, bool complete)
{
    collector->complete |= complete;
    if (!collector->hold)
        why_report_give(collector);
    collector->state = WHY_COLLECT_CLOSED;
    collector->quiet_lines = 0;
}

/* The block is done with. */
void why_report_leave(struct why_collector *collector)
{
    if (collector->state == WHY_COLLECT_OPEN || collector->state == WHY_COLLECT_CLOSED)
        why_report_give(collector);
    why_core_text_clear(&collector->core);
    collector->state = WHY_COLLECT_IDLE;
}

void why_report_add(struct why_collector *collector, const struct why_line *line,
                    const struct why_line_sum *sum)
{
    if ((collector->headed & ~sum->headed) != 0 && sum->headed != 0 && collector->twin_at == 0)
        collector->twin_at = collector->block.count;
    collector->goes_on |= shows_going_on(collector, line, sum);
    collector->registers |= sum->dumped != 0 || sum->cells > 0 || sum->rows > 0;
    collector->print |= sum->print;
    collector->told |= sum->says != 0 || sum->tool_frames > 0 || sum->core_start || sum->core_end ||
                       sum->tail || sum->boot || sum->hash;
    why_block_add(&collector->block, line, false);
    collector->seen |= sum->says;
    if (collector->family == WHY_FAMILY_UNKNOWN)
        collector->family = sum->family;
    collector->idf |= collector->family == WHY_FAMILY_UNKNOWN && (sum->opens || sum->hint);
    why_reset_note_report(collector, sum);
    collector->has_body |= (sum->address_only && collector->family == WHY_FAMILY_ESP_HAL) ||
                           sum->body || sum->frames > 0 || sum->cells >= 2 || sum->rows > 0 ||
                           sum->tool_frames > 0 || sum->tool_report || sum->core_start ||
                           sum->core_end;
    collector->dumped |= sum->dumped;
    collector->headed |= sum->headed;
    collector->dirty |= sum->any;
    why_core_text_note(&collector->core, line, sum);
    collector->quiet_lines =
        sum->any || collector->core.phase == WHY_CORE_LOOSE ? 0 : collector->quiet_lines + 1;
}

void why_report_begin(struct why_collector *collector, const struct why_line *line,
                      const struct why_line_sum *sum, bool confirmed)
{
    why_block_clear(&collector->block);
    why_core_text_clear(&collector->core);
    for (size_t i = 0; i < collector->recent.count; i++) {
        struct why_line before = why_block_line(&collector->recent, i);

        why_block_add(&collector->block, &before, true);
    }
    collector->block.failed |= collector->recent.failed;
    why_block_clear(&collector->recent);
    collector->run_at_open = collector->run;
    collector->follows = collector->any_since_boot;
    collector->any_since_boot = true;
    collector->seen = 0;
    collector->family = WHY_FAMILY_UNKNOWN;
    collector->idf = false;
    collector->quoted = sum->quoted;
    collector->dumped = 0;
    collector->headed = 0;
    collector->told = false;
    collector->registers = false;
    collector->print = false;
    collector->goes_on = false;
    collector->twin_at = 0;
    collector->has_body = false;
    collector->complete = false;
    collector->given = false;
    collector->by_reset = false;
    collector->ends = false;
    collector->explained_before = collector->explained;
    collector->dirty = true;
    collector->confirm_by_boot = sum->hint;
    collector->state = confirmed ? WHY_COLLECT_OPEN : WHY_COLLECT_PENDING;
    why_report_add(collector, line, sum);
}
