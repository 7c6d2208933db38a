/* The assembler: items of a block, in order, into a crash. */
#include "read/assemble.h"

#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"
#include "read/assemble_notes.h"
#include "read/assemble_reset.h"
#include "read/clock.h"
#include "read/rejoin.h"
#include "read/told_of.h"

const char *why_assembly_text(struct why_assembly *assembly, why_span span)
{
    return span.len > 0 ? why_text_clean(assembly->arena, span) : NULL;
}

static void take_item(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_boot *boot = &assembly->crash->boot;

    if (item->kind == WHY_ITEM_STATEMENT)
        why_assemble_statement(assembly, item);
    if (item->kind == WHY_ITEM_RESET)
        why_assemble_reset(assembly, item);
    if (item->kind == WHY_ITEM_STACK_MUTED)
        assembly->muted = true;
    if (item->kind == WHY_ITEM_POSTMORTEM || item->kind == WHY_ITEM_STACK_END)
        assembly->postmortem = true;
    if (item->kind == WHY_ITEM_STACK_END || item->says == WHY_SAYS_HARD_WDT)
        assembly->complete = true;
    if (item->kind == WHY_ITEM_CORE_MUTED)
        assembly->muted_core = true;
    if (item->kind == WHY_ITEM_ELF_SHA256)
        boot->elf_sha256 = why_assembly_text(assembly, item->text);
    if (item->kind == WHY_ITEM_APP_VERSION)
        boot->app_version = why_assembly_text(assembly, item->text);
    if (item->kind == WHY_ITEM_IDF_VERSION)
        boot->idf = why_assembly_text(assembly, item->text);
    if (item->kind == WHY_ITEM_CORE_END)
        assembly->core_end_line = item->line_no;
    if (item->kind == WHY_ITEM_CORE_SAVED)
        assembly->core_saved_line = item->line_no;
    why_assemble_core(assembly, item);
    why_assemble_lockup(assembly, item);
    why_assemble_stack(assembly, item);
    why_assemble_name(assembly, item);
}

static void keep_line(struct why_assembly *assembly, const struct why_line *line, bool context)
{
    struct why_crash *crash = assembly->crash;
    struct why_log_line *lines =
        why_arena_extend(assembly->arena, crash->lines, crash->line_count, sizeof(*lines));

    if (!lines)
        return;
    lines[crash->line_count] = (struct why_log_line){ line->line_no, context,
                                                      why_text_clean(assembly->arena, line->text) };
    crash->lines = lines;
    crash->line_count++;
}

/* "I (412) app: ...": no panic handler prints at this level. */
static bool is_of_program(const struct why_line *line)
{
    return why_span_contains(line->text, "I (") && why_line_uptime(line).known;
}

/* What a program prints about reports is none of this one's, which has begun. */
static bool is_quoted(const struct why_assembly *assembly, const struct why_line *line,
                      const struct why_line_rule *row, const struct why_item *item, size_t end)
{
    if (item->kind != WHY_ITEM_STATEMENT || row->role == WHY_ROLE_CLUE ||
        !why_row_tells_family(row))
        return false;
    return is_of_program(line) ? why_is_told_of(line, item, end)
                               : assembly->statement_count > 0 && why_is_about(line, item, end);
}

/* True when the line said something. */
static bool take_line(struct why_assembly *assembly, const struct why_line *line)
{
    struct why_item item;
    size_t at = line->from;
    bool any = false;
    const struct why_line_rule *row;

    assembly->last_cell.kind = WHY_ITEM_NONE;
    while ((row = why_scan_next(assembly->scanner, line, &at, &item)) != NULL) {
        if (is_quoted(assembly, line, row, &item, at) || why_is_of_next_run(assembly, &item) ||
            !why_take_family(assembly, row, &item))
            continue;
        take_item(assembly, &item);
        any = true;
    }
    if (!any)
        why_assemble_message(assembly, line->text);
    return any;
}

/* Of the line right before the report, or of the report's own; an older line may be of another run.
 */
static void note_uptime(struct why_crash *crash, const struct why_line *line, bool context)
{
    const struct why_value uptime = why_line_uptime(line);

    if (uptime.known || context)
        crash->boot.uptime_ms = uptime;
    if (crash->first_line == 0)
        why_line_clock(line, &crash->boot.clock_ms);
}

/* The line at an index with those that continue it; moves the index to the last of them. */
static struct why_line join_lines(struct why_assembly *assembly, const struct why_block *block,
                                  size_t *index)
{
    struct why_line line = why_block_line(block, *index);

    for (size_t turn = 0; *index + 1 < block->count; turn ^= 1) {
        const struct why_line next = why_block_line(block, *index + 1);
        struct why_strbuf *joined = &assembly->joined[turn];

        const bool is_one = why_rejoin(assembly->scanner, &line, &next, joined);

        assembly->out_of_memory |= joined->failed;
        if (!is_one)
            return line;
        line.text = (why_span){ joined->text, joined->len };
        line.to = joined->len;
        line.rewritten |= next.rewritten;
        if (assembly->joined_line == 0)
            assembly->joined_line = line.line_no;
        keep_line(assembly, &next, false);
        (*index)++;
    }
    return line;
}

/* A line that stood before the crash. */
static void take_context(struct why_assembly *assembly, const struct why_line *line)
{
    why_assemble_restart(assembly, line);
    if (why_span_trim(line->text).len > 0)
        note_uptime(assembly->crash, line, true);
}

