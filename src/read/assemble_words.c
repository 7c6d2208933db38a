/* What the log says in words, and what that makes of the crash. */
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "model/watchdog.h"
#include "read/assemble_headlines.h"
#include "read/assembly.h"

#define ZEPHYR_OOPS 3u  /* K_ERR_KERNEL_OOPS */
#define ZEPHYR_PANIC 4u /* K_ERR_KERNEL_PANIC */

struct why_statement *why_assembly_says(const struct why_assembly *assembly,
                                        enum why_statement_kind kind)
{
    for (size_t i = assembly->statement_count; i-- > 0;)
        if (assembly->statements[i].kind == kind)
            return &assembly->statements[i];
    return NULL;
}

static struct why_statement *add_statement(struct why_assembly *assembly,
                                           enum why_statement_kind kind)
{
    struct why_statement *statements = why_arena_extend(
        assembly->arena, assembly->statements, assembly->statement_count, sizeof(*statements));

    if (!statements)
        return NULL;
    assembly->statements = statements;
    assembly->statement_count++;
    statements[assembly->statement_count - 1] = (struct why_statement){ .kind = kind };
    return &statements[assembly->statement_count - 1];
}

/* ESP_ERROR_CHECK speaks in four lines: what the later ones add belongs to the first. */
static bool is_continuation(const struct why_item *item)
{
    return item->says == WHY_SAYS_ERROR_CHECK && item->text.len == 0;
}

/* The register beside which a headline stands: its cell. */
static void take_cause(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item cell = *item;

    if (item->says != WHY_SAYS_HEADLINE || !item->value2.known || item->name.len == 0)
        return;
    cell.kind = WHY_ITEM_REGISTER;
    cell.value = item->value2;
    why_assemble_register(assembly, &cell);
}

/* Lines that mean something only under the headline of their block. */
static bool lacks_headline(const struct why_assembly *assembly, const struct why_item *item)
{
    bool watchdog = item->says == WHY_SAYS_TASK_WDT_LATE || item->says == WHY_SAYS_TASK_WDT_RUNS;

    return watchdog && !why_assembly_says(assembly, WHY_SAYS_TASK_WDT);
}

static void fill(struct why_assembly *assembly, struct why_statement *statement,
                 const struct why_item *item)
{
    if (item->function.len > 0 && !statement->function)
        statement->function = why_assembly_text(assembly, item->function);
    if (item->expression.len > 0 && !statement->expression)
        statement->expression = why_assembly_text(assembly, item->expression);
    if (item->file.len > 0 && !statement->file) {
        statement->file = why_assembly_text(assembly, item->file);
        statement->line = item->line;
    }
}

void why_assemble_again(struct why_assembly *assembly, why_span text, uint32_t line_no)
{
    struct why_line line = { .text = text, .line_no = line_no, .to = text.len };
    struct why_item item;
    size_t at = 0;
    const struct why_line_rule *row;

    while ((row = why_scan_next(assembly->scanner, &line, &at, &item)) != NULL)
        if (item.kind == WHY_ITEM_STATEMENT && item.says != WHY_SAYS_PANIC_REASON &&
            !why_assembly_says(assembly, item.says) &&
            (row->role == WHY_ROLE_OPENS || row->role == WHY_ROLE_HINT))
            why_assemble_statement(assembly, &item);
}

void why_assemble_statement(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_statement *statement =
        is_continuation(item) ? why_assembly_says(assembly, item->says) : NULL;

    if ((is_continuation(item) && !statement) || lacks_headline(assembly, item))
        return;
    if (!statement)
        statement = add_statement(assembly, item->says);
    if (!statement)
        return;
    fill(assembly, statement, item);
    if (is_continuation(item))
        return;
    statement->text = why_text_clean(assembly->arena, item->text);
    statement->value = item->value;
    if (item->says != WHY_SAYS_HEADLINE) {
        statement->name = why_assembly_text(assembly, item->name);
        statement->value2 = item->value2;
    }
    take_cause(assembly, item);
    statement->line_no = item->line_no;
    assembly->wants_message = item->says == WHY_SAYS_RUST_PANIC && item->text.len == 0;
    if (item->says == WHY_SAYS_PANIC_REASON)
        why_assemble_again(assembly, item->text, item->line_no);
}

