/* Programs in Python that an exception ended. */
#include "rules/python_end.h"

#include <string.h>

#include "model/diagnosis.h"
#include "rules/frames.h"

const struct why_statement *why_python_ended(const struct why_crash *crash)
{
    if (crash->core_count > 0 || why_crash_says(crash, WHY_SAYS_NLR) ||
        why_crash_says(crash, WHY_SAYS_HEADLINE) || !why_crash_says(crash, WHY_SAYS_TRACED))
        return NULL;
    return why_crash_says(crash, WHY_SAYS_PYTHON);
}

/* The last line of the traceback: where the exception was raised. */
static const struct why_statement *find_raise(const struct why_crash *crash)
{
    const struct why_statement *last = NULL;

    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_TRACED)
            last = &crash->statements[i];
    return last;
}

static const char *raise_words(const struct why_statement *at, struct why_arena *arena)
{
    return why_arena_printf(arena, "%s:%u%s%s", at->file, (unsigned)at->line,
                            at->function ? ", in " : "", at->function ? at->function : "");
}

static void add_memory_steps(struct why_finding *out, struct why_arena *arena)
{
    why_finding_add_next(out, arena,
                         "print gc.mem_free() and micropython.mem_info(1) before that line: is "
                         "memory short, or only in pieces that are too small?");
    why_finding_add_next(out, arena,
                         "allocate large buffers once and early, read into them (readinto()), and "
                         "call gc.collect() before");
    why_finding_add_next(out, arena,
                         "load and send in pieces; precompiled modules (.mpy) and frozen ones need "
                         "less");
}

void why_add_python_end(struct why_finding *out, const struct why_facts *facts,
                        struct why_arena *arena)
{
    const struct why_statement *python = why_python_ended(facts->crash);
    const struct why_statement *at = find_raise(facts->crash);

    out->place = why_place_of_source(at->function && at->function[0] != '<' ? at->function : NULL,
                                     at->file, at->line); /* "<module>" is no function */
    why_finding_add_line(out, arena, at->line_no, "raised at %s", raise_words(at, arena));
    why_finding_add_line(out, arena, python->line_no,
                         "an exception with its traceback: the Python program ended there, unless "
                         "a handler printed it; it is no crash of the chip");
    if (python->name && strcmp(python->name, "MemoryError") == 0)
        add_memory_steps(out, arena);
    else
        why_finding_add_next(out, arena, "look at %s: what calls it again and again?",
                             raise_words(at, arena));
    why_finding_add_next(out, arena, "to go on after it, catch %s where it can be handled",
                         python->name ? python->name : "the exception");
}
