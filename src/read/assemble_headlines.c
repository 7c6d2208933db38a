/* Of several headlines, which one is that of the registers. */
#include "read/assemble_headlines.h"

#include "base/span.h"

/* What a dump and a headline must agree about. */
struct agreement {
    bool core;
    bool cause;
};

/* The cause of a dump, by the name that its architecture has for it. */
static struct why_value cause_of(const struct why_core *core, const struct why_arch **arch)
{
    static const enum why_arch_id ids[] = { WHY_ARCH_XTENSA, WHY_ARCH_RISCV };
    struct why_value cause = { .known = false };

    for (size_t i = 0; i < WHY_COUNTOF(ids) && !cause.known; i++) {
        *arch = why_arch_get(ids[i]);
        cause = why_core_register(core, (*arch)->cause);
    }
    return cause;
}

static bool agrees(const struct why_statement *headline, const struct why_core *core,
                   struct agreement wanted)
{
    const struct why_arch *arch = NULL;
    const struct why_value cause = cause_of(core, &arch);
    const struct why_cause_row *row = why_cause_by_reason(arch, why_span_of(headline->text));

    if (wanted.core && (!headline->value.known || !core->number.known ||
                        headline->value.value != core->number.value))
        return false;
    return !wanted.cause || (row && cause.known && cause.value == row->code);
}

static struct why_statement *find_agreeing(const struct why_assembly *assembly,
                                           struct agreement wanted)
{
    for (size_t i = 0; i < assembly->statement_count; i++) {
        struct why_statement *headline = &assembly->statements[i];

        if (headline->kind != WHY_SAYS_HEADLINE)
            continue;
        for (size_t core = 0; core < assembly->core_count; core++)
            if (agrees(headline, &assembly->cores[core], wanted))
                return headline;
    }
    return NULL;
}

/* The first that a dump belongs to by core and cause; the cause, which tells headlines apart,
 * counts for more than the core. */
static const struct why_statement *choose(const struct why_assembly *assembly)
{
    static const struct agreement wanted[] = { { true, true }, { false, true }, { true, false } };
    const struct why_statement *chosen = NULL;

    for (size_t i = 0; i < WHY_COUNTOF(wanted) && !chosen; i++)
        chosen = find_agreeing(assembly, wanted[i]);
    return chosen;
}

static bool has_dump(const struct why_assembly *assembly, struct why_value number)
{
    for (size_t i = 0; i < assembly->core_count; i++)
        if (number.known && assembly->cores[i].number.known &&
            assembly->cores[i].number.value == number.value)
            return true;
    return false;
}

static void set_aside(struct why_assembly *assembly, struct why_statement *headline)
{
    headline->kind = WHY_SAYS_OTHER_HEADLINE;
    why_assembly_note(
        assembly,
        why_arena_printf(
            assembly->arena, "two cores panicked at once: core %u reports \"%s\" besides%s",
            (unsigned)headline->value.value, headline->text,
            has_dump(assembly, headline->value) ? "" : ", and its registers are not in the log"),
        headline->line_no);
}

void why_settle_headlines(struct why_assembly *assembly)
{
    const struct why_statement *chosen = choose(assembly);

    for (size_t i = 0; i < assembly->statement_count; i++) {
        struct why_statement *headline = &assembly->statements[i];

        if (headline->kind != WHY_SAYS_HEADLINE)
            continue;
        if (!chosen)
            chosen = headline;
        if (headline != chosen)
            set_aside(assembly, headline);
    }
}
