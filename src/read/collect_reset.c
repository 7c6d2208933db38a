/* Resets: news, or the end of a report that told why. */
#include "read/collect_reset.h"

#include "read/collect_report.h"

static uint64_t bit(enum why_statement_kind kind)
{
    return (uint64_t)1 << kind;
}

/* The facts of the run that a restart ends stay for the report about that restart. */
static void note_item(struct why_collector *collector, const struct why_item *item)
{
    struct why_run_facts before = collector->run;

    why_run_note(&collector->run, item);
    if (collector->run.boots != before.boots)
        collector->run_before = before;
    if (item->kind == WHY_ITEM_BOOTLOADER || item->kind == WHY_ITEM_APP_START)
        collector->explained = false;
    if (item->kind != WHY_ITEM_RESET)
        return;
    collector->reset_explained = collector->explained;
    collector->explained = false;
    if (item->value2.known) /* the line is whole; in prose nobody quotes all of it */
        collector->reset = why_reset_of(collector->run.chip, item->value.value, item->name);
    if (collector->tell_reset)
        collector->tell_reset(collector->context, item);
}

void why_collect_run(struct why_collector *collector, const struct why_line *line,
                     const struct why_line_sum *sum)
{
    struct why_item item;
    size_t at = line->from;

    collector->reset = NULL;
    while (why_scan_next(&collector->scanner, line, &at, &item))
        note_item(collector, &item);
    if (sum->boot)
        collector->any_since_boot = false;
    if (!collector->run_at_open.chip)
        collector->run_at_open.chip = collector->run.chip;
    if (!collector->run_at_open.rom && collector->run_at_open.chip == collector->run.chip)
        collector->run_at_open.rom = collector->run.rom;
}

void why_reset_note_report(struct why_collector *collector, const struct why_line_sum *sum)
{
    collector->explained |= sum->opens || sum->hint || sum->body;
    collector->ends |= sum->tail;
}

/* The task watchdog's block alone is a warning: the program goes on. */
static bool is_warning(const struct why_collector *collector)
{
    return !collector->ends && (collector->seen & bit(WHY_SAYS_TASK_WDT)) != 0 &&
           (collector->seen & (bit(WHY_SAYS_HEADLINE) | bit(WHY_SAYS_ABORT))) == 0;
}

/* The report before tells of this reset. */
static bool is_explained(const struct why_collector *collector)
{
    const bool brownout = collector->reset->kind == WHY_RESET_BROWNOUT;

    if (!collector->reset_explained || is_warning(collector))
        return false;
    return collector->reset->ends_panic ||
           (brownout && (collector->seen & bit(WHY_SAYS_BROWNOUT)) != 0);
}

bool why_reset_is_news(const struct why_collector *collector)
{
    return collector->reset && collector->reset->fault && !is_explained(collector);
}

bool why_reset_ends_cut_report(const struct why_collector *collector)
{
    const uint64_t told = bit(WHY_SAYS_BROWNOUT) | bit(WHY_SAYS_BOOT_FAILURE);

    return collector->reset && collector->reset->kind == WHY_RESET_RTC_WDT &&
           collector->reset_explained && !collector->ends && (collector->seen & told) == 0 &&
           !is_warning(collector);
}

void why_reset_begin_report(struct why_collector *collector, const struct why_line *line,
                            const struct why_line_sum *sum)
{
    const struct why_reset_meaning *meaning = collector->reset;

    why_report_begin(collector, line, sum, true);
    collector->run_at_open = collector->run_before;
    collector->run_at_open.chip = collector->run.chip;
    collector->run_at_open.rom = collector->run.rom;
    collector->follows = false;
    collector->any_since_boot = false;
    collector->complete = true;
    collector->by_reset = true;
    collector->locked_up = meaning->kind == WHY_RESET_LOCKUP;
}

bool why_reset_is_boot_trouble(const struct why_line_sum *sum)
{
    return (sum->says & (bit(WHY_SAYS_BOOT_FAILURE) | bit(WHY_SAYS_BOOT_DETAIL))) != 0;
}

bool why_reset_ends_at(const struct why_collector *collector, const struct why_line_sum *sum)
{
    if (why_reset_is_boot_trouble(sum) ||
        (collector->locked_up && (sum->opening & bit(WHY_SAYS_HEADLINE)) != 0))
        return false;
    return sum->app_start || sum->cells > 0 || sum->opens || sum->hint || sum->joins || sum->clue ||
           sum->body || sum->frames > 0;
}
