/* heap-corruption as the allocator of the ESP8266 core for Arduino tells it. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/esp8266.h"
#include "rules/frames.h"
#include "rules/gave_up.h"

#define FREE_BLOCK "called for free block" /* umm_poison.c, check_poison_block() */

static const char *base_name(const char *path)
{
    for (const char *c = path; *c; c++)
        if (*c == '/' || *c == '\\')
            path = c + 1;
    return path;
}

/* "Panic umm_malloc.cpp:932 umm_malloc_core": it panics where a block's poison is gone, or a
 * pointer leads to no block. */
static const struct why_statement *find_panic(const struct why_crash *crash)
{
    const struct why_statement *said = why_crash_says(crash, WHY_SAYS_ABORT);

    return said && said->file && strncmp(base_name(said->file), "umm_", 4) == 0 ? said : NULL;
}

/* The check that failed, in words of its own. */
static const struct why_statement *find_poison(const struct why_crash *crash)
{
    const struct why_statement *said = why_crash_says(crash, WHY_SAYS_HEAP_CORRUPT);

    return said && strstr(said->text, "poison") ? said : NULL;
}

const struct why_statement *why_umm_double_free(const struct why_crash *crash)
{
    const struct why_statement *said = find_poison(crash);

    return said && strstr(said->text, FREE_BLOCK) ? said : NULL;
}

static void summarize(struct why_finding *out, const struct why_statement *poison,
                      struct why_arena *arena)
{
    const bool before = poison && strstr(poison->text, "before");

    out->variant = !poison ? "metadata" : before ? "underrun" : "overrun";
    why_finding_set_summary(
        out, arena, "%s",
        !poison  ? "the allocator found its own data, or a block's guard bytes, overwritten"
        : before ? "the guard bytes in front of a block of the heap were overwritten"
                 : "a block of the heap was written past its end: the guard bytes behind it are "
                   "gone");
}

bool why_match_umm(const struct why_facts *facts, struct why_finding *out, struct why_arena *arena)
{
    const struct why_statement *poison = find_poison(facts->crash);
    const struct why_statement *panic = find_panic(facts->crash);

    if ((!poison && !panic) || why_umm_double_free(facts->crash))
        return false;
    out->confidence = poison ? WHY_CERTAIN : WHY_LIKELY;
    summarize(out, poison, arena);
    if (poison)
        why_finding_add_line(out, arena, poison->line_no, "%s says: %s",
                             why_witness_words(facts->crash), poison->text);
    if (panic)
        why_finding_add_line(out, arena, panic->line_no, "%s%s",
                             poison ? "and: " : "the log says: ", panic->text);
    if (poison && poison->value.known && why_crash_unmapped(facts->crash, poison->value.value))
        why_finding_add_address(out, arena, poison->value,
                                "0x%08x is no memory of this chip: the length of the block, or the "
                                "pointer to it, is damaged as well",
                                (unsigned)poison->value.value);
    out->place = why_gave_up_place(facts, (struct why_value){ .known = false });
    why_add_place(out, facts, arena);
    why_finding_add_line(out, arena, 0,
                         "this is where the damage was found, not where it was done");
    why_finding_add_next(out, arena,
                         "look for writes past the end of a block (String buffers, char arrays "
                         "from malloc() or new), double frees, and use after free");
    why_finding_add_next(out, arena,
                         "choose a debug port (Tools, Debug port), which turns poison on, and call "
                         "umm_poison_check() at more and more places: the last good one and the "
                         "first bad one enclose the culprit");
    why_finding_add_next(out, arena,
                         "interrupt handlers must not allocate: no String, new or malloc() there");
    return true;
}
