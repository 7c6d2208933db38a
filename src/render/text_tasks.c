/* Tasks of the core dump in the text report: a table, and with -v the frames of each. */
#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "render/text.h"

#define TASKS_SHOWN 40u /* unless verbose; more than firmware with Wi-Fi and Bluetooth has */
#define NARROW_HANG 8u  /* columns that later lines of a row are indented by on a narrow page */

/* The text of a task in one column. */
struct cell {
    const char *text;
    char digits[12];
};

struct column {
    const char *title;
    bool right; /* numbers */
    void (*write)(const struct why_crash *crash, const struct why_task *task, struct cell *out);
};

static void write_number(struct cell *out, struct why_value value)
{
    out->text = "";
    if (!value.known)
        return;
    (void)snprintf(out->digits, sizeof(out->digits), "%u", value.value);
    out->text = out->digits;
}

static void write_name(const struct why_crash *crash, const struct why_task *task, struct cell *out)
{
    (void)crash;
    out->text = task->name;
    if (task->name)
        return;
    (void)snprintf(out->digits, sizeof(out->digits), "0x%08x", task->tcb.value);
    out->text = task->tcb.known ? out->digits : "?";
}

static void write_state(const struct why_crash *crash, const struct why_task *task,
                        struct cell *out)
{
    const char *state = why_task_state_name(task->state);

    (void)crash;
    out->text = state ? state : "";
}

static void write_priority(const struct why_crash *crash, const struct why_task *task,
                           struct cell *out)
{
    (void)crash;
    write_number(out, task->priority);
}

static void write_core(const struct why_crash *crash, const struct why_task *task, struct cell *out)
{
    (void)crash;
    write_number(out, task->core);
}

static void write_used(const struct why_crash *crash, const struct why_task *task, struct cell *out)
{
    (void)crash;
    write_number(out, task->stack_used);
}

static void write_free(const struct why_crash *crash, const struct why_task *task, struct cell *out)
{
    (void)crash;
    write_number(out, task->stack_free);
}

static const struct column columns[] = {
    { "task", false, write_name },      { "state", false, write_state },
    { "prio", true, write_priority },   { "core", true, write_core },
    { "stack used", true, write_used }, { "free", true, write_free },
};

#define COLUMNS WHY_COUNTOF(columns)

struct table {
    size_t widths[WHY_COUNTOF(columns)]; /* 0: nothing is known for this column */
};

static struct table measure(const struct why_crash *crash, size_t count)
{
    struct table table = { .widths = { 0 } };

    for (size_t c = 0; c < COLUMNS; c++) {
        size_t title = why_text_columns(columns[c].title);

        for (size_t i = 0; i < count; i++) {
            struct cell cell;
            size_t width;

            columns[c].write(crash, &crash->tasks[i], &cell);
            width = why_text_columns(cell.text);
            if (width > table.widths[c])
                table.widths[c] = width;
        }
        if (table.widths[c] > 0 && table.widths[c] < title)
            table.widths[c] = title;
    }
    return table;
}

/* Two blanks stand between the cells; those behind the last one are never written. */
static void add_cell(struct why_flow *flow, enum why_style style, const struct column *column,
                     size_t width, const char *text)
{
    size_t taken = why_text_columns(text);
    size_t blanks = taken < width ? width - taken : 0;

    if (width == 0)
        return;
    flow->blanks += column->right ? blanks : 0;
    why_flow_add(flow, style, text);
    flow->blanks += column->right ? 2 : blanks + 2;
}

static size_t table_width(const struct table *table)
{
    size_t width = 4; /* of the mark */

    for (size_t c = 0; c < COLUMNS; c++)
        width += table->widths[c] > 0 ? table->widths[c] + 2 : 0;
    return width;
}

static void write_heads(const struct why_page *page, const struct table *table)
{
    struct why_flow flow = why_flow_begin(page, "    ", NULL);

    for (size_t c = 0; c < COLUMNS; c++)
        add_cell(&flow, WHY_STYLE_FAINT, &columns[c], table->widths[c], columns[c].title);
    why_flow_add(&flow, WHY_STYLE_FAINT, "where");
    why_flow_end(&flow);
}

