/* Items as text. */
#include "item_text.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "read/plain.h"

static const char *const kinds[] = {
    [WHY_ITEM_MARK] = "mark",
    [WHY_ITEM_STATEMENT] = "says",
    [WHY_ITEM_STACK_BASE] = "base",
    [WHY_ITEM_STACK_SIZE] = "size",
    [WHY_ITEM_DUMP_HEADER] = "dump",
    [WHY_ITEM_REGISTER] = "reg",
    [WHY_ITEM_DAMAGED] = "damaged",
    [WHY_ITEM_LOCKUP_LEVEL] = "lockup-level",
    [WHY_ITEM_LOCKUP_CELL] = "lockup-cell",
    [WHY_ITEM_ISR_HEADER] = "isr",
    [WHY_ITEM_STACK_HEADER] = "stack",
    [WHY_ITEM_STACK_ROW] = "row",
    [WHY_ITEM_STACK_END] = "stack-end",
    [WHY_ITEM_POSTMORTEM] = "postmortem",
    [WHY_ITEM_STACK_MUTED] = "muted",
    [WHY_ITEM_CORE_MUTED] = "core-muted",
    [WHY_ITEM_CODE_DUMP] = "code",
    [WHY_ITEM_BACKTRACE] = "backtrace",
    [WHY_ITEM_FRAME] = "frame",
    [WHY_ITEM_CORRUPTED] = "corrupted",
    [WHY_ITEM_CONTINUES] = "continues",
    [WHY_ITEM_BACKTRACE_END] = "end",
    [WHY_ITEM_TOOL_FRAME] = "tool",
    [WHY_ITEM_TOOL_REPORT] = "tool-report",
    [WHY_ITEM_TOOL_PC] = "tool-pc",
    [WHY_ITEM_TOOL_LIST] = "tool-list",
    [WHY_ITEM_NAME] = "name",
    [WHY_ITEM_NAME_OUTER] = "outer",
    [WHY_ITEM_NAME_PLACE] = "place",
    [WHY_ITEM_ADDRESS] = "address",
    [WHY_ITEM_ELF_SHA256] = "sha256",
    [WHY_ITEM_TAIL] = "tail",
    [WHY_ITEM_BANNER] = "banner",
    [WHY_ITEM_RESET] = "reset",
    [WHY_ITEM_CHIP] = "chip",
    [WHY_ITEM_BOOTLOADER] = "bootloader",
    [WHY_ITEM_APP_START] = "app-start",
    [WHY_ITEM_APP_NAME] = "app",
    [WHY_ITEM_APP_VERSION] = "version",
    [WHY_ITEM_IDF_VERSION] = "idf",
    [WHY_ITEM_CORE_START] = "core-start",
    [WHY_ITEM_CORE_END] = "core-end",
    [WHY_ITEM_CORE_CHECKSUM] = "core-checksum",
    [WHY_ITEM_CORE_SAVED] = "core-saved",
};

