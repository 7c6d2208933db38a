/* The state machine of report boundaries. Knows kinds of items, no spelling. */
#include "read/collect.h"

#include "base/span.h"
#include "read/collect_report.h"
#include "read/collect_reset.h"
#include "read/summary.h"

#define TWIN_LINES 3u  /* empty lines and such between two headlines that belong together */
#define STACK_LINES 4u /* from a headline, or another stack, to the start of a stack */

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

/* Nothing needs to confirm it. */
static bool is_report(const struct why_line_sum *sum)
{
    return sum->opens || sum->joins || sum->body || sum->core_start || sum->core_end;
}

static bool begins_report(const struct why_line_sum *sum)
{
    return is_report(sum) || sum->hint || sum->clue;
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
    if (begins_report(sum) || is_loose_body(sum, line))
        why_report_begin(collector, line, sum, is_report(sum) || is_loose_body(sum, line));
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

/* Rust's panic may be told before the abort() of ESP-IDF that ends it. */
static bool may_go_on(const struct why_collector *collector, const struct why_line_sum *sum)
{
    return collector->family == WHY_FAMILY_ESP8266_NONOS ||
           (collector->family == WHY_FAMILY_ESP_HAL && (sum->says & bit(WHY_SAYS_ABORT)) != 0);
}

/* Another system's panic handler speaks. */
static bool is_of_others(const struct why_collector *collector, const struct why_line_sum *sum)
{
    if (sum->family == WHY_FAMILY_UNKNOWN)
        return collector->family != WHY_FAMILY_UNKNOWN && (sum->opens || sum->hint) &&
               !may_go_on(collector, sum);
    return collector->family != WHY_FAMILY_UNKNOWN ? sum->family != collector->family
                                                   : collector->idf;
}

/* What the lines so far hinted at gets no confirmation from this one, which begins a report. */
static bool is_left_pending(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const bool tells = sum->opens || sum->joins || sum->hint || sum->family != WHY_FAMILY_UNKNOWN;

    return (collector->quoted && !sum->quoted && tells) || is_of_others(collector, sum);
}

static void in_pending(struct why_collector *collector, const struct why_line *line,
                       const struct why_line_sum *sum)
{
    if (is_left_pending(collector, sum)) {
        if (collector->confirm_by_boot)
            why_report_close(collector, false);
        else
            drop_pending(collector);
        why_report_leave(collector);
        in_idle(collector, line, sum);
        return;
    }
    why_report_add(collector, line, sum);
    collector->confirm_by_boot |= sum->hint;
    if (is_report(sum) || collector->has_body)
        collector->state = WHY_COLLECT_OPEN;
    else if (collector->quiet_lines >= WHY_ABORT_WAIT_LINES)
        drop_pending(collector);
}

/* Two cores that panic at once print both headlines before either prints its registers. */
static bool is_twin_headline(const struct why_collector *collector, const struct why_line_sum *sum)
{
    return !collector->has_body && collector->quiet_lines < TWIN_LINES &&
           sum->opening == bit(WHY_SAYS_HEADLINE) && (sum->headed & collector->headed) == 0;
}

/* "Hardware WDT reset" and the stacks right behind it tell of the reset that the boot ROM told of.
 */
static bool tells_of_wdt(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const bool stack = sum->cells == 0 && sum->frames == 0 && sum->says == 0;

    return !sum->opens && ((sum->says & bit(WHY_SAYS_HARD_WDT)) != 0 ||
                           (stack && collector->quiet_lines < STACK_LINES));
}

/* What the chip said of its boot is over: a program ran, and fails in its own way. A boot that
 * fails may end in abort() or an assertion, which is a part of it. */
static bool runs_again(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const uint64_t end = bit(WHY_SAYS_ABORT) | bit(WHY_SAYS_ASSERT) | bit(WHY_SAYS_ERROR_CHECK) |
                         bit(WHY_SAYS_BOOT_FAILURE);

    if ((collector->seen & bit(WHY_SAYS_HARD_WDT)) != 0 && begins_report(sum))
        return !tells_of_wdt(collector, sum);
    return (collector->seen & bit(WHY_SAYS_BOOT_FAILURE)) != 0 && (sum->opens || sum->hint) &&
           (sum->says & end) == 0;
}

/* Behind registers or a backtrace, no report of the same system has a headline. On an ESP8266 the
 * SDK's own report stands before that of the core for Arduino. */
static bool begins_second(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const bool postmortem = (collector->seen & bit(WHY_SAYS_FATAL_EXCEPTION)) != 0 &&
                            (collector->seen & bit(WHY_SAYS_EXCEPTION)) == 0 &&
                            (sum->opening & bit(WHY_SAYS_EXCEPTION)) != 0;

    if (!collector->has_body || postmortem)
        return false;
    return sum->opens || sum->hint || sum->opening != 0 || (sum->dumped & collector->dumped) != 0;
}

/* True when a line is the first of another report, not a part of the one that is open. */
static bool is_next_report(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const uint64_t repeated = bit(WHY_SAYS_BOOT_FAILURE) | /* the ROM tries again */
                              (tells_of_wdt(collector, sum) ? bit(WHY_SAYS_HARD_WDT) : 0);

    if (is_of_others(collector, sum) || runs_again(collector, sum) || begins_second(collector, sum))
        return true;
    if (sum->core_start && why_core_text_is_there(&collector->core))
        return true;
    if ((collector->seen & sum->joining) != 0)
        return true;
    if (collector->seen & bit(WHY_SAYS_HEADLINE))
        return sum->opens && !is_twin_headline(collector, sum);
    return (collector->seen & sum->opening & ~repeated) != 0;
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
    if (is_next_report(collector, sum)) {
        why_report_leave(collector);
        why_report_begin(collector, line, sum, is_report(sum));
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
    if (begins_report(sum)) {
        why_report_leave(collector);
        why_report_begin(collector, line, sum, is_report(sum));
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