static void write_task(const struct why_page *page, const struct why_crash *crash,
                       const struct table *table, const struct why_task *task)
{
    struct why_flow flow = why_flow_begin(page, task->crashed ? "  → " : "    ", NULL);
    size_t width = table_width(table);

    flow.hang = width < page->width / 2 ? width : NARROW_HANG;
    for (size_t c = 0; c < COLUMNS; c++) {
        struct cell cell;

        columns[c].write(crash, task, &cell);
        add_cell(&flow, c == 0 ? WHY_STYLE_STRONG : WHY_STYLE_PLAIN, &columns[c], table->widths[c],
                 cell.text);
    }
    why_text_task_where(&flow, crash, task);
    why_flow_end(&flow);
}

static void add_dump(struct why_flow *flow, const struct why_crash *crash)
{
    const struct why_core_dump *dump = crash->dump;

    why_flow_add(flow, WHY_STYLE_FAINT, " (core dump");
    if (dump->name && !why_crash_is_lone_dump(crash)) {
        why_flow_add(flow, WHY_STYLE_FAINT, " ");
        why_flow_add(flow, WHY_STYLE_FAINT, why_base_name(dump->name));
    }
    if (dump->format) {
        why_flow_add(flow, WHY_STYLE_FAINT, ", ");
        why_flow_add(flow, WHY_STYLE_FAINT, dump->format);
    }
    if (dump->checksum != WHY_CHECKSUM_UNKNOWN)
        why_flow_addf(flow, WHY_STYLE_FAINT, ", checksum %s", why_checksum_name(dump->checksum));
    why_flow_add(flow, WHY_STYLE_FAINT, ")");
    if (!dump->name)
        why_text_reference(flow, crash, dump->first_line);
}

static void write_title(const struct why_page *page, const struct why_crash *crash)
{
    struct why_flow flow;

    why_strbuf_addc(page->out, '\n');
    flow = why_flow_begin(page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "tasks");
    if (crash->dump)
        add_dump(&flow, crash);
    why_flow_end(&flow);
}

static bool shows_same(const struct why_backtrace *task, const struct why_backtrace *shown)
{
    if (!shown || task->frame_count > shown->frame_count)
        return false;
    for (size_t i = 1; i < task->frame_count; i++)
        if (!task->frames[i].lookup.known || !shown->frames[i].lookup.known ||
            task->frames[i].lookup.value != shown->frames[i].lookup.value)
            return false;
    return true;
}

static void write_frames(const struct why_page *page, const struct why_crash *crash,
                         const struct why_task *task)
{
    struct why_strbuf owner;
    struct cell name;

    if (task->backtrace.frame_count == 0)
        return;
    if (task->crashed && shows_same(&task->backtrace, why_crash_main_backtrace(crash)))
        return;
    why_strbuf_init(&owner);
    write_name(crash, task, &name);
    why_strbuf_adds(&owner, "task ");
    why_strbuf_adds(&owner, name.text);
    why_text_backtrace_title(page, owner.text, &task->backtrace);
    page->out->failed = page->out->failed || owner.failed;
    why_strbuf_deinit(&owner);
    why_text_frames(page, crash, &task->backtrace, SIZE_MAX);
}

void why_text_tasks(const struct why_page *page, const struct why_crash *crash)
{
    bool verbose = page->options->detail == WHY_DETAIL_VERBOSE;
    size_t count = verbose || crash->task_count < TASKS_SHOWN ? crash->task_count : TASKS_SHOWN;
    struct table table = measure(crash, count);

    if (count == 0)
        return; /* where a dump has none that can be read, a note says so */
    write_title(page, crash);
    write_heads(page, &table);
    for (size_t i = 0; i < count; i++)
        write_task(page, crash, &table, &crash->tasks[i]);
    if (count < crash->task_count)
        why_strbuf_addf(page->out, "      … %zu more (-v shows them)\n", crash->task_count - count);
    for (size_t i = 0; verbose && i < count; i++)
        write_frames(page, crash, &crash->tasks[i]);
}
