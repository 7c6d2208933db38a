/* Crashes as text. */
#include "crash_text.h"

#include <stdio.h>
#include <string.h>

static void add_text(struct why_strbuf *out, const char *label, const char *text)
{
    if (text)
        why_strbuf_addf(out, " %s <%s>", label, text);
}

static void add_value(struct why_strbuf *out, const char *label, struct why_value value)
{
    if (value.known)
        why_strbuf_addf(out, " %s %x", label, value.value);
}

static void add_functions(struct why_strbuf *out, const struct why_function *functions,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        why_strbuf_addf(out, "%s%s", i > 0 ? "<" : "", functions[i].name);
        if (functions[i].file)
            why_strbuf_addf(out, " %s:%u", functions[i].file, functions[i].line);
    }
}

static void add_frame(struct why_strbuf *out, const struct why_frame *frame)
{
    why_strbuf_addc(out, ' ');
    if (frame->pc.known)
        why_strbuf_addf(out, "%x", frame->pc.value);
    if (frame->lookup.known && frame->lookup.value != frame->pc.value)
        why_strbuf_addf(out, "@%x", frame->lookup.value);
    if (frame->sp.known)
        why_strbuf_addf(out, ":%x", frame->sp.value);
    why_strbuf_addf(out, "/%s(", why_trust_name(frame->trust));
    add_functions(out, frame->functions, frame->function_count);
    why_strbuf_addc(out, ')');
}

static void add_backtrace(struct why_strbuf *out, const char *label,
                          const struct why_backtrace *backtrace)
{
    const char *source = why_backtrace_source_name(backtrace->source);

    why_strbuf_addf(out, "%s %s:", label, source ? source : "none");
    for (size_t i = 0; i < backtrace->frame_count; i++)
        add_frame(out, &backtrace->frames[i]);
    why_strbuf_adds(out, backtrace->corrupted ? " corrupted" : "");
    why_strbuf_adds(out, backtrace->continues ? " continues" : "");
    add_text(out, "ended", backtrace->ended);
    why_strbuf_addc(out, '\n');
}

static void add_core(struct why_strbuf *out, const struct why_core *core)
{
    why_strbuf_adds(out, "dump");
    if (core->number.known)
        why_strbuf_addf(out, " %u", core->number.value);
    why_strbuf_adds(out, core->in_isr ? " isr" : "");
    why_strbuf_adds(out, core->not_an_exception ? " quiet" : "");
    for (size_t i = 0; i < core->register_count; i++)
        why_strbuf_addf(out, " %s=%x", core->registers[i].name, core->registers[i].value.value);
    why_strbuf_addc(out, '\n');
    add_backtrace(out, "backtrace", &core->backtrace);
}

static void add_statement(struct why_strbuf *out, const struct why_statement *statement)
{
    why_strbuf_addf(out, "says <%s>", statement->text);
    add_text(out, "name", statement->name);
    add_text(out, "function", statement->function);
    add_text(out, "file", statement->file);
    if (statement->line > 0)
        why_strbuf_addf(out, ":%u", statement->line);
    add_text(out, "expr", statement->expression);
    add_value(out, "value", statement->value);
    add_value(out, "value2", statement->value2);
    why_strbuf_addc(out, '\n');
}

static void add_head(struct why_strbuf *out, const struct why_crash *crash)
{
    why_strbuf_addf(out, "crash %u-%u", crash->first_line, crash->last_line);
    why_strbuf_adds(out, crash->complete ? " complete" : "");
    why_strbuf_adds(out, crash->software ? " software" : "");
    why_strbuf_adds(out, crash->muted_stack ? " muted" : "");
    why_strbuf_adds(out, crash->update ? " update" : "");
    if (crash->follows > 0)
        why_strbuf_addf(out, " follows=%u", crash->follows);
    why_strbuf_adds(out, "\nabout:");
    add_text(out, "reason", crash->reason);
    add_text(out, "task", crash->task);
    add_value(out, "core", crash->core);
    add_text(out, "cause", crash->cause ? crash->cause->reason : NULL);
    if (crash->chip)
        why_strbuf_addf(out, " chip %s by %s", crash->chip->id, crash->chip_reason);
    for (size_t i = 0; !crash->chip && i < crash->candidate_count; i++)
        why_strbuf_addf(out, " maybe %s", crash->candidates[i]->id);
    why_strbuf_adds(out, "\nboot:");
    add_text(out, "app", crash->boot.app);
    add_text(out, "version", crash->boot.app_version);
    add_text(out, "idf", crash->boot.idf);
    add_text(out, "sha", crash->boot.elf_sha256);
    why_strbuf_addc(out, '\n');
}