static void take_block(struct why_assembly *assembly, const struct why_block *block)
{
    struct why_crash *crash = assembly->crash;

    for (size_t i = 0; i < block->count; i++) {
        struct why_line line = why_block_line(block, i);

        keep_line(assembly, &line, block->lines[i].context);
        if (block->lines[i].context) {
            take_context(assembly, &line);
            continue;
        }
        line = join_lines(assembly, block, &i);
        if (!take_line(assembly, &line))
            continue;
        note_uptime(crash, &line, false);
        why_assemble_rewritten(assembly, &line);
        crash->first_line = crash->first_line > 0 ? crash->first_line : line.line_no;
        crash->last_line = block->lines[i].line_no;
    }
    while (crash->line_count > 0 && crash->lines[crash->line_count - 1].line_no > crash->last_line)
        crash->line_count--;
}

static bool is_zero(const char *digits)
{
    return strspn(digits, "0") == strlen(digits);
}

/* What the run said before the crash, where the report does not say it itself. */
static void take_run(struct why_assembly *assembly, const struct why_run_facts *run)
{
    struct why_boot *boot = &assembly->crash->boot;

    boot->bootloader = run->bootloader;
    boot->application = run->application;
    boot->boots = run->boots;
    boot->app = why_assembly_text(assembly, why_span_of(run->app));
    if (!boot->app_version)
        boot->app_version = why_assembly_text(assembly, why_span_of(run->app_version));
    if (!boot->idf)
        boot->idf = why_assembly_text(assembly, why_span_of(run->idf));
    if (!boot->elf_sha256)
        boot->elf_sha256 = why_assembly_text(assembly, why_span_of(run->elf_sha256));
    if (boot->elf_sha256 && is_zero(boot->elf_sha256))
        boot->elf_sha256 = NULL;
}

/* The monitor says on its standard error that it takes the stack block away, and prints GDB's
 * frames instead: a pipe gets these alone. No chip prints frames of GDB; RISC-V panics of ESP-IDF
 * print the block unless they print a backtrace, those of the task watchdog neither. */
static bool is_in_gdbs_words(const struct why_assembly *assembly)
{
    const struct why_crash *crash = assembly->crash;

    return crash->log_backtrace && crash->arch && crash->arch->id == WHY_ARCH_RISCV &&
           crash->family == WHY_FAMILY_ESP_IDF && crash->core_count > 0 &&
           crash->cores[0].backtrace.frame_count == 0 &&
           !why_assembly_says(assembly, WHY_SAYS_TASK_WDT) &&
           !why_assembly_says(assembly, WHY_SAYS_CRASHED_TASK);
}

static enum why_status assemble(struct why_assembly *assembly,
                                const struct why_collected *collected, const char *log_name,
                                struct why_error *err)
{
    struct why_crash *crash = assembly->crash;

    crash->log_name = why_text_clean(assembly->arena, why_span_of(log_name));
    take_block(assembly, collected->block);
    take_run(assembly, collected->run);
    why_assemble_core_text(assembly, collected->core);
    why_recover_text(assembly);
    why_settle_family(assembly);
    why_settle_words(assembly);
    why_settle_reset(assembly);
    why_settle_cores(assembly);
    why_settle_stack(assembly);
    why_settle_task(assembly);
    why_settle_names(assembly);
    why_recover_abort(assembly);
    crash->complete = collected->complete || assembly->complete ||
                      (crash->core_count == 0 && why_assembly_says(assembly, WHY_SAYS_TRACED));
    crash->update = collected->update;
    crash->muted_stack =
        crash->memory_count == 0 && (assembly->muted || is_in_gdbs_words(assembly));
    why_settle_notes(assembly, collected);
    crash->notes = assembly->notes;
    crash->note_count = assembly->note_count;
    if (why_arena_failed(assembly->arena) || assembly->out_of_memory || collected->block->failed ||
        (collected->core && collected->core->text.failed))
        return why_oom(err);
    return why_assemble_join(assembly, err);
}

enum why_status why_assemble(const struct why_scanner *scanner,
                             const struct why_collected *collected, const char *log_name,
                             struct why_crash **out, struct why_error *err)
{
    struct why_assembly assembly = { .arena = why_arena_create(WHY_ARENA_BYTES),
                                     .dump_arena = why_arena_create(WHY_ARENA_BYTES),
                                     .scanner = scanner };
    enum why_status status;

    if (assembly.arena && assembly.dump_arena)
        assembly.crash = why_arena_alloc(assembly.arena, sizeof(*assembly.crash));
    if (!assembly.crash) {
        why_arena_destroy(assembly.arena);
        why_arena_destroy(assembly.dump_arena);
        return why_oom(err);
    }
    assembly.crash->arena = assembly.arena;
    for (size_t i = 0; i < WHY_COUNTOF(assembly.joined); i++)
        why_strbuf_init(&assembly.joined[i]);
    status = assemble(&assembly, collected, log_name, err);
    for (size_t i = 0; i < WHY_COUNTOF(assembly.joined); i++)
        why_strbuf_deinit(&assembly.joined[i]);
    why_arena_destroy(assembly.dump_arena);
    if (status != WHY_OK)
        why_crash_destroy(assembly.crash);
    else
        *out = assembly.crash;
    return status;
}