static const char *const statements[] = {
    [WHY_SAYS_HEADLINE] = "headline",
    [WHY_SAYS_OTHER_HEADLINE] = "other-headline",
    [WHY_SAYS_DEBUG_REASON] = "debug",
    [WHY_SAYS_CACHE_DETAIL] = "cache",
    [WHY_SAYS_PROTECTION] = "protection",
    [WHY_SAYS_STACK_GUARD] = "guard",
    [WHY_SAYS_STACK_POINTER] = "pointer",
    [WHY_SAYS_STACK_BOUNDS] = "bounds",
    [WHY_SAYS_FAULT_ORIGIN] = "origin",
    [WHY_SAYS_ABORT] = "abort",
    [WHY_SAYS_ASSERT] = "assert",
    [WHY_SAYS_ERROR_CHECK] = "check",
    [WHY_SAYS_STACK_OVERFLOW] = "overflow",
    [WHY_SAYS_STACK_SMASH] = "smash",
    [WHY_SAYS_UBSAN] = "ubsan",
    [WHY_SAYS_KASAN] = "kasan",
    [WHY_SAYS_KASAN_TYPE] = "kasan-type",
    [WHY_SAYS_TERMINATE_WHAT] = "what",
    [WHY_SAYS_HEAP_CORRUPT] = "heap",
    [WHY_SAYS_ALLOC_FAIL] = "alloc",
    [WHY_SAYS_TASK_RETURNED] = "returned",
    [WHY_SAYS_CRITICAL_IN_ISR] = "critical",
    [WHY_SAYS_FPU_IN_ISR] = "fpu",
    [WHY_SAYS_TERMINATE] = "terminate",
    [WHY_SAYS_CONTROLLER] = "controller",
    [WHY_SAYS_RUST_PANIC] = "rust",
    [WHY_SAYS_PYTHON] = "python",
    [WHY_SAYS_TRACED] = "traced",
    [WHY_SAYS_TASK_WDT] = "wdt",
    [WHY_SAYS_TASK_WDT_LATE] = "late",
    [WHY_SAYS_TASK_WDT_RUNS] = "runs",
    [WHY_SAYS_REENTERED] = "reentered",
    [WHY_SAYS_PANIC_REASON] = "reason",
    [WHY_SAYS_CRASHED_TASK] = "task",
    [WHY_SAYS_IN_ISR] = "in-isr",
    [WHY_SAYS_GDB_STUB] = "stub",
    [WHY_SAYS_FATAL_ERROR] = "fatal",
    [WHY_SAYS_THREAD] = "thread",
    [WHY_SAYS_STACK_OUTSIDE] = "outside",
    [WHY_SAYS_PREVIOUS_RUN] = "previous",
    [WHY_SAYS_NLR] = "nlr",
    [WHY_SAYS_STRAY_INTERRUPT] = "stray",
    [WHY_SAYS_EXCEPTION] = "exception",
    [WHY_SAYS_EXCEPTION_ENTRY] = "entry",
    [WHY_SAYS_FATAL_EXCEPTION] = "fatal-exception",
    [WHY_SAYS_SOFT_WDT] = "soft-wdt",
    [WHY_SAYS_HARD_WDT] = "hard-wdt",
    [WHY_SAYS_GENERIC_RESET] = "generic-reset",
    [WHY_SAYS_ISR_IN_FLASH] = "isr-in-flash",
    [WHY_SAYS_TASK_STACK] = "task-stack",
    [WHY_SAYS_STACK_CONTEXT] = "context",
    [WHY_SAYS_STACK_SPAN] = "span",
    [WHY_SAYS_FAILED_ALLOC] = "failed-alloc",
    [WHY_SAYS_RESET] = "rst",
    [WHY_SAYS_RESET_PC] = "saved-pc",
    [WHY_SAYS_BROWNOUT] = "brownout",
    [WHY_SAYS_BOOT_FAILURE] = "boot-failure",
    [WHY_SAYS_BOOT_DETAIL] = "boot-detail",
};

static void add_span(struct why_strbuf *out, const char *label, why_span span)
{
    if (span.len == 0)
        return;
    why_strbuf_addf(out, " %s=<", label);
    why_strbuf_add(out, span.ptr, span.len);
    why_strbuf_addc(out, '>');
}

static void add_value(struct why_strbuf *out, const char *label, struct why_value value)
{
    if (value.known)
        why_strbuf_addf(out, " %s=%x", label, value.value);
}

static void add_item(struct why_strbuf *out, const struct why_item *item)
{
    bool statement = item->kind == WHY_ITEM_STATEMENT;

    why_strbuf_adds(out, statement ? statements[item->says] : kinds[item->kind]);
    add_span(out, "text", item->text);
    add_span(out, "name", item->name);
    add_span(out, "function", item->function);
    add_span(out, "file", item->file);
    if (item->kind == WHY_ITEM_DAMAGED)
        add_span(out, "written", item->written);
    if (item->line > 0)
        why_strbuf_addf(out, ":%u", item->line);
    add_span(out, "expr", item->expression);
    add_value(out, "value", item->value);
    add_value(out, "value2", item->value2);
    if (item->kind == WHY_ITEM_TOOL_FRAME)
        why_strbuf_addf(out, " level=%u", item->level);
    if (item->word_count > 0)
        why_strbuf_addf(out, " words=%u last=%x", item->word_count,
                        item->words[item->word_count - 1]);
}

static void add_items(const struct why_scanner *scanner, const struct why_line *line,
                      struct why_strbuf *out)
{
    struct why_item item;
    size_t at = line->from;

    while (why_scan_next(scanner, line, &at, &item)) {
        if (out->len > 0)
            why_strbuf_adds(out, " | ");
        add_item(out, &item);
    }
}

void line_items_text(const struct why_scanner *scanner, const char *line, struct why_strbuf *out)
{
    const why_span text = why_span_of(line);
    const struct why_line whole = { .text = text, .line_no = 1, .to = text.len };
    struct why_plain plain;
    struct why_line part;

    why_plain_init(&plain);
    why_plain_begin(&plain, &whole);
    while (why_plain_next(&plain, &part))
        add_items(scanner, &part, out);
    why_plain_deinit(&plain);
}

int check_lines(const struct line_case *cases, size_t count)
{
    static struct why_scanner scanner;
    int wrong = 0;

    why_scanner_init(&scanner);
    for (size_t i = 0; i < count; i++) {
        struct why_strbuf items;

        why_strbuf_init(&items);
        line_items_text(&scanner, cases[i].line, &items);
        if (strcmp(items.text, cases[i].items) != 0) {
            printf("line '%s'\n  is  %s\n  not %s\n", cases[i].line, items.text, cases[i].items);
            wrong++;
        }
        why_strbuf_deinit(&items);
    }
    return wrong;
}
