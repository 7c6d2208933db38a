/* Whether a line is the first of another report. Knows kinds of statements, no spelling. */
#include "read/collect_next.h"

#define TWIN_LINES 3u  /* empty lines and such between two headlines that belong together */
#define STACK_LINES 4u /* from a headline, or another stack, to the start of a stack */

static uint64_t bit(enum why_statement_kind kind)
{
    return (uint64_t)1 << kind;
}

/* Rust's panic may be told before the abort() of ESP-IDF that ends it. */
static bool may_go_on(const struct why_collector *collector, const struct why_line_sum *sum)
{
    return collector->family == WHY_FAMILY_ESP8266_NONOS ||
           (collector->family == WHY_FAMILY_ESP_HAL && (sum->says & bit(WHY_SAYS_ABORT)) != 0);
}

bool why_is_of_others(const struct why_collector *collector, const struct why_line_sum *sum)
{
    if (sum->family == WHY_FAMILY_UNKNOWN)
        return collector->family != WHY_FAMILY_UNKNOWN && (sum->opens || sum->hint) &&
               !may_go_on(collector, sum);
    return collector->family != WHY_FAMILY_UNKNOWN ? sum->family != collector->family
                                                   : collector->idf;
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

    if ((collector->seen & bit(WHY_SAYS_HARD_WDT)) != 0 && why_sum_begins_report(sum))
        return !tells_of_wdt(collector, sum);
    return (collector->seen & bit(WHY_SAYS_BOOT_FAILURE)) != 0 && (sum->opens || sum->hint) &&
           (sum->says & end) == 0;
}

/* esp-hal's exception is a panic of Rust, too, and defmt prints it first. */
static bool is_panic_behind(const struct why_collector *collector, const struct why_line_sum *sum)
{
    return collector->family == WHY_FAMILY_ESP_HAL && sum->family == WHY_FAMILY_ESP_HAL &&
           collector->quiet_lines < TWIN_LINES && (sum->says & bit(WHY_SAYS_HEADLINE)) == 0 &&
           (collector->seen & bit(WHY_SAYS_HEADLINE)) != 0;
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

bool why_is_next_report(const struct why_collector *collector, const struct why_line_sum *sum)
{
    const uint64_t repeated = bit(WHY_SAYS_BOOT_FAILURE) | /* the ROM tries again */
                              (tells_of_wdt(collector, sum) ? bit(WHY_SAYS_HARD_WDT) : 0);

    if (is_panic_behind(collector, sum))
        return false;
    if (why_is_of_others(collector, sum) || runs_again(collector, sum) ||
        begins_second(collector, sum))
        return true;
    if (sum->core_start && why_core_text_is_there(&collector->core))
        return true;
    if ((collector->seen & sum->joining) != 0)
        return true;
    if (collector->seen & bit(WHY_SAYS_HEADLINE))
        return sum->opens && !is_twin_headline(collector, sum);
    return (collector->seen & sum->opening & ~repeated) != 0;
}