void why_assemble_message(struct why_assembly *assembly, why_span line)
{
    struct why_statement *panic;

    if (!assembly->wants_message || why_span_is_empty(why_span_trim(line)))
        return;
    assembly->wants_message = false;
    panic = why_assembly_says(assembly, WHY_SAYS_RUST_PANIC);
    if (panic)
        panic->text = why_text_clean(assembly->arena, why_span_trim(line));
}

/* GDB shows the panic's own words as an argument: panic_abort (details=0x3ffb4f0b "abort() was
 * called ..."). */
static void read_details(struct why_assembly *assembly)
{
    for (size_t i = 0; i < assembly->tool.frame_count; i++) {
        const struct why_function *function = assembly->tool.frames[i].functions;
        why_span text;
        why_span details;

        if (!function || !function->args || !function->name ||
            (strcmp(function->name, "panic_abort") != 0 &&
             strcmp(function->name, "esp_system_abort") != 0))
            continue;
        text = why_span_of(function->args);
        if (why_span_take_until(&text, "\"", &details) &&
            why_span_take_until(&text, "\"", &details))
            why_assemble_again(assembly, details, assembly->tool.frames[i].pc.line_no);
    }
}

bool why_is_software(enum why_statement_kind kind)
{
    static const enum why_statement_kind kinds[] = {
        WHY_SAYS_ABORT,          WHY_SAYS_ASSERT,          WHY_SAYS_ERROR_CHECK,
        WHY_SAYS_STACK_OVERFLOW, WHY_SAYS_STACK_SMASH,     WHY_SAYS_UBSAN,
        WHY_SAYS_KASAN,          WHY_SAYS_ALLOC_FAIL,      WHY_SAYS_TASK_RETURNED,
        WHY_SAYS_FPU_IN_ISR,     WHY_SAYS_CRITICAL_IN_ISR, WHY_SAYS_TERMINATE,
    };

    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

/* Zephyr says last who called for the end: the kernel's own panics raise an exception for it.
 * Source: Zephyr include/zephyr/fatal_types.h. */
static void settle_fatal_error(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;
    const struct why_statement *fatal = why_assembly_says(assembly, WHY_SAYS_FATAL_ERROR);

    if (!fatal)
        return;
    if (!crash->core.known)
        crash->core = fatal->value2;
    crash->software = fatal->value.value == ZEPHYR_OOPS || fatal->value.value == ZEPHYR_PANIC;
    if (!crash->reason || crash->software)
        crash->reason = fatal->name;
}

/* Rust without ESP-IDF has no abort() that would say so. */
static bool is_software_here(const struct why_crash *crash, const struct why_statement *statement)
{
    return why_is_software(statement->kind) || statement->kind == WHY_SAYS_NLR ||
           (statement->kind == WHY_SAYS_RUST_PANIC && crash->family == WHY_FAMILY_ESP_HAL);
}

/* esp-hal panics in the words of the trap that it took: then it was no panic of the program. */
static const struct why_statement *find_trap(const struct why_assembly *assembly)
{
    const struct why_statement *guard = why_assembly_says(assembly, WHY_SAYS_STACK_GUARD);

    return guard ? guard : why_assembly_says(assembly, WHY_SAYS_DEBUG_REASON);
}

/* What an ESP8266 prints first. */
static bool is_headline(enum why_statement_kind kind)
{
    return kind == WHY_SAYS_EXCEPTION || kind == WHY_SAYS_FATAL_EXCEPTION ||
           kind == WHY_SAYS_SOFT_WDT || kind == WHY_SAYS_HARD_WDT || kind == WHY_SAYS_GENERIC_RESET;
}

/* The interrupt watchdog names the core that hangs; another one may print the report. */
static struct why_value core_of(const struct why_statement *headline)
{
    why_span rest = why_span_of(headline->text);
    struct why_value core = headline->value;
    uint32_t number;

    if (why_span_take_words(&rest, "Interrupt wdt timeout on CPU") &&
        why_span_take_decimal(&rest, &number)) {
        core.known = true;
        core.value = number;
    }
    return core;
}

static void settle_reason(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;
    const struct why_statement *headline = why_assembly_says(assembly, WHY_SAYS_HEADLINE);
    const struct why_statement *trap;

    if (headline) {
        /* The bracket may be cut off. */
        trap = headline->text[0] != '\0' ? headline : find_trap(assembly);
        crash->reason = trap ? trap->text : NULL;
        crash->core = core_of(headline);
        settle_fatal_error(assembly);
        return;
    }
    settle_fatal_error(assembly);
    if (crash->family == WHY_FAMILY_ESP_HAL && (trap = find_trap(assembly)) != NULL) {
        crash->reason = trap->text;
        return;
    }
    for (size_t i = 0; i < assembly->statement_count; i++) {
        const struct why_statement *statement = &assembly->statements[i];

        crash->software |= is_software_here(crash, statement);
        if (!crash->reason && statement->text[0] != '\0' &&
            (is_headline(statement->kind) || is_software_here(crash, statement) ||
             statement->kind == WHY_SAYS_HEAP_CORRUPT || statement->kind == WHY_SAYS_TASK_WDT ||
             statement->kind == WHY_SAYS_PANIC_REASON || statement->kind == WHY_SAYS_CONTROLLER ||
             statement->kind == WHY_SAYS_DEBUG_REASON || statement->kind == WHY_SAYS_STACK_GUARD ||
             statement->kind == WHY_SAYS_NLR || statement->kind == WHY_SAYS_BROWNOUT ||
             statement->kind == WHY_SAYS_BOOT_FAILURE))
            crash->reason = statement->text;
        if (statement->kind == WHY_SAYS_ABORT && !crash->core.known)
            crash->core = statement->value2;
    }
}

/* The task that the task watchdog saw on the core that panicked; an idle task is nobody's. */
static const char *running_task(const struct why_assembly *assembly)
{
    const struct why_value core = assembly->crash->core;
    const char *task = NULL;
    size_t count = 0;

    for (size_t i = 0; i < assembly->statement_count; i++) {
        const struct why_statement *statement = &assembly->statements[i];

        if (statement->kind != WHY_SAYS_TASK_WDT_RUNS)
            continue;
        if (core.known && statement->value.value == core.value)
            return why_is_idle_task(statement->name) ? NULL : statement->name;
        task = statement->name;
        count++;
    }
    return count == 1 && !core.known ? task : NULL;
}

/* The task watchdog is told of the core whose task is to blame, where the log has the registers or
 * the backtrace of several. */
static void settle_watched_core(struct why_assembly *assembly)
{
    const struct why_watchdog dog =
        why_watchdog_of(assembly->statements, assembly->statement_count);
    const struct why_statement *runs = dog.hog ? dog.hog : dog.ran;

    if (runs && !assembly->crash->core.known && !why_assembly_says(assembly, WHY_SAYS_HEADLINE))
        assembly->crash->core = runs->value;
}

void why_settle_task(struct why_assembly *assembly)
{
    /* Each of these speaks of the task that ran on the core which panicked. */
    static const enum why_statement_kind kinds[] = {
        WHY_SAYS_CRASHED_TASK,   WHY_SAYS_DEBUG_REASON,  WHY_SAYS_STACK_GUARD,
        WHY_SAYS_STACK_OVERFLOW, WHY_SAYS_TASK_RETURNED, WHY_SAYS_THREAD,
        WHY_SAYS_TASK_STACK,
    };

    for (size_t i = 0; i < WHY_COUNTOF(kinds) && !assembly->crash->task; i++) {
        const struct why_statement *statement = why_assembly_says(assembly, kinds[i]);

        if (statement)
            assembly->crash->task = statement->name;
    }
    if (!assembly->crash->task)
        assembly->crash->task = running_task(assembly);
}

void why_settle_words(struct why_assembly *assembly)
{
    read_details(assembly);
    why_settle_headlines(assembly);
    settle_reason(assembly);
    settle_watched_core(assembly);
    assembly->crash->statements = assembly->statements;
    assembly->crash->statement_count = assembly->statement_count;
}
