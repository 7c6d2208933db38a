/* What is left when no other rule speaks: unknown. */
#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"

static void add_recognised(struct why_finding *out, const struct why_facts *facts,
                           struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;

    if (crash->cause)
        why_finding_add_line(out, arena, crash->first_line, "%s: %s", crash->cause->reason,
                             crash->cause->meaning);
    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].text && crash->statements[i].text[0] != '\0' &&
            crash->statements[i].kind != WHY_SAYS_HEADLINE)
            why_finding_add_line(out, arena, crash->statements[i].line_no, "%s says: %s",
                                 why_witness_words(crash), crash->statements[i].text);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s",
                                 facts->arch->pc, why_code_words(facts, facts->pc.value, arena));
    if (facts->backtrace && facts->backtrace->frame_count > 1)
        why_finding_add_line(out, arena, facts->backtrace->line_no, "a backtrace of %zu entries",
                             facts->backtrace->frame_count);
}

/* The line that says more than the reason, or NULL. */
static const struct why_statement *find_detail(const struct why_crash *crash)
{
    static const enum why_statement_kind kinds[] = {
        WHY_SAYS_CACHE_DETAIL, WHY_SAYS_DEBUG_REASON, WHY_SAYS_PROTECTION,
        WHY_SAYS_PANIC_REASON, WHY_SAYS_REENTERED,    WHY_SAYS_HEAP_CORRUPT,
    };

    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (why_crash_says(crash, kinds[i]))
            return why_crash_says(crash, kinds[i]);
    return NULL;
}

static void summarize(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;
    const struct why_statement *detail = find_detail(crash);

    if (detail)
        why_finding_set_summary(out, arena, "%s%s%s", crash->reason ? crash->reason : "",
                                crash->reason ? ": " : "", detail->text);
    else if (crash->cause)
        why_finding_set_summary(out, arena, "%s: %s, and nothing in the log tells more",
                                crash->cause->reason, crash->cause->meaning);
    else if (crash->reason)
        why_finding_set_summary(out, arena, "the chip reported \"%s\", which is not explained yet",
                                crash->reason);
    else if (facts->core && facts->core->register_count > 0)
        why_finding_set_summary(out, arena,
                                "registers of a dump, without the line that says what happened");
    else if (facts->backtrace && facts->backtrace->frame_count == 1)
        why_finding_set_summary(out, arena,
                                "an address alone: it tells a place, not what went wrong there");
    else if (facts->backtrace && facts->backtrace->frame_count > 0)
        why_finding_set_summary(
            out, arena, "a backtrace alone: it tells where the program was, not what went wrong");
    else
        why_finding_set_summary(out, arena,
                                "a crash was reported, but what happened is not in the log");
}

static bool match_unknown(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;

    out->confidence = WHY_POSSIBLE;
    summarize(out, facts, arena);
    out->place = why_fault_place(facts);
    add_recognised(out, facts, arena);
    if (!crash->reason)
        why_finding_add_next(out, arena,
                             "copy the log from the line \"Guru Meditation Error\", \"abort()\" or "
                             "\"assert failed\" on");
    if (!facts->core || facts->core->register_count == 0)
        why_finding_add_next(out, arena, "copy the register dump too, if the chip printed one");
    else if (!facts->pc.known)
        why_finding_add_next(out, arena, "copy the register dump from its first line on");
    if (!facts->backtrace || facts->backtrace->frame_count == 0)
        why_finding_add_next(out, arena, "copy the Backtrace line or the stack memory block");
    if (!crash->chip)
        why_finding_add_next(out, arena,
                             "say which chip it is (--chip), so that addresses can be judged");
    if (crash->elf_count == 0)
        why_finding_add_next(out, arena,
                             "give the ELF of the same build (-e): the first function that is "
                             "yours is the place to look");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "unknown",
      .title = "Not explained",
      .variants = "",
      .at_most = WHY_POSSIBLE,
      .supersedes = "",
      .means = "The log holds a crash, but none of the known faults fits what it says. The report "
               "tells what was recognised and what "
               "would help.",
      .shows = "A reason that no rule covers, a lone backtrace or a few register cells, or a dump "
               "that was cut.",
      .check = "Is the beginning of the report missing from the log?\n"
               "Were lines lost or cut?\n"
               "Is the chip known?",
      .reproduce = "/* paste a single Backtrace: line */",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors",
      .source = "nothing else matched",
      .match = match_unknown },
};

const struct why_rule_family why_family_unknown = { rules, WHY_COUNTOF(rules) };
