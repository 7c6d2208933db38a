/* The state machine of report boundaries. Knows kinds of items, no spelling. */
#include "read/collect.h"

#include "base/span.h"
#include "read/collect_next.h"
#include "read/collect_report.h"
#include "read/collect_reset.h"
#include "read/summary.h"

void why_collector_init(struct why_collector *collector, bool hold, why_collect_fn give,
                        void *context)
{
    *collector = (struct why_collector){ .hold = hold, .give = give, .context = context };
    why_scanner_init(&collector->scanner);
    why_filter_init(&collector->filter, &collector->scanner);
    why_plain_init(&collector->plain);
    why_block_init(&collector->block);
    why_block_init(&collector->recent);
    why_block_init(&collector->loose);
    why_core_text_init(&collector->core);
}

void why_collector_deinit(struct why_collector *collector)
{
    why_plain_deinit(&collector->plain);
    why_block_deinit(&collector->block);
    why_block_deinit(&collector->recent);
    why_block_deinit(&collector->loose);
    why_core_text_deinit(&collector->core);
}

void why_collector_reset(struct why_collector *collector)
{
    collector->state = WHY_COLLECT_IDLE;
    why_block_clear(&collector->block);
    why_block_clear(&collector->recent);
    why_block_clear(&collector->loose);
    why_core_text_clear(&collector->core);
    collector->run = (struct why_run_facts){ .boots = 0 };
    collector->run_before = collector->run;
    collector->explained = false;
    collector->any_since_boot = false;
    collector->reports = 0;
}

static bool in_paste(uint32_t line_no)
{
    return line_no <= WHY_PASTE_LINES;
}

bool why_collect_may_skip(const struct why_collector *collector, uint32_t line_no)
{
    return collector->state == WHY_COLLECT_IDLE && !in_paste(line_no);
}

static uint64_t bit(enum why_statement_kind kind)
{
    return (uint64_t)1 << kind;
}

/* Register cells or entries without any header, in what was pasted. */
static bool is_loose_body(const struct why_line_sum *sum, const struct why_line *line)
{
    if (sum->tool_report)
        return true;
    return in_paste(line->line_no) && (sum->cells >= WHY_LOOSE_CELLS || sum->telling ||
                                       sum->rows > 0 || sum->frames > 0 || sum->tool_frames > 0);
}

void why_collect_context(struct why_collector *collector, const struct why_line *line)
{
    struct why_line kept = *line;

    if (collector->recent.count == WHY_CONTEXT_LINES)
        why_block_drop_first(&collector->recent);
    kept.text = why_span_head(kept.text, WHY_CONTEXT_LINE_BYTES);
    kept.from = 0;
    kept.to = kept.text.len;
    why_block_add(&collector->recent, &kept, true);
}

/* ---- the states ------------------------------------------------------------------------------ */

/* A line that belongs to no report: it tells of the run, and is context of what may come. */
static void pass_line(struct why_collector *collector, const struct why_line *line,
                      const struct why_line_sum *sum)
{
    why_collect_run(collector, line, sum);
    if (sum->address_only && !sum->any && in_paste(line->line_no))
        why_block_add(&collector->loose, line, false);
    why_collect_context(collector, line);
}

static void in_idle(struct why_collector *collector, const struct why_line *line,
                    const struct why_line_sum *sum)
{
    if (why_sum_begins_report(sum) || is_loose_body(sum, line))
        why_report_begin(collector, line, sum, why_sum_is_report(sum) || is_loose_body(sum, line));
    else
        pass_line(collector, line, sum);
}

/* Nothing confirmed the hint: its lines are ordinary ones. */
static void drop_pending(struct why_collector *collector)
{
    size_t first =
        collector->block.count > WHY_CONTEXT_LINES ? collector->block.count - WHY_CONTEXT_LINES : 0;

    why_block_clear(&collector->recent);
    for (size_t i = first; i < collector->block.count; i++) {
        struct why_line line = why_block_line(&collector->block, i);

        why_collect_context(collector, &line);
    }
    collector->explained = collector->explained_before;
    collector->state = WHY_COLLECT_IDLE;
}

/* What the lines so far hinted at gets no confirmation from this one, which begins a report. */
static bool is_left_pending(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const bool tells = sum->opens || sum->joins || sum->hint || sum->family != WHY_FAMILY_UNKNOWN;
    const bool next_traceback = collector->seen == bit(WHY_SAYS_TRACED) &&
                                collector->quiet_lines > 0 &&
                                (sum->says & bit(WHY_SAYS_TRACED)) != 0;

    return next_traceback || (collector->quoted && !sum->quoted && tells) ||
           why_is_of_others(collector, sum);
}

/* An exception of Python that nobody caught: at the prompt no line of a file is traced. */
static bool ends_python(const struct why_collector *collector, const struct why_line_sum *sum)
{
    return (sum->says & bit(WHY_SAYS_PYTHON)) != 0 && collector->quiet_lines == 0 &&
           (collector->seen & bit(WHY_SAYS_TRACED)) != 0;
}

static void in_pending(struct why_collector *collector, const struct why_line *line,
                       const struct why_line_sum *sum)
{
    bool ended;

    if (is_left_pending(collector, sum)) {
        if (collector->confirm_by_boot || collector->has_body)
            why_report_close(collector, false);
        else
            drop_pending(collector);
        why_report_leave(collector);
        in_idle(collector, line, sum);
        return;
    }
    ended = ends_python(collector, sum);
    why_report_add(collector, line, sum);
    collector->confirm_by_boot |= sum->hint;
    if (why_sum_is_report(sum) || collector->has_body || ended)
        collector->state = WHY_COLLECT_OPEN;
    else if (collector->quiet_lines >= WHY_ABORT_WAIT_LINES)
        drop_pending(collector);
}

