/* The reset line of a crash, and the program counters that go with it. */
#include "rules/reset_view.h"

#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "model/diagnosis.h"
#include "rules/frames.h"

const struct why_reset_meaning *why_reset_of_crash(const struct why_crash *crash,
                                                   const struct why_statement **said)
{
    *said = why_crash_says(crash, WHY_SAYS_RESET);
    if (!*said || !(*said)->value.known)
        return NULL;
    return why_reset_of(crash->chip, (*said)->value.value,
                        why_span_of((*said)->name ? (*said)->name : ""));
}

bool why_is_lone_reset(const struct why_crash *crash)
{
    return why_crash_is_reset(crash) && crash->statements[0].kind == WHY_SAYS_RESET;
}

bool why_is_lone_reset_of(const struct why_crash *crash, enum why_reset_kind kind)
{
    const struct why_statement *said;
    const struct why_reset_meaning *meaning = why_reset_of_crash(crash, &said);

    return why_is_lone_reset(crash) && meaning && meaning->kind == kind;
}

/* Blank, or of the boot ROM. */
static bool says_nothing_of_the_run(why_span line)
{
    return why_span_trim(line).len == 0 || why_span_contains(line, "ESP-ROM:") ||
           why_span_contains(line, "ets J") || why_span_contains(line, "Build:");
}

bool why_log_begins_with_reset(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->line_count; i++)
        if (crash->lines[i].context && !says_nothing_of_the_run(why_span_of(crash->lines[i].text)))
            return false;
    if (crash->boot.boots > 0)
        return false;                                  /* a run before the one that it ended */
    return crash->first_line <= WHY_CONTEXT_LINES + 1; /* else lines stand before the context */
}

static bool is_idle(const struct why_statement *saved)
{
    return saved->name && strcmp(saved->name, "waiti") == 0;
}

static void add_saved_pc(struct why_finding *out, const struct why_facts *facts,
                         const struct why_statement *saved, struct why_arena *arena)
{
    const char *core = saved->value2.known
                           ? why_arena_printf(arena, "core %u", (unsigned)saved->value2.value)
                           : "the core";
    const char *place = why_code_words(facts, saved->value.value, arena);

    why_finding_add_address(out, arena, saved->value, "%s was at %s when the chip was reset%s",
                            core, place, is_idle(saved) ? ": it idled there" : "");
}

void why_add_reset_line(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena)
{
    const struct why_statement *said;
    const struct why_reset_meaning *meaning = why_reset_of_crash(facts->crash, &said);

    if (said)
        why_finding_add_line(
            out, arena, said->line_no, "the boot ROM gives 0x%x%s%s%s as reason%s%s",
            (unsigned)said->value.value, said->name ? " (" : "", said->name ? said->name : "",
            said->name ? ")" : "", meaning ? ": " : "", meaning ? meaning->meaning : "");
}

void why_add_reset_evidence(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;

    why_add_reset_line(out, facts, arena);
    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_RESET_PC && crash->statements[i].value.known)
            add_saved_pc(out, facts, &crash->statements[i], arena);
    if (!why_is_lone_reset(crash))
        return;
    if (why_log_begins_with_reset(crash))
        why_finding_add_line(out, arena, 0,
                             "the log begins with this reset: what led to it, and a report if the "
                             "chip printed one, is not in this log");
    else
        why_finding_add_line(out, arena, 0, "no panic report stands before it in the log");
}

struct why_place why_reset_place(const struct why_facts *facts)
{
    const struct why_crash *crash = facts->crash;

    for (size_t i = 0; i < crash->statement_count; i++) {
        const struct why_statement *saved = &crash->statements[i];

        if (saved->kind == WHY_SAYS_RESET_PC && saved->value.known && !is_idle(saved))
            return why_place_of_address(saved->value, why_function_at(crash, saved->value.value));
    }
    return (struct why_place){ .line = 0 };
}

void why_add_reset_steps(struct why_finding *out, const struct why_facts *facts,
                         struct why_arena *arena)
{
    struct why_place place = why_reset_place(facts);

    if (place.function)
        why_finding_add_next(out, arena, "look at %s: what can keep it from going on?",
                             why_call_name(place.function, arena));
    else if (place.address.known && facts->crash->elf_count == 0)
        why_finding_add_next(out, arena,
                             "give the ELF of the same build (-e): it names the code at 0x%08x, "
                             "where the chip was",
                             (unsigned)place.address.value);
    if (why_log_begins_with_reset(facts->crash))
        why_finding_add_next(out, arena,
                             "capture the log from before the reset: a panic report may stand "
                             "there");
}
