/* The texts of a crash that may hold secrets, masked where they stand. */
#include "espwhy/redact.h"

#include <string.h>

#include "base/arena.h"
#include "base/secret.h"
#include "espwhy/diagnosis.h"

static const char *mask(struct why_arena *arena, const char *text)
{
    return text ? why_secret_mask(arena, text) : NULL;
}

/* An array to write in: what a crash holds is const for all others. NULL when it is empty. */
static void *copy(struct why_arena *arena, const void *items, size_t count, size_t item_bytes)
{
    void *out = count > 0 ? why_arena_alloc(arena, count * item_bytes) : NULL;

    if (out)
        memcpy(out, items, count * item_bytes);
    return out;
}

static void redact_lines(struct why_crash *crash)
{
    struct why_log_line *lines =
        copy(crash->arena, crash->lines, crash->line_count, sizeof(*lines));

    for (size_t i = 0; lines && i < crash->line_count; i++)
        lines[i].text = mask(crash->arena, lines[i].text);
    crash->lines = lines;
}

static void redact_statements(struct why_crash *crash)
{
    struct why_statement *statements =
        copy(crash->arena, crash->statements, crash->statement_count, sizeof(*statements));

    for (size_t i = 0; statements && i < crash->statement_count; i++) {
        statements[i].text = mask(crash->arena, statements[i].text);
        statements[i].name = mask(crash->arena, statements[i].name);
        statements[i].expression = mask(crash->arena, statements[i].expression);
    }
    crash->statements = statements;
}

static void redact_notes(struct why_crash *crash)
{
    struct why_note *notes = copy(crash->arena, crash->notes, crash->note_count, sizeof(*notes));

    for (size_t i = 0; notes && i < crash->note_count; i++)
        notes[i].text = mask(crash->arena, notes[i].text);
    crash->notes = notes;
}

static void redact_data(struct why_crash *crash)
{
    struct why_held_data *data = copy(crash->arena, crash->data, crash->data_count, sizeof(*data));

    for (size_t i = 0; data && i < crash->data_count; i++) {
        if (data[i].object && data[i].text && why_secret_is_name(data[i].object))
            data[i].text = "[secret]";
        data[i].text = mask(crash->arena, data[i].text);
    }
    crash->data = data;
}

static void redact_finding(struct why_arena *arena, struct why_finding *finding)
{
    struct why_evidence *evidence =
        copy(arena, finding->evidence, finding->evidence_count, sizeof(*evidence));
    const char **next = copy(arena, finding->next, finding->next_count, sizeof(*next));

    for (size_t i = 0; evidence && i < finding->evidence_count; i++)
        evidence[i].text = mask(arena, evidence[i].text);
    for (size_t i = 0; next && i < finding->next_count; i++)
        next[i] = mask(arena, next[i]);
    finding->summary = mask(arena, finding->summary);
    finding->evidence = evidence;
    finding->next = next;
}

static void redact_findings(struct why_crash *crash)
{
    struct why_finding *findings =
        copy(crash->arena, crash->findings, crash->finding_count, sizeof(*findings));

    for (size_t i = 0; findings && i < crash->finding_count; i++)
        redact_finding(crash->arena, &findings[i]);
    crash->findings = findings;
}

/* ---- values of the program ------------------------------------------------------------------- */

/* A text among the values, as its name or its own form tells; numbers and pointers stay. */
static const char *mask_value(struct why_arena *arena, const struct why_variable *variable)
{
    if (!variable->value)
        return NULL;
    if (variable->name && why_secret_is_name(variable->name) && strchr(variable->value, '"'))
        return "[secret]";
    return mask(arena, variable->value);
}

static void redact_function(struct why_arena *arena, struct why_function *function)
{
    struct why_variable *variables =
        copy(arena, function->variables, function->variable_count, sizeof(*variables));

    for (size_t i = 0; variables && i < function->variable_count; i++)
        variables[i].value = mask_value(arena, &variables[i]);
    function->variables = variables;
    function->args = mask(arena, function->args);
}

static void redact_backtrace(struct why_arena *arena, struct why_backtrace *backtrace)
{
    for (size_t i = 0; i < backtrace->frame_count; i++) {
        struct why_frame *frame = &backtrace->frames[i];
        struct why_function *functions =
            copy(arena, frame->functions, frame->function_count, sizeof(*functions));

        for (size_t k = 0; functions && k < frame->function_count; k++)
            redact_function(arena, &functions[k]);
        frame->functions = functions;
    }
}

static void redact_dump(struct why_crash *crash)
{
    struct why_core_dump *dump =
        copy(crash->arena, crash->dump, crash->dump ? 1 : 0, sizeof(*dump));

    if (dump)
        dump->reason = mask(crash->arena, dump->reason);
    crash->dump = dump;
}

/* The fingerprint itself stays: it is one for the same bug everywhere, and cannot be read back. */
static void redact_fingerprint(struct why_crash *crash)
{
    const char **parts =
        copy(crash->arena, crash->fingerprint_parts, crash->fingerprint_part_count, sizeof(*parts));

    for (size_t i = 0; parts && i < crash->fingerprint_part_count; i++)
        parts[i] = mask(crash->arena, parts[i]);
    crash->fingerprint_parts = parts;
}

enum why_status why_crash_redact(struct why_crash *crash, struct why_error *err)
{
    redact_lines(crash);
    redact_statements(crash);
    redact_notes(crash);
    redact_data(crash);
    redact_findings(crash);
    redact_dump(crash);
    redact_fingerprint(crash);
    for (size_t i = 0; i < crash->core_count; i++)
        redact_backtrace(crash->arena, &crash->cores[i].backtrace);
    for (size_t i = 0; i < crash->task_count; i++)
        redact_backtrace(crash->arena, &crash->tasks[i].backtrace);
    if (crash->log_backtrace)
        redact_backtrace(crash->arena, crash->log_backtrace);
    crash->reason = mask(crash->arena, crash->reason);
    return why_arena_failed(crash->arena) ? why_oom(err) : WHY_OK;
}
