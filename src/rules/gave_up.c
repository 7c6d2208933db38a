/* The evidence that all reports of programs have which stopped themselves. */
#include "rules/gave_up.h"

#include <string.h>

#include "model/diagnosis.h"
#include "rules/frames.h"
#include "rules/names.h"

bool why_gave_up(const struct why_crash *crash)
{
    return crash->software || why_crash_says(crash, WHY_SAYS_ABORT);
}

const struct why_statement *why_gave_up_saying(const struct why_crash *crash,
                                               enum why_statement_kind kind)
{
    return why_gave_up(crash) ? why_crash_says(crash, kind) : NULL;
}

void why_add_words(struct why_finding *out, const struct why_facts *facts,
                   const struct why_statement *said, struct why_arena *arena)
{
    const struct why_statement *called = why_crash_says(facts->crash, WHY_SAYS_ABORT);

    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    if (called && called != said)
        why_finding_add_line(out, arena, called->line_no, "and: %s", called->text);
    if (called && called->value.known)
        why_finding_add_address(out, arena, called->value, "called from %s",
                                why_code_words(facts, called->value.value, arena));
}

void why_add_own_trap(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena)
{
    if (facts->core && facts->core->register_count > 0)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "the registers describe the panic's own trap, not the fault");
}

void why_add_place(struct why_finding *out, const struct why_facts *facts, struct why_arena *arena)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    uint32_t index = out->place.frame.value;

    if (out->place.frame.known && out->place.function && backtrace &&
        index < backtrace->frame_count)
        why_finding_add_frame(out, arena, index, &backtrace->frames[index],
                              "the first frame outside the machinery of panic and assert: %s",
                              why_code_words(facts, backtrace->frames[index].pc.value, arena));
}

/* Frames that lack the address of the call are of a damaged stack, or named by the wrong ELF. */
struct why_place why_gave_up_place(const struct why_facts *facts, struct why_value called_at)
{
    const struct why_function *caller =
        called_at.known ? why_function_at(facts->crash, called_at.value) : NULL;
    size_t start = 0;
    struct why_spot spot;

    if (called_at.known && why_find_address(facts->backtrace, called_at.value, &spot))
        start = spot.index;
    else if (called_at.known && (!caller || !caller->name || why_name_kinds(caller->name) == 0))
        return why_place_of_address(called_at, caller);
    if (why_find_application(facts->backtrace, start, &spot) && (start > 0 || spot.function))
        return why_place_of_frame(spot.index, spot.frame, spot.function);
    if (called_at.known)
        return why_place_of_address(called_at, caller);
    return (struct why_place){ .line = 0 };
}

void why_describe_gave_up(struct why_finding *out, const struct why_facts *facts,
                          const struct why_statement *said, struct why_arena *arena)
{
    const struct why_statement *called = why_crash_says(facts->crash, WHY_SAYS_ABORT);

    why_add_words(out, facts, said, arena);
    out->place = why_gave_up_place(facts, called ? called->value : (struct why_value){ 0 });
    why_add_place(out, facts, arena);
}

bool why_find_named(const struct why_backtrace *backtrace, const char *prefix,
                    const struct why_frame **frame, const struct why_function **out)
{
    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++)
        for (size_t f = 0; f < backtrace->frames[i].function_count; f++) {
            const char *name = backtrace->frames[i].functions[f].name;

            if (!name || strncmp(name, prefix, strlen(prefix)) != 0)
                continue;
            *frame = &backtrace->frames[i];
            *out = &backtrace->frames[i].functions[f];
            return true;
        }
    return false;
}