void crash_text(const struct why_crash *crash, struct why_strbuf *out)
{
    add_head(out, crash);
    for (size_t i = 0; i < crash->core_count; i++)
        add_core(out, &crash->cores[i]);
    if (crash->log_backtrace)
        add_backtrace(out, "tool-backtrace", crash->log_backtrace);
    for (size_t i = 0; i < crash->memory_count; i++)
        why_strbuf_addf(out, "memory %x+%u\n", crash->memory[i].address, crash->memory[i].size);
    if (crash->code)
        why_strbuf_addf(out, "code %x+%u\n", crash->code->address, crash->code->size);
    for (size_t i = 0; i < crash->statement_count; i++)
        add_statement(out, &crash->statements[i]);
    for (size_t i = 0; i < crash->name_count; i++) {
        why_strbuf_addf(out, "name %x ", crash->names[i].address);
        add_functions(out, crash->names[i].functions, crash->names[i].function_count);
        why_strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < crash->note_count; i++)
        why_strbuf_addf(out, "note <%s>\n", crash->notes[i].text);
}

/* ---- logs
 * ----------------------------------------------------------------------------------------
 */

static uint32_t take_crashes(struct why_session *session, struct why_strbuf *out)
{
    struct why_crash *crash;
    uint32_t count = 0;

    while ((crash = why_session_next(session)) != NULL) {
        crash_text(crash, out);
        count += crash->update ? 0 : 1;
        why_crash_destroy(crash);
    }
    return count;
}

/* Returns how many crashes the log has; SIZE_MAX when the session failed. */
static size_t read_log(const struct log_case *row, struct why_strbuf *out)
{
    const struct why_settings settings = { .chip = row->chip ? why_chip_find(row->chip) : NULL,
                                           .hold = !row->live };
    struct why_session *session = NULL;
    const size_t len = strlen(row->log);
    size_t count = 0;
    size_t used = 0;
    bool good = why_session_create(&settings, &session, NULL) == WHY_OK &&
                why_session_open_log(session, "log", NULL) == WHY_OK;

    for (size_t at = 0; good && at < len; at += used) {
        good = why_session_feed(session, row->log + at, len - at, &used, NULL) == WHY_OK;
        count += take_crashes(session, out);
    }
    good = good && why_session_finish(session, NULL) == WHY_OK;
    count += good ? take_crashes(session, out) : 0;
    why_session_destroy(session);
    return good && !out->failed ? count : SIZE_MAX;
}

static bool check_log(const struct log_case *row)
{
    struct why_strbuf facts;
    size_t crashes;
    bool good;

    why_strbuf_init(&facts);
    crashes = read_log(row, &facts);
    good = crashes == row->crashes;
    if (!good)
        printf("%s: %zu crashes, not %u\n", row->name, crashes, row->crashes);
    for (size_t i = 0; i < LOG_CASE_TEXTS && row->has[i]; i++)
        if (!strstr(facts.text, row->has[i])) {
            printf("%s: lacks '%s'\n", row->name, row->has[i]);
            good = false;
        }
    for (size_t i = 0; i < LOG_CASE_TEXTS && row->lacks[i]; i++)
        if (strstr(facts.text, row->lacks[i])) {
            printf("%s: has '%s'\n", row->name, row->lacks[i]);
            good = false;
        }
    if (!good)
        printf("%s\n", facts.text);
    why_strbuf_deinit(&facts);
    return good;
}

int check_logs(const struct log_case *cases, size_t count)
{
    int failed = 0;

    for (size_t i = 0; i < count; i++)
        failed += check_log(&cases[i]) ? 0 : 1;
    return failed;
}