/* The report that a reset began goes on with the boot, until that gets somewhere. */
static void in_reset(struct why_collector *collector, const struct why_line *line,
                     const struct why_line_sum *sum)
{
    if (why_reset_ends_at(collector, sum)) {
        why_report_leave(collector);
        in_idle(collector, line, sum);
        return;
    }
    why_collect_run(collector, line, sum);
    why_report_add(collector, line, sum);
    collector->by_reset = !sum->opens; /* a boot that fails is a report like any other */
    if (collector->quiet_lines >= WHY_RESET_LINES)
        why_report_close(collector, true);
}

static void in_open(struct why_collector *collector, const struct why_line *line,
                    const struct why_line_sum *sum)
{
    if (collector->by_reset) {
        in_reset(collector, line, sum);
        return;
    }
    if (why_is_next_report(collector, sum)) {
        why_report_leave(collector);
        why_report_begin(collector, line, sum, why_sum_is_report(sum));
        return;
    }
    why_report_add(collector, line, sum);
    if (sum->tail) {
        collector->any_since_boot = false; /* it restarts, whether or not its banner is seen */
        why_report_close(collector, true);
    } else if (collector->quiet_lines >= WHY_BLOCK_IDLE_LINES)
        why_report_close(collector, false);
}

/* What was taken for finished goes on: the chip had not said that it was. */
static bool is_belated_core(const struct why_collector *collector, const struct why_line_sum *sum)
{
    return (sum->core_start || sum->core_end) && !collector->complete &&
           !why_core_text_is_there(&collector->core);
}

static void in_closed(struct why_collector *collector, const struct why_line *line,
                      const struct why_line_sum *sum)
{
    if (is_belated_core(collector, sum)) {
        collector->state = WHY_COLLECT_OPEN;
        why_report_add(collector, line, sum);
        return;
    }
    if (why_sum_begins_report(sum)) {
        why_report_leave(collector);
        why_report_begin(collector, line, sum, why_sum_is_report(sum));
        return;
    }
    if (sum->late) {
        why_report_add(collector, line, sum);
        return;
    }
    pass_line(collector, line, sum);
    collector->quiet_lines++;
    if (collector->quiet_lines >= WHY_LATE_LINES)
        why_report_leave(collector);
}

/* A line while the core dump of the report is read; true when that is all it is. */
static bool read_core(struct why_collector *collector, const struct why_line *line)
{
    struct why_line_sum sum;

    if (collector->core.phase != WHY_CORE_READING)
        return false;
    if (!why_core_text_read(&collector->core, &collector->scanner, line, &sum)) {
        collector->dirty = true;
        return false;
    }
    if (sum.core_end || sum.says != 0)
        why_report_add(collector, line, &sum);
    collector->quiet_lines = 0;
    return true;
}

/* The chip starts: what is open ends, and the reset may be a report of its own. */
static void in_boot(struct why_collector *collector, const struct why_line *line,
                    const struct why_line_sum *sum)
{
    why_collect_run(collector, line, sum);
    if (collector->state == WHY_COLLECT_PENDING && !collector->confirm_by_boot)
        drop_pending(collector);
    else if (collector->state == WHY_COLLECT_PENDING || collector->state == WHY_COLLECT_OPEN)
        why_report_close(collector, true);
    if (why_reset_is_news(collector)) {
        why_report_leave(collector);
        why_reset_begin_report(collector, line, sum);
    } else if (collector->state == WHY_COLLECT_CLOSED && why_reset_ends_cut_report(collector)) {
        why_report_add(collector, line, sum);
    } else {
        why_collect_context(collector, line);
        collector->quiet_lines++;
    }
    if (collector->state == WHY_COLLECT_CLOSED && collector->quiet_lines >= WHY_LATE_LINES)
        why_report_leave(collector);
}

static void collect_part(struct why_collector *collector, const struct why_line *line)
{
    bool wide = collector->state != WHY_COLLECT_IDLE || in_paste(line->line_no);
    struct why_line_sum sum = why_sum_line(&collector->scanner, line, wide);

    if (sum.boot) {
        in_boot(collector, line, &sum);
        return;
    }
    switch (collector->state) {
    case WHY_COLLECT_IDLE:
        in_idle(collector, line, &sum);
        break;
    case WHY_COLLECT_PENDING:
        in_pending(collector, line, &sum);
        break;
    case WHY_COLLECT_OPEN:
        in_open(collector, line, &sum);
        break;
    case WHY_COLLECT_CLOSED:
        in_closed(collector, line, &sum);
        break;
    }
}

void why_collect_plain(struct why_collector *collector, const struct why_line *line)
{
    struct why_line part = *line;

    if (read_core(collector, line))
        return;
    if (collector->state == WHY_COLLECT_OPEN)
        part.to = why_second_report(&collector->scanner, line);
    collect_part(collector, &part);
    if (part.to == line->to)
        return;
    part.from = part.to;
    part.to = line->to;
    collect_part(collector, &part);
}

static void give_loose(struct why_collector *collector)
{
    struct why_collected collected = { .block = &collector->loose,
                                       .run = &collector->run,
                                       .loose = true };

    if (collector->reports == 0 && collector->loose.count > 0)
        collector->give(collector->context, &collected);
    why_block_clear(&collector->loose);
}

void why_collect_finish(struct why_collector *collector)
{
    if (collector->state == WHY_COLLECT_PENDING && collector->confirm_by_boot)
        collector->state = WHY_COLLECT_OPEN;
    why_report_leave(collector);
    give_loose(collector);
}
