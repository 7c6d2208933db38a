/* The summary of a line: items in, flags out. */
#include "read/summary.h"

#include "base/limits.h"
#include "base/span.h"
#include "read/filter.h"
#include "read/told_of.h"

/* Of the five registers that an ESP8266 prints in one line. */
#define SURE_CELLS 4u

/* MCAUSE of a dump that a program prints of itself. Source: ESP-IDF
 * components/esp_system/port/arch/riscv/debug_helpers.c. */
#define PRINT_CAUSE 0xdeadc0deu

static bool is_telling(why_span name)
{
    static const char *const names[] = { "PC",     "MEPC",  "EXCCAUSE", "EXCVADDR",
                                         "MCAUSE", "MTVAL", "DEPC" };

    for (size_t i = 0; i < WHY_COUNTOF(names); i++)
        if (why_span_equals(name, names[i]))
            return true;
    return false;
}

static void sum_body(struct why_line_sum *sum, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_REGISTER) {
        sum->cells++;
        sum->print |= why_span_equals(item->name, "MCAUSE") && item->value.value == PRINT_CAUSE;
        sum->telling |= is_telling(item->name);
        sum->sure |= sum->cells >= SURE_CELLS && why_span_equals(item->name, "DEPC");
    } else if (item->kind == WHY_ITEM_FRAME) {
        sum->frames++;
    } else if (item->kind == WHY_ITEM_DUMP_HEADER) {
        sum->dumped |= 1u << (item->value.known && item->value.value < 31 ? item->value.value : 31);
        sum->clue = true;
    } else if (item->kind == WHY_ITEM_BACKTRACE) {
        sum->body = true;
    } else if (item->kind == WHY_ITEM_STACK_ROW) {
        sum->rows++;
    } else if (item->kind == WHY_ITEM_STACK_HEADER || item->kind == WHY_ITEM_STACK_END) {
        sum->sure = true;
    }
}

/* Prose and source code about crashes make no report by themselves. */
static bool is_told_of(const struct why_line *line, const struct why_line_rule *row,
                       const struct why_item *item, size_t end)
{
    why_span behind = why_span_skip(line->text, end);

    if (item->kind == WHY_ITEM_BACKTRACE) {
        why_span_take_blanks(&behind);
        return behind.len > 0 && !why_is_hex_digit(behind.ptr[0]);
    }
    if (row->role == WHY_ROLE_JOINS)
        return why_is_about(line, item, end);
    return (row->role == WHY_ROLE_OPENS || row->role == WHY_ROLE_HINT ||
            item->kind == WHY_ITEM_FRAME) &&
           why_is_told_of(line, item, end);
}

/* Of the clues, those that a family's own report has but once. */
static bool is_headline_clue(const struct why_line_rule *row, const struct why_item *item)
{
    return row->role == WHY_ROLE_CLUE && item->family != WHY_FAMILY_UNKNOWN &&
           item->kind == WHY_ITEM_STATEMENT;
}

/* What begins a report, and whose. */
static void sum_beginning(struct why_line_sum *sum, const struct why_line_rule *row,
                          const struct why_item *item)
{
    if (why_row_tells_family(row) && sum->family == WHY_FAMILY_UNKNOWN)
        sum->family = item->family;
    sum->opens |= row->role == WHY_ROLE_OPENS;
    sum->joins |= row->role == WHY_ROLE_JOINS;
    if (row->role == WHY_ROLE_OPENS || is_headline_clue(row, item))
        sum->opening |= (uint64_t)1 << item->says;
    if (row->role == WHY_ROLE_JOINS)
        sum->joining |= (uint64_t)1 << item->says;
}

static void sum_item(struct why_line_sum *sum, const struct why_line_rule *row,
                     const struct why_item *item)
{
    if (item->kind == WHY_ITEM_ADDRESS) {
        sum->address_only = true;
        return;
    }
    sum->core_start |= item->kind == WHY_ITEM_CORE_START;
    sum->core_end |= item->kind == WHY_ITEM_CORE_END;
    sum->core_checksum |= item->kind == WHY_ITEM_CORE_CHECKSUM;
    sum->any |= row->role != WHY_ROLE_RUN || item->kind == WHY_ITEM_ELF_SHA256;
    sum->hash |= item->kind == WHY_ITEM_ELF_SHA256;
    sum->hint |= row->role == WHY_ROLE_HINT;
    sum->clue |= row->role == WHY_ROLE_CLUE;
    sum->late |= row->role == WHY_ROLE_LATE;
    sum->tail |= row->role == WHY_ROLE_TAIL;
    sum->app_start |= item->kind == WHY_ITEM_APP_START;
    sum->boot |= row->role == WHY_ROLE_BOOT;
    sum->tool_frames += item->kind == WHY_ITEM_TOOL_FRAME ? 1 : 0;
    sum->tool_report |= item->kind == WHY_ITEM_TOOL_REPORT || item->kind == WHY_ITEM_TOOL_LIST ||
                        item->says == WHY_SAYS_CRASHED_TASK;
    if (item->kind == WHY_ITEM_STATEMENT)
        sum->says |= (uint64_t)1 << item->says;
    if (item->kind == WHY_ITEM_STATEMENT && item->says == WHY_SAYS_HEADLINE)
        sum->headed |= item->value.known && item->value.value < WHY_CORES ? 1u << item->value.value
                                                                          : UINT32_MAX;
    sum_beginning(sum, row, item);
    if (row->role == WHY_ROLE_BODY)
        sum_body(sum, item);
}

/* In a string it may still be a report: tables and programs put lines into strings, too. */
static void take_told_of(struct why_line_sum *sum, const struct why_line *line,
                         const struct why_line_rule *row, const struct why_item *item, size_t end)
{
    const bool about = why_is_about(line, item, end);

    sum->quoted |= about;
    if (!about && why_row_tells_family(row) && sum->family == WHY_FAMILY_UNKNOWN)
        sum->family = item->family;
}

struct why_line_sum why_sum_line(const struct why_scanner *scanner, const struct why_line *line,
                                 bool wide)
{
    struct why_line_sum sum = { .any = false };
    struct why_item item;
    size_t at = line->from;
    const struct why_line_rule *row;

    while ((row = why_scan_next(scanner, line, &at, &item)) != NULL)
        if (is_told_of(line, row, &item, at)) {
            sum.clue = true;
            take_told_of(&sum, line, row, &item, at);
        } else if (wide || why_filter_has(row) || sum.body)
            sum_item(&sum, row, &item);
    /* "Backtrace:" alone is a word that programs print too; with an entry behind it, it is a
     * backtrace. */
    sum.clue |= sum.body && sum.frames == 0;
    sum.body = (sum.body && sum.frames > 0) || sum.sure;
    return sum;
}

size_t why_second_report(const struct why_scanner *scanner, const struct why_line *line)
{
    struct why_item item;
    size_t at = line->from;
    size_t cells = 0;
    const struct why_line_rule *row;

    while ((row = why_scan_next(scanner, line, &at, &item)) != NULL) {
        if (cells > 0 && row->role == WHY_ROLE_OPENS && item.says == WHY_SAYS_HEADLINE)
            return item.column - 1;
        cells += item.kind == WHY_ITEM_REGISTER || item.kind == WHY_ITEM_FRAME ? 1 : 0;
    }
    return line->to;
}

bool why_sum_is_report(const struct why_line_sum *sum)
{
    return sum->opens || sum->joins || sum->body || sum->core_start || sum->core_end;
}

bool why_sum_begins_report(const struct why_line_sum *sum)
{
    return why_sum_is_report(sum) || sum->hint || sum->clue;
}
